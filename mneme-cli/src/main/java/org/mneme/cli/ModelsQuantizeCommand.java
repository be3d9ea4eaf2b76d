package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.input.Inputs;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.quantize.CalibrationImages;
import org.mneme.quantize.QuantizeOptions;
import org.mneme.quantize.QuantizeReport;
import org.mneme.quantize.Quantizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code mneme models quantize MODEL --images PHOTOS}. */
@Command(
    name = "quantize",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the int8 file of a model, which runs faster.",
      "It is calibrated on photographs, best ones like those that you will score. Other photographs show how well it agrees with the fp32 file."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme models quantize resmem --images photos/",
      "  mneme models quantize mine.onnx --images photos/ -o mine-int8.onnx"
    })
final class ModelsQuantizeCommand implements Callable<Integer> {
  private static final int FEWEST_HELD_OUT = 30;
  private static final int SEED = 1;

  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Name of a published model, or an fp32 file.")
  private String model;

  @Option(
      names = "--images",
      paramLabel = "PHOTO",
      arity = "1..*",
      description =
          "Photographs to draw from: files, folders or globs. Default: the example photographs,"
              + " which are too few to measure fidelity.")
  private List<String> images = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Photographs to calibrate on, 25 MB of memory each. Default: ${DEFAULT-VALUE}.")
  private int count = 64;

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description = "Other photographs to measure fidelity on, at most. Default: ${DEFAULT-VALUE}.")
  private int heldOut = 200;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.onnx",
      description = "File to write. Default for a published model: beside your copy of it.")
  private @Nullable Path output;

  @Option(
      names = "--float-layers",
      paramLabel = "REGEX",
      description = "Names of layers that stay in float. May be repeated.")
  private List<String> floatLayers = List.of();

  @Option(names = "--threads", paramLabel = "N", description = "Processor threads. Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    if (count < 1 || heldOut < FEWEST_HELD_OUT) {
      throw new ParameterException(
          spec.commandLine(),
          "--count must be at least 1 and --held-out at least " + FEWEST_HELD_OUT);
    }
    Catalog catalog = models.catalog();
    Optional<PublishedModel> published = catalog.published(model);
    Path out = target(published);
    Path source =
        catalog.resolve(model, Optional.of(Precision.FP32), ProgressView.of(models.console()));
    Preprocessing preprocessing =
        OnnxFile.card(source)
            .map(ModelCard::preprocessing)
            .orElseThrow(
                () ->
                    new ModelException(
                        source
                            + ": does not say how images are prepared for it; only Mneme's own"
                            + " model files can be quantised"));
    QuantizeOptions options =
        QuantizeOptions.defaults().withThreads(threads).withFloatLayers(floatLayers);
    List<Path> photographs = photographs();
    int fitted = Math.min(count, photographs.size());
    int judged = Math.min(heldOut, photographs.size() - fitted);
    QuantizeReport report =
        Quantizer.quantize(
            source,
            photographs.isEmpty()
                ? examples(preprocessing)
                : files(photographs.subList(0, fitted), preprocessing),
            files(photographs.subList(fitted, fitted + judged), preprocessing),
            options,
            out,
            ProgressView.of(models.console()));
    say(out, report);
    return 0;
  }

  private Path target(Optional<PublishedModel> published) throws IOException {
    if (output != null) {
      return output;
    }
    PublishedModel named =
        published.orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(), "say where to write the int8 file: --output OUT.onnx"));
    Files.createDirectories(models.catalog().folder());
    return models.catalog().file(named, Precision.INT8);
  }

  /** The images named, in an order that depends on nothing but their names. */
  private List<Path> photographs() {
    if (images.isEmpty()) {
      return List.of();
    }
    List<Path> paths = new ArrayList<>();
    new Inputs(images).images().forEachRemaining(paths::add);
    if (paths.size() < count + FEWEST_HELD_OUT) {
      throw new IllegalArgumentException(
          "%d photographs found, %d needed: %d to fit to (--count) and %d to measure on"
              .formatted(paths.size(), count + FEWEST_HELD_OUT, count, FEWEST_HELD_OUT));
    }
    Collections.sort(paths);
    Collections.shuffle(paths, new Random(SEED));
    return paths;
  }

  private static CalibrationImages files(List<Path> photographs, Preprocessing preprocessing) {
    return CalibrationImages.ofFiles(photographs, preprocessing, DecodeMode.NATURAL);
  }

  private static CalibrationImages examples(Preprocessing preprocessing) throws IOException {
    return ExamplePhotographs.tenCrops(preprocessing);
  }

  private void say(Path out, QuantizeReport report) {
    models
        .console()
        .err()
        .printf(
            Locale.ROOT,
            "%s written: %d layers in int8, %d in float, fitted to %d images%n",
            out,
            report.layers().size() - report.floatLayers().size(),
            report.floatLayers().size(),
            report.calibrationImages());
    String line =
        report.fidelity().isEmpty()
            ? "Its fidelity was not measured, so only --precision int8 uses it. Name photographs"
                + " with --images to measure it."
            : String.format(
                Locale.ROOT,
                "Fidelity %.4f (Spearman with fp32 on %d other images), largest difference %.3f;"
                    + " predict %s",
                report.fidelity().getAsDouble(),
                report.heldOutImages(),
                report.largestDifference(),
                report.fidelity().getAsDouble() >= Catalog.MIN_FIDELITY
                    ? "now takes it unasked"
                    : "takes it with --precision int8 only");
    models.console().err().println(line);
  }
}
