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
import org.jspecify.annotations.Nullable;
import org.mneme.adapt.Calibration;
import org.mneme.catalog.Catalog;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.data.SplitChoice;
import org.mneme.evaluate.EvaluatedData;
import org.mneme.evaluate.EvaluatedModel;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationJob;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.EvaluationSettings;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Labelled;
import org.mneme.features.FeatureCache;
import org.mneme.image.Crops;
import org.mneme.onnx.Precision;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.report.EvaluationExtras;
import org.mneme.report.EvaluationPage;
import org.mneme.report.FigureFiles;
import org.mneme.report.MetricsJson;
import org.mneme.report.PredictionsCsv;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Evaluates models against human scores. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:an error, told in one line", "2:bad usage"},
    description = {
      "Evaluates models or existing scores against human scores.",
      "Prints rank correlation and other metrics with 95 % confidence intervals, and writes a report."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme evaluate --data my-study/ --output report/",
      "  mneme evaluate --data lamem/ --model resmem --model mine.onnx --output report/"
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = {"-d", "--data"},
      required = true,
      paramLabel = "DIR|CSV[=NAME]",
      description =
          "Images with human scores: LaMem, MemCat, both, or a CSV file. May be repeated.")
  private List<String> data = List.of();

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "Which images: test, val, train or all; a split's number, or both as val_3. Default: test,"
              + " or all if the data have no split.")
  private @Nullable String split;

  @Option(
      names = "--split-files",
      paramLabel = "DIR",
      description =
          "Folder of split files in LaMem's format, used instead of the data's own split.")
  private @Nullable Path splitFiles;

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL[=LABEL]",
      description =
          "Published model or ONNX file. May be repeated. Default: resmem, unless --scores are given.")
  private List<String> models = List.of();

  @Option(
      names = {"-s", "--scores"},
      paramLabel = "FILE[=LABEL]",
      description = "CSV file with existing predictions. May be repeated.")
  private List<String> scores = List.of();

  @Option(
      names = "--prediction-column",
      paramLabel = "NAME",
      description = "Column of predictions in --scores files. Default: score or prediction.")
  private @Nullable String predictionColumn;

  @Option(
      names = "--halves",
      paramLabel = "FILE",
      description =
          "CSV file with scores of random halves of the subjects, in columns NAME_a and NAME_b,"
              + " for human consistency. Default: halves.csv beside the data.")
  private List<Path> halves = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Folder for report.html, metrics.json and predictions.csv.")
  private Path output = Path.of("");

  @Option(
      names = "--figures",
      paramLabel = "DIR",
      description =
          "Folder for the charts as SVG and PDF files, and for the metrics as CSV, for a paper.")
  private @Nullable Path figures;

  @Option(
      names = "--calibrate",
      paramLabel = "FILE.onnx",
      description =
          "Also write a copy of the model that knows 90 %% intervals around its scores, from the"
              + " errors on these images, which it must not have been trained on, and how familiar a"
              + " picture is beside them, for which the network looks at them once more.")
  private @Nullable Path calibrated;

  @Option(names = "--matrix", description = "Also print a table of every model on every data set.")
  private boolean matrix;

  @Option(
      names = "--crops",
      paramLabel = "CROPS",
      description =
          "Crops that are scored: centre, or ten for the mean of ten. May be repeated. Default: centre.")
  private List<Crops> crops = List.of(Crops.CENTRE);

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "Precision of published models: fp32, int8, or auto, which is fp32 here. May be"
              + " repeated. Default: auto.")
  private List<PredictCommand.WantedPrecision> precisions =
      List.of(PredictCommand.WantedPrecision.AUTO);

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
          "Seed of repeated splits and of the folds of recalibration. Default: ${DEFAULT-VALUE}.")
  private long seed = Intervals.DEFAULT.seed();

  @Option(names = "--no-cache", description = "Neither use nor write cached scores.")
  private boolean noCache;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print no progress and no messages, only the tables.")
  private boolean quiet;

  @Mixin private final RepeatedFlags repeated = new RepeatedFlags();

  @Mixin private final ExtraSectionFlags extraFlags = new ExtraSectionFlags();

  @Mixin private final ScoringFlags scoring = new ScoringFlags();

  @Mixin private final DataFlags dataFlags = new DataFlags();

  EvaluateCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    SplitChoice choice =
        UsageErrors.checked(
            Objects.requireNonNull(spec),
            () -> split == null ? SplitChoice.USUAL : SplitChoice.of(split));
    if (rounds != null) {
      say("--rounds has no effect: intervals are computed without resampling");
    }
    ScorerOptions options = UsageErrors.checked(Objects.requireNonNull(spec), scoring::options);
    EvaluationSettings settings = UsageErrors.checked(Objects.requireNonNull(spec), this::settings);
    if (calibrated != null) {
      OnnxOutput.of(calibrated, Objects.requireNonNull(spec));
    }
    makeFolder("--output", output);
    if (figures != null) {
      makeFolder("--figures", figures);
    }
    boolean needsModel = !models.isEmpty() || scores.isEmpty();
    refuseUnused(needsModel);
    List<EvaluatedData> sets = new ArrayList<>();
    for (String place : data) {
      EvaluatedData read =
          EvaluatedData.read(
              Labelled.of(place),
              dataFlags.options().withNeedImages(needsModel),
              choice,
              Optional.ofNullable(splitFiles));
      say(read.summary());
      sets.add(read);
    }
    List<EvaluatedModel> chosen = needsModel ? models(options) : List.of();
    if (calibrated != null && (chosen.size() != 1 || sets.size() != 1)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--calibrate needs one --model and one --data; there are %d and %d"
              .formatted(chosen.size(), sets.size()));
    }
    extraFlags.check(Objects.requireNonNull(spec), chosen);
    try (Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      Progress progress = quiet ? new Quiet(interruption) : view;
      EvaluationReport report = new EvaluationJob(sets, chosen, settings).run(progress);
      report.notes().forEach(this::say);
      show(report);
      write(report, extraFlags.sections(report, chosen, progress));
      calibrate(chosen, report, progress);
      return 0;
    } catch (CancelledException e) {
      throw new IOException(
          "interrupted; the scores made so far are kept: the same command continues from there", e);
    }
  }

  private void refuseUnused(boolean needsModel) throws IOException {
    Ignored ignored = Ignored.of(Objects.requireNonNull(spec));
    ignored.refuse(scores.isEmpty(), "it is of --scores files", "--prediction-column");
    ignored.refuse(
        !needsModel,
        "no --model is given, so that nothing is scored",
        "--crops",
        "--precision",
        "--decode",
        "--no-cache",
        "--model-output",
        "--size");
    List<Path> places = new ArrayList<>();
    for (String place : data) {
      places.add(Path.of(Labelled.of(place).name()));
    }
    DataFlags.refuseUnused(spec, places);
  }

  private EvaluationSettings settings() {
    EvaluationSettings settings =
        EvaluationSettings.defaults()
            .withIntervals(Intervals.DEFAULT.withSeed(seed))
            .withThreads(scoring.threads())
            .withScores(scoreFiles())
            .withHalves(halves)
            .withSkipBad(dataFlags.skipBad())
            .withRepeated(repeated.value())
            .withCommand(CommandText.of(Objects.requireNonNull(spec)));
    if (dataFlags.imageColumn() != null) {
      settings = settings.withImageColumn(dataFlags.imageColumn());
    }
    if (predictionColumn != null) {
      settings = settings.withPredictionColumn(predictionColumn);
    }
    return noCache ? settings : settings.withCache(catalog.scores());
  }

  /** Models times precisions times crops, each with a label of its own. */
  private List<EvaluatedModel> models(ScorerOptions options) throws IOException {
    List<Optional<Precision>> wanted =
        precisions.stream().map(PredictCommand.WantedPrecision::precision).toList();
    List<EvaluatedModel> found = new ArrayList<>();
    for (String text : models.isEmpty() ? List.of("resmem") : models) {
      found.addAll(
          EvaluatedModel.resolve(
              catalog, Labelled.of(text), wanted, crops, options, ProgressView.of(console)));
    }
    return found;
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
  private static void makeFolder(String option, Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("%s: is a file; %s needs a folder".formatted(folder, option), e);
    }
    if (!Files.isWritable(folder)) {
      throw new AccessDeniedException(folder.toString());
    }
  }

  private void calibrate(List<EvaluatedModel> chosen, EvaluationReport report, Progress progress)
      throws IOException {
    if (calibrated == null) {
      return;
    }
    Calibration.Calibrated made =
        Calibration.write(
            chosen.get(0),
            report.sets().get(0),
            ScoreIntervals.USUAL_LEVEL,
            new FeatureCache(catalog.features()),
            calibrated,
            progress);
    say(
        String.format(
            Locale.ROOT,
            "Written: %s, with 90 %% intervals from %,d images, and %s how familiar a picture is",
            calibrated,
            made.intervals().images(),
            made.familiar() ? "telling" : "not telling"));
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

  private void write(EvaluationReport report, EvaluationExtras extras) throws IOException {
    try (Output file = Output.replacing(output.resolve("predictions.csv"))) {
      Writer writer = new OutputStreamWriter(file.stream(), StandardCharsets.UTF_8);
      PredictionsCsv.write(report, writer);
      file.finish();
    }
    try (Output file = Output.replacing(output.resolve("metrics.json"))) {
      file.write(MetricsJson.of(report, matrix, extras));
      file.finish();
    }
    EvaluationPage.write(report, extras, output.resolve("report.html"));
    say("Written to %s: report.html, metrics.json, predictions.csv".formatted(output));
    if (figures != null) {
      say("Written to %s: %d files".formatted(figures, FigureFiles.write(report, figures).size()));
    }
  }

  private void say(String line) {
    if (!quiet) {
      console.err().println(Rows.printable(line));
    }
  }

  /** Says nothing, and ends when the user wants that. */
  private record Quiet(Interruption interruption) implements Progress {
    @Override
    public boolean isCancelled() {
      return interruption.isStopped();
    }
  }
}
