package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.features.FeatureExtractor;
import org.mneme.features.FeatureFile;
import org.mneme.features.FeatureFormat;
import org.mneme.features.FeatureJob;
import org.mneme.onnx.ModelIdentity;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mneme features IMAGE...}. Exits 1 when no image has features. */
@Command(
    name = "features",
    subcommands = {
      FeaturesTopCommand.class,
      FeaturesNeighboursCommand.class,
      FeaturesMapCommand.class
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; images that could not be read have an error in their row",
      "1:an error, told in one line; also when no image could be read",
      "2:bad usage"
    },
    description = {
      "Writes what layers of a model give for images.",
      "A row for each image, a column for each number. docs/explain.md says what they tell and when they mislead."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme features photos/ --layer drop7 --output features.csv",
      "  mneme features photos/ --layer features.layer4.2.relu:mean --layer fc12 -o features.npy"
    })
final class FeaturesCommand implements Callable<Integer> {
  private final Catalog catalog;
  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "0..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-l", "--layer"},
      paramLabel = "NAME[:STATISTIC]",
      description = "Layer, and what is taken of it. May be repeated. " + LayerFlags.NAMES)
  private List<String> layers = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "FILE.csv, FILE.parquet or FILE.npy, an array of float32 beside which FILE.npy.images.csv"
              + " names the image of each row. FILE.run.json says what the columns are.")
  private @Nullable Path output;

  @Option(
      names = "--resume",
      description = "Continue an interrupted csv or npy file; finished rows are kept.")
  private boolean resume;

  @Mixin private final LayerFlags flags = new LayerFlags();

  FeaturesCommand(Catalog catalog, Console console) {
    this.catalog = catalog;
    this.console = console;
  }

  Catalog catalog() {
    return catalog;
  }

  Console console() {
    return console;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    if (layers.isEmpty() || output == null) {
      throw badUsage("features need --layer NAME and --output FILE");
    }
    FeatureFormat format =
        FeatureFormat.of(output)
            .orElseThrow(
                () -> badUsage("--output %s: name it .csv, .parquet or .npy".formatted(output)));
    if (resume && !format.canBeResumed()) {
      throw badUsage("--resume needs --output FILE.csv or FILE.npy: Parquet ends with its index");
    }
    ScorerOptions options = flags.options(command);
    Iterator<Path> images = LayerFlags.images(arguments, command, console);
    Path file = flags.file(catalog, console);
    FeatureJob.Summary summary;
    Instant start = Instant.now();
    try (FeatureExtractor extractor = flags.open(file, options, layers, false, console);
        FeatureFile rows =
            FeatureFile.open(
                output, format, extractor, ModelIdentity.of(file, catalog.hashes()), resume);
        Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      summary = FeatureJob.run(extractor, images, rows, flags.progress(view, interruption));
      flags.say(described(summary, extractor, Duration.between(start, Instant.now())), console);
    }
    if (summary.complete() && summary.extracted() == 0 && summary.finished() == 0) {
      throw new IOException("no image has features; each row says why");
    }
    return 0;
  }

  private String described(FeatureJob.Summary summary, FeatureExtractor extractor, Duration taken) {
    double seconds = taken.toMillis() / 1000.0;
    return String.format(
        Locale.ROOT,
        "%s%s in %.1f s%s, %,d failed; %,d columns of %s: %s%s",
        summary.complete() ? "" : "Interrupted: ",
        Counted.of(summary.extracted(), "image"),
        seconds,
        summary.finished() > 0
            ? String.format(Locale.ROOT, ", %,d done before", summary.finished())
            : "",
        summary.failed(),
        extractor.length(),
        String.join(", ", extractor.features().stream().map(Object::toString).toList()),
        output,
        !summary.complete()
                && FeatureFormat.of(output).filter(FeatureFormat::canBeResumed).isPresent()
            ? Interruption.CONTINUE
            : "");
  }

  private ParameterException badUsage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
