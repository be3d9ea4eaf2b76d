package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.Fidelity;
import org.mneme.progress.CancelledException;
import org.mneme.quantize.QuantizeJob;
import org.mneme.quantize.QuantizeOptions;
import org.mneme.quantize.QuantizeReport;
import org.mneme.quantize.QuantizeSettings;
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
      "Its scores differ somewhat from those of the fp32 file. It is calibrated on pictures; other pictures of each folder named then show how well it agrees with the fp32 file. Name folders of different kinds: on a kind that it was not calibrated on, its scores can be far off. --precision int8 uses the file."
    },
    footerHeading = HelpText.EXAMPLES,
    footer = {
      "  mneme models quantize resmem --images people/ landscapes/",
      "  mneme models quantize mine.onnx --images photos/ -o mine-int8.onnx"
    })
final class ModelsQuantizeCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "Name of a published model, or an fp32 file.")
  private String model;

  @Option(
      names = "--images",
      paramLabel = "PICTURES",
      arity = "1..*",
      description =
          "Pictures to draw from: files, folders or globs, as many from each folder or glob."
              + " Default: the example photographs, which are too few to measure fidelity.")
  private List<String> images = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Pictures to calibrate on, 25 MB of memory each. Default: ${DEFAULT-VALUE}.")
  private int count = QuantizeSettings.defaults().count();

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description = "Other pictures to measure fidelity on, at most. Default: ${DEFAULT-VALUE}.")
  private int heldOut = QuantizeSettings.defaults().heldOut();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.onnx",
      description = "File to write. Default for a published model: beside your copy of it.")
  private @Nullable Path output;

  @Option(
      names = "--float-layers",
      paramLabel = "REGEX",
      description =
          "Names of further layers that stay in float, beside those that read the image."
              + " May be repeated.")
  private List<String> floatLayers = List.of();

  @Option(
      names = "--int8-image-layers",
      description =
          "Compute the layers that read the image in int8, too: a little faster, and far less"
              + " exact.")
  private boolean int8ImageLayers;

  @Option(names = "--threads", paramLabel = "N", description = "Processor threads. Default: all.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    Ignored.of(spec)
        .refuse(images.isEmpty(), "it needs --images PHOTO...", "--count", "--held-out");
    if (output != null) {
      OnnxOutput.of(output, spec);
    }
    QuantizeSettings settings =
        UsageErrors.checked(
            spec,
            () ->
                QuantizeSettings.defaults()
                    .withPictures(images)
                    .withCount(count)
                    .withHeldOut(heldOut)
                    .withOptions(
                        QuantizeOptions.defaults()
                            .withThreads(threads)
                            .withImageLayersInFloat(!int8ImageLayers)
                            .withFloatLayers(floatLayers)));
    if (output == null && models.catalog().published(model).isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "say where to write the int8 file: --output OUT.onnx");
    }
    try (Interruption interruption = Interruption.watch();
        ProgressView view = ProgressView.of(models.console()).until(interruption::isStopped)) {
      QuantizeJob job =
          QuantizeJob.of(models.catalog(), model, Optional.ofNullable(output), settings, view);
      say(job.run(view));
    } catch (CancelledException e) {
      throw new IOException("interrupted; no file was written", e);
    }
    return 0;
  }

  /**
   * Whether the figures allow the file to be used automatically; each run checks its images, too.
   */
  private boolean automatic(QuantizeReport report) {
    return output == null
        && report.fidelity().size() > 1
        && report.fidelity().stream().allMatch(Fidelity::isClose);
  }

  private void say(QuantizeReport report) {
    PrintStream err = models.console().err();
    int rounded = report.layers().size() - report.floatLayers().size();
    err.printf(
        Locale.ROOT,
        "%s written: %d layer%s in int8, %d in float, calibrated on %d images%n",
        report.file(),
        rounded,
        rounded == 1 ? "" : "s",
        report.floatLayers().size(),
        report.calibrationImages());
    if (report.fidelity().isEmpty()) {
      err.println("Its fidelity was not measured. Name pictures with --images to measure it.");
    } else {
      report.fidelity().forEach(measured -> err.println("Fidelity: " + measured.describe()));
      err.printf(Locale.ROOT, "Largest difference of a score: %.3f%n", report.largestDifference());
    }
    err.println("--precision int8 uses it" + (automatic(report) ? ", and auto may." : "."));
  }
}
