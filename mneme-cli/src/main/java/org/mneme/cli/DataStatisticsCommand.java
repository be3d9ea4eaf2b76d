package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ImageLimits;
import org.mneme.input.Inputs;
import org.mneme.statistics.MeasuredImage;
import org.mneme.statistics.StatisticsFile;
import org.mneme.statistics.StatisticsJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme data statistics IMAGE...}. Exits 1 when nothing could be measured. */
@Command(
    name = "statistics",
    mixinStandardHelpOptions = true,
    description = {
      "Measures luminance, contrast, colour, detail and size of images.",
      "Writes CSV with a row for each image: width, height, aspect, luminance, contrast, colourfulness, spectral_slope, edge_density, and a hash that near-duplicates share but for a few bits. docs/select.md defines them."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme data statistics photos/ --output statistics.csv",
      "  mneme data statistics photos/*.jpg --threads 2",
      "  mneme data statistics stimuli/ --scores scores.csv"
    })
final class DataStatisticsCommand implements Callable<Integer> {
  @ParentCommand private DataCommand parent;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "CSV file to write. Default: standard output.")
  private @Nullable Path output;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Images measured at the same time. Default: one for each processor.")
  private int threads = StatisticsJob.standard().threads();

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description =
          "CSV file with a score for each image, by people or by mneme predict. Prints which"
              + " statistics go with the score, with confidence intervals; the statistics themselves are"
              + " then only written to --output.")
  private @Nullable Path scores;

  @Option(
      names = "--score-column",
      paramLabel = "NAME",
      description = "Column of the scores. Default: score, prediction or memorability.")
  private @Nullable String scoreColumn;

  @Option(
      names = "--covariates",
      paramLabel = "FILE",
      description =
          "CSV file with further figures for each image, such as how much of it each class of"
              + " objects takes up; their correlation with the score is printed, too. May be"
              + " repeated.")
  private List<Path> covariates = List.of();

  @Override
  public Integer call() throws IOException {
    Ignored.of(spec)
        .refuse(scores == null, "it goes with a --scores file", "--score-column", "--covariates");
    StatisticsJob job =
        UsageErrors.checked(spec, () -> new StatisticsJob(threads, ImageLimits.DEFAULT));
    Inputs inputs = UsageErrors.checked(spec, () -> new Inputs(arguments));
    List<String> missing = inputs.missing();
    if (!missing.isEmpty()) {
      throw new IOException(NamedImages.noSuch(missing));
    }
    Console console = parent.console();
    List<Path> images = new ArrayList<>();
    inputs.images(console.in()).forEachRemaining(images::add);
    if (images.isEmpty()) {
      throw new IOException(NamedImages.none(arguments));
    }
    List<MeasuredImage> rows;
    try (ProgressView view = ProgressView.onTerminal(console)) {
      rows = job.run(images, view);
    }
    if (scores == null || output != null) {
      StringBuilder text = new StringBuilder();
      StatisticsFile.write(rows, text);
      try (Output to = output == null ? Output.standard(console) : Output.replacing(output)) {
        to.write(text.toString());
        to.finish();
      }
    }
    long failed = rows.stream().filter(row -> row.error() != null).count();
    if (failed > 0) {
      console.err().println("could not be read: " + Counted.of(failed, "image"));
    }
    if (failed == rows.size()) {
      throw new IOException("no image could be measured; each row says why");
    }
    if (scores != null) {
      ConfoundsTable found = ConfoundsTable.read(scores, scoreColumn, rows, covariates);
      found.notes().forEach(note -> console.err().println(Messages.oneLine(note)));
      console.out().print(found.text());
      console.out().flush();
    }
    return 0;
  }
}
