package org.mneme.responses;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A 95 % interval.
 *
 * @param low its lower end; NaN if there is none
 * @param high its upper end; NaN if there is none
 */
public record Interval(double low, double high) {
  /** The interval when nothing is known. */
  static final Interval NONE = new Interval(Double.NaN, Double.NaN);

  /** The normal distribution's 97.5 % point. */
  static final double Z = NormalDistribution.of(0, 1).inverseCumulativeProbability(.975);

  /**
   * {@return Wilson's score interval of a proportion (Wilson, 1927, <i>JASA</i> 22, 209-212); none
   * of nothing}
   *
   * @param count 0..of
   * @param of how many there are
   */
  public static Interval ofProportion(long count, long of) {
    if (of == 0) {
      return NONE;
    }
    double p = (double) count / of;
    double zz = Z * Z / of;
    double centre = (p + zz / 2) / (1 + zz);
    double half = Z / (1 + zz) * Math.sqrt(p * (1 - p) / of + zz / (4 * of));
    return new Interval(
        count == 0 ? 0 : Math.max(0, centre - half), count == of ? 1 : Math.min(1, centre + half));
  }

  /**
   * {@return the interval of a proportion less another one, from both score intervals (Newcombe,
   * 1998, <i>Statistics in Medicine</i> 17, 873-890, method 10)}
   *
   * @param count of the one
   * @param of how many there are of the one
   * @param other of the other
   * @param ofOther how many there are of the other
   */
  public static Interval ofDifference(long count, long of, long other, long ofOther) {
    if (of == 0 || ofOther == 0) {
      return NONE;
    }
    double p = (double) count / of;
    double q = (double) other / ofOther;
    Interval one = ofProportion(count, of);
    Interval two = ofProportion(other, ofOther);
    return new Interval(
        p - q - Math.hypot(p - one.low, two.high - q),
        p - q + Math.hypot(one.high - p, q - two.low));
  }

  /** Around an estimate with a normal error. */
  static Interval around(double estimate, double error) {
    return new Interval(estimate - Z * error, estimate + Z * error);
  }
}
