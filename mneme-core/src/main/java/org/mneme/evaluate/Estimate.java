package org.mneme.evaluate;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A figure and its interval, in the figure's own unit.
 *
 * @param value the figure on all images; NaN where it is not defined, e.g. the correlation of a
 *     constant
 * @param low lower end of the interval; NaN where there is none
 * @param high upper end of the interval; NaN where there is none
 */
public record Estimate(double value, double low, double high) {
  /**
   * The mean of independent repetitions with Student's t interval for it, which takes them for
   * normally distributed.
   *
   * @param values one or more; of one there is no interval, and a NaN makes all NaN
   * @param level probability that the interval is to cover, such as .95
   */
  public static Estimate ofMean(double[] values, double level) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the mean of no values is not defined");
    }
    double mean = Mean.of(values).getAsDouble();
    if (values.length == 1) {
      return new Estimate(mean, Double.NaN, Double.NaN);
    }
    double quantile =
        TDistribution.of(values.length - 1).inverseCumulativeProbability((1 + level) / 2);
    double reach = quantile * StandardDeviation.of(values).getAsDouble() / Math.sqrt(values.length);
    return new Estimate(mean, mean - reach, mean + reach);
  }

  /** Whether {@code x} lies in the closed interval; false where there is none. */
  public boolean covers(double x) {
    return low <= x && x <= high;
  }

  /** A figure that has no interval. */
  public static Estimate without(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }

  /** The estimate of an increasing function of this figure. */
  Estimate map(DoubleUnaryOperator increasing) {
    return new Estimate(
        increasing.applyAsDouble(value),
        increasing.applyAsDouble(low),
        increasing.applyAsDouble(high));
  }
}
