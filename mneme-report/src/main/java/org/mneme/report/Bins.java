package org.mneme.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Values counted between equally spaced limits.
 *
 * @param low the first limit
 * @param width of each bin
 */
record Bins(double low, double width, List<Integer> counts) {

  /**
   * Values that all lie in 0..1, as scores do, are shown on all of 0..1; others on their own range.
   *
   * @param values at least one, all finite
   */
  static Bins of(float[] values, Moments moments) {
    double[] all = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    Range range = new Range(moments.least(), moments.most()).ofScores();
    return of(all, range, fitting(values.length));
  }

  /** How many bins show so many values: about their root, so that small samples are not a comb. */
  static int fitting(int values) {
    return Math.max(10, Math.min(50, (int) Math.round(1.2 * Math.sqrt(values))));
  }

  /**
   * @param values all within the range
   */
  static Bins of(double[] values, Range range, int bins) {
    int[] counts = new int[bins];
    for (double value : values) {
      counts[range.cell(value, bins)]++;
    }
    return new Bins(range.low(), range.length() / bins, Arrays.stream(counts).boxed().toList());
  }

  double high() {
    return low + width * counts.size();
  }

  List<Double> centres() {
    List<Double> centres = new ArrayList<>();
    for (int i = 0; i < counts.size(); i++) {
      centres.add(low + (i + .5) * width);
    }
    return centres;
  }
}
