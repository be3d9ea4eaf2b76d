package org.mneme.report;

/**
 * Values in a few figures.
 *
 * @param sd with n - 1; 0 for one value
 */
record Moments(double least, double most, double mean, double sd) {

  /**
   * @param values at least one, all finite
   */
  static Moments of(float[] values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (float value : values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    double sd = values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1));
    return new Moments(least, most, mean, sd);
  }
}
