package org.mneme.cli;

import org.mneme.evaluate.RepeatedSplits;
import picocli.CommandLine.Option;

/** Figures on the test sets of repeated random splits. */
final class RepeatedFlags {
  @Option(
      names = "--repeated",
      paramLabel = "N",
      description =
          "Also give the mean and standard deviation of the metrics over N random test sets.")
  private int times;

  @Option(
      names = "--test-share",
      paramLabel = "FRACTION",
      description = "Fraction of the images in each of these test sets. Default: ${DEFAULT-VALUE}.")
  private double share = RepeatedSplits.USUAL_TEST_SHARE;

  /**
   * What the flags ask for.
   *
   * @throws IllegalArgumentException for a share or number that makes no sense
   */
  RepeatedSplits value() {
    try {
      return new RepeatedSplits(times, share);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--repeated, --test-share: " + e.getMessage(), e);
    }
  }
}
