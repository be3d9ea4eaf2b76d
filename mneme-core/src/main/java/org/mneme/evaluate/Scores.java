package org.mneme.evaluate;

import java.util.Arrays;

/** What scores must be before anything is computed of them. */
final class Scores {
  private Scores() {}

  static void requireFinite(double[] values, String what) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no %s: at least one is needed".formatted(what));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "%s %d is %s: a finite number is needed".formatted(what, i, values[i]));
      }
    }
  }

  /** Truth and predictions, equally many, finite. */
  static void requirePairs(double[] truth, double[] predictions) {
    requireFinite(truth, "human score");
    requireFinite(predictions, "prediction");
    if (truth.length != predictions.length) {
      throw new IllegalArgumentException(
          "%d human scores and %d predictions: equally many are needed"
              .formatted(truth.length, predictions.length));
    }
  }

  /** Whether all are of 0..1, as shares of subjects are. */
  static boolean inUnit(double[] values) {
    return Arrays.stream(values).allMatch(v -> v >= 0 && v <= 1);
  }
}
