package org.mneme.report;

import java.util.Arrays;
import java.util.List;

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
    double least = moments.least();
    double most = moments.most();
    if (least >= 0 && most <= 1) {
      least = 0;
      most = 1;
    } else if (least == most) {
      least -= .5;
      most += .5;
    }
    int[] counts = new int[values.length < 100 ? 20 : 40];
    double width = (most - least) / counts.length;
    for (float value : values) {
      counts[Math.min((int) ((value - least) / width), counts.length - 1)]++;
    }
    return new Bins(least, width, Arrays.stream(counts).boxed().toList());
  }

  double high() {
    return low + width * counts.size();
  }
}
