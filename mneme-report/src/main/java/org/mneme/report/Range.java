package org.mneme.report;

import java.util.Arrays;

/** An interval from one finite number to another that is not less. */
record Range(double low, double high) {
  /**
   * The range from the least to the greatest.
   *
   * @param values in all at least one, all finite
   */
  static Range of(double[]... values) {
    return new Range(
        Arrays.stream(values).flatMapToDouble(Arrays::stream).min().orElseThrow(),
        Arrays.stream(values).flatMapToDouble(Arrays::stream).max().orElseThrow());
  }

  /** All of 0..1 where this lies in it, as scores do; else at least some range. */
  Range ofScores() {
    return low >= 0 && high <= 1 ? new Range(0, 1) : notEmpty();
  }

  /**
   * The same, or more on both sides where its ends are as good as one: a chart's axis cannot count
   * from one to the other, and the charts' library would try until memory ends.
   */
  Range notEmpty() {
    double size = Math.max(Math.abs(low), Math.abs(high));
    double more = Math.max(.5, .001 * size);
    return length() > 1e-6 * size ? this : new Range(low - more, high + more);
  }

  double length() {
    return high - low;
  }

  /** Which of some equal cells a number of this range lies in, from 0. */
  int cell(double value, int cells) {
    return Math.min((int) ((value - low) / length() * cells), cells - 1);
  }
}
