package org.mneme.evaluate;

import java.util.function.DoubleUnaryOperator;

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
   * {@return whether {@code x} lies in the closed interval; false where there is none}
   *
   * @param x in the figure's unit
   */
  public boolean covers(double x) {
    return low <= x && x <= high;
  }

  /**
   * {@return a figure that has no interval}
   *
   * @param value the figure
   */
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
