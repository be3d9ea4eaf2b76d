package org.mneme.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "Makes the int8 file of a model: about twice as fast, with nearly the same ranking.",
      "Its numbers are fitted to pictures; how closely its scores follow fp32's is then measured",
      "on others, for each folder named. Name folders of different kinds of pictures: on a kind",
      "that it was not fitted to, its scores can be far off. --precision int8 uses it."
    })
final class ModelsQuantizeCommand implements Callable<Integer> {
  @ParentCommand private ModelsCommand models;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "a published model's name, or an fp32 file")
  private String model;

  @Option(
      names = "--images",
      paramLabel = "PICTURES",
      arity = "1..*",
      description = {
        "pictures: files, folders or globs; as many are drawn of each folder or glob",
        "(default: the example photographs, too few to measure the file's fidelity on)"
      })
  private List<String> images = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "pictures to fit to (default: ${DEFAULT-VALUE}; 25 MB of memory each)")
  private int count = QuantizeSettings.defaults().count();

  @Option(
      names = "--held-out",
      paramLabel = "N",
      description = "other pictures to measure on, at most (default: ${DEFAULT-VALUE})")
  private int heldOut = QuantizeSettings.defaults().heldOut();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT.onnx",
      description = "the file to write (default for a published model: beside your copy of it)")
  private @Nullable Path output;

  @Option(
      names = "--float-layers",
      paramLabel = "REGEX",
      description = "layers that stay in float, by name; may be repeated")
  private List<String> floatLayers = List.of();

  @Option(names = "--threads", paramLabel = "N", description = "for the network (default: all)")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException {
    QuantizeSettings settings;
    try {
      settings =
          QuantizeSettings.defaults()
              .withPictures(images)
              .withCount(count)
              .withHeldOut(heldOut)
              .withOptions(
                  QuantizeOptions.defaults().withThreads(threads).withFloatLayers(floatLayers));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Messages.of(e), e);
    }
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

  private void say(QuantizeReport report) {
    PrintStream err = models.console().err();
    err.printf(
        Locale.ROOT,
        "%s written: %d layers in int8, %d in float, fitted to %d images%n",
        report.file(),
        report.layers().size() - report.floatLayers().size(),
        report.floatLayers().size(),
        report.calibrationImages());
    if (report.fidelity().isEmpty()) {
      err.println("Its fidelity was not measured. Name pictures with --images to measure it.");
    } else {
      report.fidelity().forEach(measured -> err.println("Fidelity: " + measured.describe()));
      err.printf(Locale.ROOT, "Largest difference of a score: %.3f%n", report.largestDifference());
    }
    err.println("--precision int8 uses it.");
  }
}
