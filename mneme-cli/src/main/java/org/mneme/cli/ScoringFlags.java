package org.mneme.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.image.DecodeMode;
import org.mneme.score.ScorerOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How models score images, for every command that runs one. */
final class ScoringFlags {
  @Option(
      names = "--decode",
      paramLabel = "MODE",
      description =
          "How images are decoded: natural, as people see them, or pillow, as the Python package"
              + " does. Default: natural.")
  private DecodeMode decode = DecodeMode.NATURAL;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of the network. Default: one for each processor.")
  private int threads = ScorerOptions.defaults().threads();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Crops in one batch. Default: ${DEFAULT-VALUE}.")
  private int batch = ScorerOptions.defaults().batch();

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "Output that is the score, for an ONNX file with several outputs.")
  private @Nullable String modelOutput;

  @ArgGroup(exclusive = false, heading = PreprocessingFlags.HEADING)
  private @Nullable PreprocessingFlags preprocessing;

  /** The number of threads of the network. */
  int threads() {
    return threads;
  }

  /**
   * All but the crops.
   *
   * @throws IllegalArgumentException if a value cannot be, or values do not fit together
   */
  ScorerOptions options() {
    return PreprocessingFlags.onto(
        ScorerOptions.defaults()
            .withDecode(decode)
            .withThreads(threads)
            .withBatch(batch)
            .withOutput(Optional.ofNullable(modelOutput)),
        preprocessing);
  }
}
