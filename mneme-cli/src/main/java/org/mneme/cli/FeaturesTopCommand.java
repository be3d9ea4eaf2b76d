package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mneme.features.TopImages;
import org.mneme.files.WholeFile;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.report.About;
import org.mneme.report.TopImagesCsv;
import org.mneme.report.TopImagesPage;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme features top IMAGE...}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Shows which images drive each unit of a layer most.",
      "One pass over the images for all units. Each image is cut to the part that the unit saw."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme features top photos/ --layer relu5 --output top.html",
      "  mneme features top photos/ --layer fc9.relu --count 4 --units 0-99 -o top.html"
    })
final class FeaturesTopCommand implements Callable<Integer> {
  private static final Pattern RANGE = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7}))?");

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
      paramLabel = "NAME",
      description = "Layer, by a name that mneme models inspect MODEL --layers lists.")
  private String layer = "";

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Images for each unit, 1 to 100. Default: ${DEFAULT-VALUE}.")
  private int count = 9;

  @Option(
      names = "--units",
      paramLabel = "FROM-TO",
      description = "Units that are shown, counted from 0. Default: the first 512.")
  private @Nullable String units;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "FILE.html, a contact sheet, or FILE.csv with all units.")
  private Path output = Path.of("");

  @Mixin private final LayerFlags flags = new LayerFlags();

  /** Units of a layer, counted from 0. */
  private record Range(int first, int last) {}

  @Override
  public Integer call() throws IOException {
    Format format = LayerFlags.pageOrCsv(output, spec);
    if (count < 1 || count > 100) {
      throw badUsage("--count must be 1 to 100, not " + count);
    }
    Optional<Range> asked = Optional.ofNullable(units).map(this::range);
    Ignored.of(spec).refuse(format == Format.CSV, "the CSV file has all units", "--units");
    Console console = parent.console();
    ScorerOptions options = flags.options(spec);
    Iterator<Path> images = LayerFlags.images(arguments, spec, console);
    Path file = flags.file(parent.catalog(), console);
    try (Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.onTerminal(console).until(interruption::isStopped)) {
      Progress progress = flags.progress(view, interruption);
      TopImages found = TopImages.find(file, options, layer, count, images, progress);
      found.preprocessingChoice().note().ifPresent(note -> flags.say(note, console));
      found.errors().forEach(error -> view.say(Messages.oneLine("mneme: " + error)));
      if (found.images() == 0) {
        throw new IOException("no image could be read; the lines above say why");
      }
      if (format == Format.CSV) {
        WholeFile.writeText(output, out -> TopImagesCsv.write(found, out));
      } else {
        write(found, file, shown(found, asked), options, progress);
      }
      flags.say(
          String.format(
              Locale.ROOT,
              "%s of %s, %,d units: %s",
              Counted.of(found.images(), "image"),
              layer,
              found.units(),
              output),
          console);
    } catch (CancelledException e) {
      throw new IOException("interrupted; nothing was written", e);
    }
    return 0;
  }

  private void write(
      TopImages found, Path file, Range shown, ScorerOptions options, Progress progress)
      throws IOException {
    About about =
        flags.about(file, found.preprocessingChoice(), found.preprocessing(), options, layer);
    WholeFile.write(
        output,
        out -> TopImagesPage.write(found, shown.first, shown.last, about, options, progress, out));
  }

  private Range shown(TopImages found, Optional<Range> asked) {
    if (asked.isEmpty()) {
      return new Range(0, Math.min(found.units(), TopImagesPage.MOST_UNITS) - 1);
    }
    if (asked.get().last >= found.units()) {
      throw badUsage(
          "--units %s: layer '%s' has %d units, counted from 0"
              .formatted(units, layer, found.units()));
    }
    return asked.get();
  }

  private Range range(String text) {
    Matcher matcher = RANGE.matcher(text);
    if (matcher.matches()) {
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (first <= last && last - first < TopImagesPage.MOST_UNITS) {
        return new Range(first, last);
      }
    }
    throw badUsage(
        "--units '%s': write FROM-TO, such as 0-63, of at most %d units"
            .formatted(text, TopImagesPage.MOST_UNITS));
  }

  private ParameterException badUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
