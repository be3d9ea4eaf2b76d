package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.image.Crops;
import org.mneme.input.Inputs;
import org.mneme.onnx.Precision;
import org.mneme.predict.AutomaticPrecision;
import org.mneme.predict.FinishedRows;
import org.mneme.predict.PredictionJob;
import org.mneme.predict.SettingsFile;
import org.mneme.report.About;
import org.mneme.report.Gallery;
import org.mneme.score.KeptScores;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Scores images. Exits 1 when nothing was scored or an argument names nothing, 3 with {@code
 * --strict} if one failed, 141 if its reader went away.
 */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; images that could not be read have an error in their row",
      "1:an error, told in one line; also when nothing was scored, or a name on the command line"
          + " is wrong",
      "2:bad usage",
      "3:done, but an image failed, with --strict"
    },
    description = {
      "Scores images: 0 to 1, higher is more memorable.",
      "Every picture that is named or found in a folder gets one row: its score, or why it could not be read."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme predict photos/ --output scores.csv --output gallery.html",
      "  mneme predict photos/ --sort --top 20"
    })
final class PredictCommand implements Callable<Integer> {
  private static final int IMAGES_FAILED = 3;
  private static final int READER_GONE = 141; // A shell reports SIGPIPE so.

  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Published model or ONNX file; see mneme models list. Default: resmem.")
  private String model = "resmem";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write to FILE.csv, FILE.jsonl, FILE.html (a gallery) or FILE.txt. Repeat it for several"
              + " files from one run.")
  private List<Path> outputFiles = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Output format: table, csv, jsonl or html. Default: by the name of the output file, else"
              + " table on a terminal and csv in a pipe.")
  private @Nullable Format format;

  @Option(names = "--sort", description = "Sort by score, highest first, failures last.")
  private boolean sort;

  @Option(names = "--top", paramLabel = "N", description = "Only the N highest scores, sorted.")
  private @Nullable Integer top;

  @Option(
      names = "--resume",
      description = "Continue an interrupted csv or jsonl file; finished rows are kept.")
  private boolean resume;

  @Option(
      names = "--interactive",
      description =
          "For programs, with - alone: a blank line in the list is answered by a blank line when"
              + " all images before it are scored.")
  private boolean interactive;

  @Option(
      names = "--no-cache",
      description =
          "Score every image anew. Scores are otherwise cached by the image's content, the model"
              + " and all settings, for this command and evaluate.")
  private boolean uncached;

  @Option(names = "--strict", description = "Exit with 3 if any image failed.")
  private boolean strict;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary.")
  private boolean quiet;

  @Option(
      names = "--crops",
      paramLabel = "CROPS",
      description = "Crops that are scored: centre, or ten for the mean of ten. Default: centre.")
  private Crops crops = Crops.CENTRE;

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description =
          "auto, fp32 or int8. auto takes the int8 file of a published model only if it was"
              + " measured to follow fp32 on pictures of several kinds and does so on the first"
              + " 16 images, else fp32; with --resume, what the file was begun with. Default:"
              + " auto.")
  private WantedPrecision precision = WantedPrecision.AUTO;

  @Mixin private final ScoringFlags scoringFlags = new ScoringFlags();

  /** What the user may ask for; a model file is one of the two. */
  enum WantedPrecision {
    AUTO,
    FP32,
    INT8;

    Optional<Precision> precision() {
      return this == AUTO ? Optional.empty() : Optional.of(Precision.valueOf(name()));
    }
  }

  PredictCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    List<PredictOutput> outputs = outputs();
    ScorerOptions options =
        UsageErrors.checked(
            Objects.requireNonNull(spec), () -> scoringFlags.options().withCrops(crops));
    Inputs inputs = UsageErrors.checked(Objects.requireNonNull(spec), () -> new Inputs(arguments));
    if (interactive) {
      return answer(outputs.get(0).format(), options, inputs);
    }
    for (PredictOutput output : outputs) {
      output.requireWritable();
    }
    List<String> missing = inputs.missing();
    if (!missing.isEmpty() && missing.size() == arguments.size()) {
      throw new IOException(NamedImages.noSuch(missing));
    }
    Iterator<Path> images = inputs.images(console.in());
    if (!images.hasNext()) {
      throw new IOException(NamedImages.none(arguments));
    }
    AutomaticPrecision.Choice choice = choose(options, images);
    ScoringModel scoring = choice.model();
    try (Interruption interruption = Interruption.watch();
        Scorer scorer = scoring.open();
        KeptScores kept = kept(scorer, scoring)) {
      PredictionJob.Summary summary;
      Instant start = Instant.now();
      try (ScoreSink sink = sink(outputs, scorer, scoring)) {
        scorer.preprocessingChoice().note().ifPresent(this::say);
        try (PredictView view = view(outputs.get(0), inputs, interruption)) {
          summary = run(scorer, kept, choice.images(), sink.finished(), sink, view);
        }
        sink.finish(summary.complete());
      }
      say(
          summary.describe(Duration.between(start, Instant.now()))
              + "; "
              + by(scoring)
              + fromCache(kept)
              + (summary.complete() ? "" : howToContinue(outputs)));
      if (strict && summary.failed() > 0) {
        return IMAGES_FAILED;
      }
      if (summary.complete() && summary.scored() == 0 && summary.finished() == 0) {
        throw new IOException("no image could be scored; each row says why");
      }
      if (!missing.isEmpty()) {
        throw new IOException(NamedImages.noSuch(missing) + ". The others were scored");
      }
      return 0;
    } catch (Output.PipeClosed e) {
      return READER_GONE;
    }
  }

  /** A file of scores continues in the precision that it was begun with. */
  private Optional<Precision> precision() throws IOException {
    boolean open = precision == WantedPrecision.AUTO && catalog.published(model).isPresent();
    return resume && open ? SettingsFile.precision(outputFiles.get(0)) : precision.precision();
  }

  /** The model to score with: where the precision is open, the int8 file if it may be taken. */
  private AutomaticPrecision.Choice choose(ScorerOptions options, Iterator<Path> images)
      throws IOException {
    ScoringModel asked = scoring(options);
    Optional<PublishedModel> published = catalog.published(model);
    boolean goesOn = resume && outputFiles.stream().anyMatch(Files::exists);
    Optional<CachedModel> int8 =
        precision != WantedPrecision.AUTO || published.isEmpty() || goesOn
            ? Optional.empty()
            : catalog.cached(published.get(), Precision.INT8);
    if (int8.isEmpty()) {
      return new AutomaticPrecision.Choice(asked, "", images);
    }
    ScoringModel rounded = ScoringModel.of(int8.get().file(), options, catalog.hashes());
    AutomaticPrecision.Choice choice = AutomaticPrecision.choose(asked, rounded, images);
    say(published.get().name() + ": " + choice.reason());
    return choice;
  }

  private ScoringModel scoring(ScorerOptions options) throws IOException {
    Path file = catalog.resolve(model, precision(), ProgressView.of(console));
    return ScoringModel.of(file, options, catalog.hashes());
  }

  /** One process for the questions of a program, which come one after the other. */
  private int answer(Format chosen, ScorerOptions options, Inputs inputs) throws IOException {
    ScoringModel scoring = scoring(options);
    try (Interruption interruption = Interruption.watch();
        Scorer scorer = scoring.open();
        KeptScores kept = kept(scorer, scoring);
        RowSink sink =
            new RowSink(
                chosen,
                Output.standard(console),
                scoring.settings().precision(),
                scorer.tellsSureness());
        PredictView view = new PredictView(null, inputs, interruption)) {
      scorer.preprocessingChoice().note().ifPresent(this::say);
      Iterator<Iterator<Path>> parts = Inputs.parts(console.in());
      long failed = 0;
      while (!interruption.isStopped() && parts.hasNext()) {
        failed += run(scorer, kept, parts.next(), FinishedRows.none(), sink, view).failed();
        sink.endPart();
      }
      return strict && failed > 0 ? IMAGES_FAILED : 0;
    } catch (Output.PipeClosed e) {
      return READER_GONE;
    }
  }

  /** Null where every image is scored anew. */
  private @Nullable KeptScores kept(Scorer scorer, ScoringModel scoring) throws IOException {
    return uncached ? null : KeptScores.open(catalog.scores(), scorer, scoring.settings());
  }

  private String howToContinue(List<PredictOutput> outputs) {
    boolean open = outputs.size() == 1 && outputs.get(0).format().canBeResumed() && !isSorted();
    return open && !outputFiles.isEmpty()
        ? Interruption.CONTINUE
        : uncached ? "" : ". The same command takes the scores so far from the cache";
  }

  private static PredictionJob.Summary run(
      Scorer scorer,
      @Nullable KeptScores kept,
      Iterator<Path> images,
      FinishedRows finished,
      PredictionJob.Sink sink,
      PredictView view)
      throws IOException {
    return kept == null
        ? PredictionJob.run(scorer, images, finished, sink, view)
        : PredictionJob.run(kept, images, finished, sink, view);
  }

  private static String fromCache(@Nullable KeptScores kept) {
    return kept == null || kept.kept() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "; %,d of the scores from the cache (--no-cache scores anew)",
            kept.kept());
  }

  private List<PredictOutput> outputs() {
    if (top != null && top < 1) {
      throw badUsage("--top must be at least 1, not " + top);
    }
    if (format != null && outputFiles.size() > 1) {
      throw badUsage("--format is for one output; several files are told apart by their endings");
    }
    if (Set.copyOf(outputFiles).size() < outputFiles.size()) {
      throw badUsage("--output names the same file twice");
    }
    List<PredictOutput> outputs =
        outputFiles.isEmpty()
            ? List.of(PredictOutput.standard(console, Optional.ofNullable(format)))
            : outputFiles.stream().map(this::file).toList();
    boolean one = outputFiles.size() == 1;
    if (resume && !(one && outputs.get(0).format().canBeResumed())) {
      throw badUsage("--resume needs one --output FILE.csv or FILE.jsonl, and no other");
    }
    if (resume && isSorted()) {
      throw badUsage("--resume cannot be combined with --sort or --top: sort the finished file");
    }
    if (interactive
        && (!arguments.equals(List.of("-"))
            || !outputFiles.isEmpty()
            || isSorted()
            || outputs.get(0).format().rows().isEmpty())) {
      throw badUsage(
          "--interactive needs - as the only IMAGE and csv or jsonl on standard output, without"
              + " --output, --sort and --top");
    }
    return outputs;
  }

  private PredictOutput file(Path file) {
    return Optional.ofNullable(format)
        .or(() -> Format.of(file))
        .map(chosen -> new PredictOutput(console, Optional.of(file), chosen))
        .orElseThrow(
            () ->
                badUsage(
                    "--output %s: name it .csv, .jsonl, .html or .txt, or say --format"
                        .formatted(file)));
  }

  private boolean isSorted() {
    return sort || top != null;
  }

  private ScoreSink sink(List<PredictOutput> outputs, Scorer scorer, ScoringModel scoring)
      throws IOException {
    Supplier<Gallery> gallery = () -> gallery(scorer, scoring.options());
    Optional<Integer> best = Optional.ofNullable(top);
    List<ScoreSink> sinks = new ArrayList<>();
    try {
      for (PredictOutput output : outputs) {
        sinks.add(
            output.sink(
                gallery, scoring.settings(), isSorted(), best, resume, scorer.tellsSureness()));
      }
    } catch (IOException e) {
      new SeveralSinks(sinks).close();
      throw e;
    }
    return sinks.size() == 1 ? sinks.get(0) : new SeveralSinks(sinks);
  }

  private Gallery gallery(Scorer scorer, ScorerOptions options) {
    About about = About.of(model, scorer, options, LocalDate.now(ZoneId.systemDefault()));
    return new Gallery(about, Optional.ofNullable(top), options.threads(), options.limits());
  }

  private PredictView view(PredictOutput first, Inputs inputs, Interruption interruption) {
    // Rows that appear on the terminal show progress themselves.
    boolean rowsAppear = first.file().isEmpty() && console.outIsTerminal() && !isSorted();
    boolean shown =
        !quiet && console.errIsTerminal() && !(rowsAppear && first.format() != Format.HTML);
    return new PredictView(shown ? console.err() : null, inputs, interruption);
  }

  /** What made the scores: "resmem fp32". */
  private static String by(ScoringModel scoring) {
    return Rows.printable(scoring.settings().model())
        + scoring.settings().precision().map(found -> " " + found.title()).orElse("");
  }

  private void say(String line) {
    if (!quiet) {
      console.err().println(line);
    }
  }

  private ParameterException badUsage(@Nullable String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
