package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.features.FeatureExtractor;
import org.mneme.features.Neighbours;
import org.mneme.files.WholeFile;
import org.mneme.progress.CancelledException;
import org.mneme.report.About;
import org.mneme.report.FeatureMapCsv;
import org.mneme.report.NeighboursPage;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme features neighbours IMAGE...}. */
@Command(
    name = "neighbours",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the images that are most like one image to a model.",
      "Images are compared by what the model's layers give for them."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme features neighbours photos/ --of photo.jpg --layer fc7.relu",
      "  mneme features neighbours photos/ --of photo.jpg --layer fc7.relu -o alike.html"
    })
final class FeaturesNeighboursCommand implements Callable<Integer> {
  @ParentCommand private FeaturesCommand parent;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = "--of",
      required = true,
      paramLabel = "PICTURE",
      description = "Picture whose neighbours are wanted; it need not be among the images.")
  private Path of = Path.of("");

  @Option(
      names = {"-l", "--layer"},
      required = true,
      paramLabel = "NAME[:STATISTIC]",
      description = "Layer, and what is taken of it. May be repeated. " + LayerFlags.NAMES)
  private List<String> layers = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Neighbours, 1 to 1000. Default: ${DEFAULT-VALUE}.")
  private int count = 9;

  @Option(
      names = "--distance",
      paramLabel = "DISTANCE",
      description =
          "cosine, which leaves out how strongly a picture drives the layer, or euclidean. Default:"
              + " cosine.")
  private Neighbours.Distance distance = Neighbours.Distance.COSINE;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "FILE.html, a page, or FILE.csv. Default: a table on standard output.")
  private @Nullable Path output;

  @Mixin private final LayerFlags flags = new LayerFlags();

  @Override
  public Integer call() throws IOException {
    Format format = output == null ? null : LayerFlags.pageOrCsv(output, spec);
    if (count < 1 || count > 1000) {
      throw badUsage("--count must be 1 to 1000, not " + count);
    }
    if (!Files.exists(of)) {
      throw new IOException(of + ": no such file; check the name");
    }
    Console console = parent.console();
    ScorerOptions options = flags.options(spec);
    Iterator<Path> images = LayerFlags.images(arguments, spec, console);
    Path file = flags.file(parent.catalog(), console);
    try (FeatureExtractor extractor = flags.openWithScore(file, options, layers, console);
        Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      Neighbours found =
          Neighbours.find(
              extractor, of, images, count, distance, flags.progress(view, interruption));
      found.errors().forEach(error -> view.say(Messages.oneLine("mneme: " + error)));
      if (found.nearest().isEmpty()) {
        throw new IOException("no other image could be compared with " + of);
      }
      write(found, extractor, file, options, format);
    } catch (CancelledException e) {
      throw new IOException("interrupted; nothing was written", e);
    }
    return 0;
  }

  private void write(
      Neighbours found,
      FeatureExtractor extractor,
      Path file,
      ScorerOptions options,
      @Nullable Format format)
      throws IOException {
    if (output == null) {
      print(found);
      return;
    }
    if (format == Format.CSV) {
      WholeFile.writeText(output, out -> FeatureMapCsv.write(found, out));
    } else {
      String names =
          extractor.features().stream().map(Object::toString).collect(Collectors.joining(", "));
      About about =
          flags.about(
              file, extractor.preprocessingChoice(), extractor.preprocessing(), options, names);
      WholeFile.write(
          output,
          out ->
              NeighboursPage.write(
                  found, distance, names, about, options.threads(), options.limits(), out));
    }
    flags.say(
        "%s of %s among %s: %s"
            .formatted(
                Counted.of(found.nearest().size(), "neighbour"),
                of,
                Counted.of(found.compared(), "image"),
                output),
        parent.console());
  }

  private void print(Neighbours found) {
    TextTable table = new TextTable(List.of("DISTANCE", "SCORE", "IMAGE"));
    for (Neighbours.Neighbour each : found.nearest()) {
      table.add(
          List.of(
              String.format(Locale.ROOT, "%.4f", each.distance()),
              Float.isNaN(each.score()) ? "-" : String.format(Locale.ROOT, "%.3f", each.score()),
              Rows.printable(each.image().toString())));
    }
    parent.console().out().print(table);
    parent.console().out().flush();
  }

  private ParameterException badUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
