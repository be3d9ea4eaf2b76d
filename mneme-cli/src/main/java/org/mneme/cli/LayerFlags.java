package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.features.FeatureExtractor;
import org.mneme.image.Preprocessing;
import org.mneme.input.Inputs;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.report.About;
import org.mneme.score.PreprocessingChoice;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which model is looked into and how it is run, for the commands of {@code mneme features}. */
final class LayerFlags {
  static final String NAMES =
      "Names are listed by mneme models inspect MODEL --layers. Statistics: mean, std, max, values,"
          + " grid2, rows3, columns3, share and the like; without one, the mean of each channel where the"
          + " layer has height and width, else all values.";

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Published model or ONNX file; see mneme models list. Default: resmem.")
  private String model = "resmem";

  @Option(
      names = "--precision",
      paramLabel = "PRECISION",
      description = "fp32 or int8, for a published model that has both. Default: fp32.")
  private @Nullable Precision precision;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress and no summary.")
  private boolean quiet;

  @Mixin private final ScoringFlags scoring = new ScoringFlags();

  String model() {
    return model;
  }

  boolean quiet() {
    return quiet;
  }

  ScorerOptions options(CommandSpec spec) {
    return UsageErrors.checked(spec, scoring::options);
  }

  /** The model's file, fetched where it has to be. */
  Path file(Catalog catalog, Console console) throws IOException {
    return catalog.resolve(model, Optional.ofNullable(precision), ProgressView.of(console));
  }

  /** Opens the model for some layers and says how its preprocessing is overridden, if it is. */
  FeatureExtractor open(
      Path file, ScorerOptions options, List<String> layers, boolean withScore, Console console)
      throws IOException {
    FeatureExtractor extractor = FeatureExtractor.open(file, options, layers, withScore);
    extractor.preprocessingChoice().note().ifPresent(note -> say(note, console));
    return extractor;
  }

  /** The same with the model's score; without one, where it has none, and says so. */
  FeatureExtractor openWithScore(
      Path file, ScorerOptions options, List<String> layers, Console console) throws IOException {
    try {
      return open(file, options, layers, true, console);
    } catch (ModelException e) {
      FeatureExtractor without = open(file, options, layers, false, console);
      say("without scores: " + Messages.of(e), console);
      return without;
    }
  }

  void say(String line, Console console) {
    if (!quiet) {
      console.err().println(Messages.oneLine(line));
    }
  }

  /** The format of a page or a table, by the file's name. */
  static Format pageOrCsv(Path output, CommandSpec spec) {
    return Format.of(output)
        .filter(each -> each == Format.HTML || each == Format.CSV)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "--output %s: name it .html or .csv".formatted(output)));
  }

  /** What a page says of the model, the options and the layers that were looked into. */
  About about(
      Path file,
      PreprocessingChoice choice,
      Preprocessing preprocessing,
      ScorerOptions options,
      String layers)
      throws IOException {
    return About.of(
        model,
        OnnxFile.card(file),
        choice,
        preprocessing,
        options,
        LocalDate.now(ZoneId.systemDefault()),
        Optional.of(layers));
  }

  /** The images that were named, one at least. */
  static Iterator<Path> images(List<String> arguments, CommandSpec spec, Console console)
      throws IOException {
    if (arguments.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "images are needed: files, folders, globs, or - for a list");
    }
    Inputs inputs = UsageErrors.checked(spec, () -> new Inputs(arguments));
    List<String> missing = inputs.missing();
    if (!missing.isEmpty()) {
      throw new IOException(NamedImages.noSuch(missing));
    }
    Iterator<Path> images = inputs.images(console.in());
    if (!images.hasNext()) {
      throw new IOException(NamedImages.none(arguments));
    }
    return images;
  }

  /** Shows a bar on a terminal, unless quiet. */
  Progress progress(ProgressView view, Interruption interruption) {
    return quiet
        ? new Progress() {
          @Override
          public boolean isCancelled() {
            return interruption.isStopped();
          }
        }
        : view;
  }
}
