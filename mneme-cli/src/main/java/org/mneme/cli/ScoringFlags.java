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
          "natural shows images as people see them, pillow as the Python package does. Default:"
              + " natural.")
  private DecodeMode decode = DecodeMode.NATURAL;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "For the network. Default: one a processor.")
  private int threads = ScorerOptions.defaults().threads();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Crops in one run of the network. Default: ${DEFAULT-VALUE}.")
  private int batch = ScorerOptions.defaults().batch();

  @Option(
      names = "--model-output",
      paramLabel = "NAME",
      description = "The output that is the score, of an ONNX file that has several.")
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
