package org.mneme.report;

import java.util.Arrays;

/** From one finite number to another that is not less. */
record Range(double low, double high) {
  /**
   * From the least to the greatest.
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
   * The same, or a little on both sides of a single number. Numbers that differ by rounding alone
   * count as one: the chart library looks without end for the marks of such an axis.
   */
  Range notEmpty() {
    double rounding = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
    return length() <= rounding ? new Range(low - .5, high + .5) : this;
  }

  double length() {
    return high - low;
  }

  /** Which of some equal cells a number of this range lies in, from 0. */
  int cell(double value, int cells) {
    return Math.min((int) ((value - low) / length() * cells), cells - 1);
  }
}
