package org.mneme.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Intervals;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.progress.CancelledException;
import org.mneme.report.EvaluationPage;
import org.mneme.report.MetricsJson;
import org.mneme.report.PredictionsCsv;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Judges models against human scores. */
@Command(
    name = "evaluate",
    description = "Judges models, or scores from elsewhere, against human scores.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:an error, told in one line", "2:bad usage"})
final class EvaluateCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "DIR|CSV[=NAME]",
      description = "Images with human scores: LaMem, MemCat, both, or a CSV file. Repeatable.")
  private List<String> data = List.of();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "test, val, train, all, a split's number, or both as val_3. Default: test, or all where"
              + " the data come with no split.")
  private @Nullable String split;

  @Option(
      names = "--split-files",
      paramLabel = "DIR",
      description = "Split files in LaMem's form, in place of the data's own.")
  private @Nullable Path splitFiles;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL[=LABEL]",
      description =
          "Published model or ONNX file. Repeatable. Default: resmem, if there are no --scores.")
  private List<String> models = List.of();

  @Option(
      names = {"-s", "--scores"},
      paramLabel = "FILE[=LABEL]",
      description = "CSV file with predictions from elsewhere. Repeatable.")
  private List<String> scores = List.of();

  @Option(
      names = "--prediction-column",
      paramLabel = "NAME",
      description = "In --scores files. Default: score or prediction.")
  private @Nullable String predictionColumn;

  @Option(
      names = "--halves",
      paramLabel = "FILE",
      description =
          "Scores of random halves of the subjects: columns NAME_a, NAME_b. Default: halves.csv"
              + " beside the data.")
  private List<Path> halves = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Gets report.html, metrics.json and predictions.csv.")
  private Path output = Path.of("");

  @Option(names = "--matrix", description = "Add every model on every data set, side by side.")
  private boolean matrix;

  @Option(
      names = "--crops",
      paramLabel = "CROPS",
      description = "centre, or ten for the mean of ten. Repeatable. Default: centre.")
  private List<Crops> crops = List.of(Crops.CENTRE);

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "Of published models: auto, fp32 or int8. Repeatable. Default: auto.")
  private List<PredictCommand.WantedPrecision> precisions =
      List.of(PredictCommand.WantedPrecision.AUTO);

  @Option(
      names = "--decode",
      paramLabel = "MODE",
      description = "natural or pillow, as in predict. Default: natural.")
  private DecodeMode decode = DecodeMode.NATURAL;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      hidden = true,
      description = "Of the bootstrap that earlier versions made intervals with; has no effect.")
  private @Nullable Integer rounds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of repeated splits and of the folds of recalibration. Default: ${DEFAULT-VALUE}.")
  private long seed = Intervals.DEFAULT.seed();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "For the networks. Default: one a processor.")
  private int threads = ScorerOptions.defaults().threads();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Crops in one run of a network. Default: ${DEFAULT-VALUE}.")
  private int batch = ScorerOptions.defaults().batch();

  @Option(names = "--no-cache", description = "Score all images anew and keep no scores.")
  private boolean noCache;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no messages; the tables stay.")
  private boolean quiet;

  @Mixin private final RepeatedFlags repeated = new RepeatedFlags();

  @Mixin private final DataFlags dataFlags = new DataFlags();

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "The output that is the score, of ONNX files that have several.")
  private @Nullable String modelOutput;

  @ArgGroup(
      exclusive = false,
      heading = "%nFor ONNX files that do not say how images are prepared:%n")
  private @Nullable PreprocessingFlags preprocessing;

  EvaluateCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    SplitChoice choice = usage(() -> split == null ? SplitChoice.USUAL : SplitChoice.of(split));
    if (rounds != null) {
      say("--rounds has no effect: intervals are computed without resampling");
    }
    ScorerOptions options =
        usage(
            () ->
                ScorerOptions.defaults()
                    .withDecode(decode)
                    .withThreads(threads)
                    .withBatch(batch)
                    .withOutput(Optional.ofNullable(modelOutput)));
    Optional<Preprocessing> given =
        usage(() -> Optional.ofNullable(preprocessing).map(PreprocessingFlags::preprocessing));
    makeOutput();
    boolean needsModel = !models.isEmpty() || scores.isEmpty();
    List<JudgedData> judged = new ArrayList<>();
    for (String place : data) {
      JudgedData read =
          JudgedData.read(
              Labelled.of(place),
              dataFlags.options().withNeedImages(needsModel),
              choice,
              Optional.ofNullable(splitFiles));
      say(read.summary());
      judged.add(read);
    }
    List<JudgedModel> chosen = needsModel ? models(options, given) : List.of();
    try (Interruption interruption = Interruption.watch()) {
      CachedScoring scoring =
          new CachedScoring(
              noCache ? Optional.empty() : Optional.of(catalog.folder().resolveSibling("scores")),
              dataFlags.skipBad(),
              threads,
              interruption,
              this::bar);
      EvaluateRun run =
          new EvaluateRun(
              scoring,
              new OtherScores(dataFlags.skipBad(), dataFlags.imageColumn(), predictionColumn),
              Intervals.DEFAULT.withSeed(seed),
              dataFlags.skipBad(),
              repeated);
      EvaluationReport report =
          run.report(
              judged, chosen, scoreFiles(), halves, CommandText.of(Objects.requireNonNull(spec)));
      if (!chosen.isEmpty()) {
        say(
            String.format(
                Locale.ROOT,
                "%,d scores from earlier runs, %,d made now",
                scoring.kept(),
                scoring.made()));
      }
      report.notes().forEach(this::say);
      show(report);
      write(report);
      return 0;
    } catch (CancelledException e) {
      throw new IOException(
          "interrupted; the scores made so far are kept: the same command goes on from there", e);
    }
  }

  /** Models times precisions times crops, each with a label of its own. */
  private List<JudgedModel> models(ScorerOptions options, Optional<Preprocessing> given)
      throws IOException {
    List<JudgedModel> found = new ArrayList<>();
    for (String text : models.isEmpty() ? List.of("resmem") : models) {
      Labelled named = Labelled.of(text);
      boolean published = catalog.published(named.name()).isPresent();
      // A file has the precision that it has; with one wanted, it must be that.
      List<PredictCommand.WantedPrecision> wanted =
          published || precisions.size() == 1
              ? precisions
              : List.of(PredictCommand.WantedPrecision.AUTO);
      for (PredictCommand.WantedPrecision precision : wanted) {
        Path file = catalog.resolve(named.name(), precision.precision(), ProgressView.of(console));
        String suffix =
            named.label().isPresent() && wanted.size() > 1
                ? " " + JudgedModel.lower(precision)
                : "";
        Optional<String> label = named.label().map(name -> name + suffix);
        JudgedModel model = JudgedModel.of(file, label, given, options);
        for (Crops each : crops) {
          JudgedModel cropped = model.withOptions(model.options().withCrops(each));
          found.add(
              crops.size() == 1
                  ? cropped
                  : cropped.withLabel(model.label() + " " + cropsName(each)));
        }
      }
    }
    return found;
  }

  private static String cropsName(Crops crops) {
    return crops == Crops.TEN ? "ten-crop" : "centre crop";
  }

  private Map<String, List<Path>> scoreFiles() {
    Map<String, List<Path>> files = new LinkedHashMap<>();
    for (String text : scores) {
      Labelled named = Labelled.of(text);
      Path file = Path.of(named.name());
      String label =
          named
              .label()
              .orElseGet(() -> String.valueOf(file.getFileName()).replaceFirst("(?i)\\.csv$", ""));
      files.computeIfAbsent(label, name -> new ArrayList<>()).add(file);
    }
    return files;
  }

  /** Finds out before minutes are spent. */
  private void makeOutput() throws IOException {
    try {
      Files.createDirectories(output);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(output + ": is a file; --output needs a folder", e);
    }
    if (!Files.isWritable(output)) {
      throw new AccessDeniedException(output.toString());
    }
  }

  private void show(EvaluationReport report) {
    String between = "";
    for (EvaluatedSet set : report.sets()) {
      console.out().print(between + EvaluationTable.of(set));
      between = "\n";
    }
    if (matrix) {
      console.out().print(between + EvaluationTable.of(EvaluationMatrix.of(report)));
    }
    console.out().flush();
  }

  private void write(EvaluationReport report) throws IOException {
    try (Output file = Output.replacing(output.resolve("predictions.csv"))) {
      Writer writer = new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8);
      PredictionsCsv.write(report, writer);
      file.finish();
    }
    try (Output file = Output.replacing(output.resolve("metrics.json"))) {
      file.write(MetricsJson.of(report, matrix));
      file.finish();
    }
    EvaluationPage.write(report, output.resolve("report.html"));
    say("Written to %s: report.html, metrics.json, predictions.csv".formatted(output));
  }

  private Progress bar(String task, long total) {
    return quiet || !console.errIsTerminal()
        ? Progress.none()
        : Progress.show(console.err(), task, total);
  }

  private void say(String line) {
    if (!quiet) {
      console.err().println(Rows.printable(line));
    }
  }

  /** Turns a refused value into bad usage. */
  private <T> T usage(Supplier<T> values) {
    try {
      return values.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
