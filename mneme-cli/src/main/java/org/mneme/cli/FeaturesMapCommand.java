package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.mneme.features.FeatureExtractor;
import org.mneme.features.FeatureMap;
import org.mneme.files.WholeFile;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.report.About;
import org.mneme.report.FeatureMapCsv;
import org.mneme.report.FeatureMapPage;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme features map IMAGE...}. */
@Command(
    name = "map",
    mixinStandardHelpOptions = true,
    description = {
      "Maps images on a plane by a layer, coloured by the score.",
      "Pictures that are alike to the model stand together; pointing at a dot shows its picture."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme features map photos/ --layer fc7.relu --output map.html",
      "  mneme features map photos/ --layer fc7.relu --method tsne -o map.html"
    })
final class FeaturesMapCommand implements Callable<Integer> {
  @ParentCommand private FeaturesCommand parent;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "Files, folders (with all subfolders), globs, or - for a list on standard input.")
  private List<String> arguments = List.of();

  @Option(
      names = {"-l", "--layer"},
      required = true,
      paramLabel = "NAME[:STATISTIC]",
      description = "Layer, and what is taken of it. May be repeated. " + LayerFlags.NAMES)
  private List<String> layers = List.of();

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description =
          "pca, the two directions in which the images differ most, or tsne, which keeps neighbours"
              + " together. Default: pca.")
  private FeatureMap.Method method = FeatureMap.Method.PCA;

  @Option(
      names = "--perplexity",
      paramLabel = "N",
      description = "About how many neighbours an image has, for tsne. Default: ${DEFAULT-VALUE}.")
  private double perplexity = 30;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "FILE.html, a page, or FILE.csv with the places.")
  private Path output = Path.of("");

  @Mixin private final LayerFlags flags = new LayerFlags();

  @Override
  public Integer call() throws IOException {
    Format format = LayerFlags.pageOrCsv(output, spec);
    Ignored.of(spec)
        .refuse(method != FeatureMap.Method.TSNE, "it is for --method tsne", "--perplexity");
    if (!(perplexity >= 2 && perplexity <= 200)) {
      throw badUsage("--perplexity must be 2 to 200, not " + perplexity);
    }
    Console console = parent.console();
    ScorerOptions options = flags.options(spec);
    Iterator<Path> images = LayerFlags.images(arguments, spec, console);
    Path file = flags.file(parent.catalog(), console);
    try (FeatureExtractor extractor = flags.openWithScore(file, options, layers, console);
        Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      Progress progress = flags.progress(view, interruption);
      FeatureMap map = FeatureMap.of(extractor, images, method, perplexity, progress);
      map.errors().forEach(error -> view.say(Messages.oneLine("mneme: " + error)));
      if (format == Format.CSV) {
        WholeFile.writeText(output, out -> FeatureMapCsv.write(map, out));
      } else {
        String names =
            extractor.features().stream().map(Object::toString).collect(Collectors.joining(", "));
        About about =
            flags.about(
                file, extractor.preprocessingChoice(), extractor.preprocessing(), options, names);
        WholeFile.write(
            output,
            out ->
                FeatureMapPage.write(
                    map, names, about, options.threads(), options.limits(), progress, out));
      }
      flags.say(
          "%s by %d numbers each: %s"
              .formatted(Counted.of(map.points().size(), "image"), extractor.length(), output),
          console);
    } catch (CancelledException e) {
      throw new IOException("interrupted; nothing was written", e);
    }
    return 0;
  }

  private ParameterException badUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
