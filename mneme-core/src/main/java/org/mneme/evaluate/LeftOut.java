package org.mneme.evaluate;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A figure of all images, and without each: all that its interval needs. Figures of the same images
 * may be combined: their difference is again such a figure.
 *
 * <p>The interval is Student's, about the figure on its {@link Scale}, with the standard error of
 * the jackknife (Tukey, 1958) taken there. Two details were chosen by simulation, see {@code
 * docs/evaluation.md}:
 *
 * <ul>
 *   <li>The degrees of freedom are those that the images' shares in the variance speak for: the
 *       variance of n values of kurtosis k is known as well as a normal one of {@code 2 (n - 1) /
 *       (k - 1)} degrees of freedom. Without that, a few images of large error make the interval of
 *       an error or a deviation too narrow.
 *   <li>A rank correlation's standard error is multiplied by {@code (n - 1) / n}. Each image
 *       changes the others' ranks, and the jackknife counts such effects of pairs twice (Efron and
 *       Stein, 1981).
 * </ul>
 *
 * @param without the figure without each image; NaN where it is not defined, and throughout where
 *     there are too few images for an interval
 * @param ofRanks whether it is a rank correlation or made of some
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, and never written after
record LeftOut(double value, double[] without, boolean ofRanks) {
  /** A mean needs fewer images than {@link Intervals#LEAST_IMAGES}. */
  static final int LEAST_OF_MEAN = 10;

  /** Less of a figure than this is rounding. */
  private static final double ROUNDING = 1e-12;

  /** A figure whose {@code without} was computed, if the images are enough for an interval. */
  static LeftOut of(double value, double[] without, boolean ofRanks) {
    return new LeftOut(value, enough(without, Intervals.LEAST_IMAGES), ofRanks);
  }

  /** The mean of some values. */
  static LeftOut ofMean(double[] values) {
    double mean = Mean.of(values).getAsDouble();
    int rest = values.length - 1;
    double[] without = Arrays.stream(values).map(v -> mean + (mean - v) / rest).toArray();
    return new LeftOut(mean, enough(without, LEAST_OF_MEAN), false);
  }

  private static double[] enough(double[] without, int least) {
    double[] none = new double[without.length];
    Arrays.fill(none, Double.NaN);
    return without.length < least ? none : without;
  }

  LeftOut combine(LeftOut other, DoubleBinaryOperator operator) {
    double[] both = new double[without.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = operator.applyAsDouble(without[i], other.without[i]);
    }
    return new LeftOut(operator.applyAsDouble(value, other.value), both, ofRanks || other.ofRanks);
  }

  /**
   * The interval; its ends are NaN where the figure is not defined, on all images or without one,
   * and where no image changes it, so that nothing is known of its error.
   */
  Estimate interval(Scale scale, double level) {
    Spread spread = spread(scale);
    double reach =
        spread.known()
            ? spread.error * spread.student().inverseCumulativeProbability((1 + level) / 2)
            : Double.NaN;
    double there = scale.to(value);
    return new Estimate(value, scale.from(there - reach), scale.from(there + reach));
  }

  /**
   * Two-sided p of "the figure is zero": zero lies just outside the interval of level {@code 1 -
   * p}. 1 where the figure is zero; NaN where there is no interval.
   */
  double pOfZero(Scale scale) {
    if (value == 0) {
      return 1;
    }
    Spread spread = spread(scale);
    double t = Math.abs(scale.to(value) - scale.to(0)) / spread.error;
    return spread.known() ? 2 * spread.student().survivalProbability(t) : Double.NaN;
  }

  /** How far the figure on a scale is likely to be off. */
  private record Spread(double error, double degrees) {
    boolean known() {
      return error > 0 && degrees > 0 && Double.isFinite(error);
    }

    TDistribution student() {
      return TDistribution.of(degrees);
    }
  }

  private Spread spread(Scale scale) {
    int n = without.length;
    double[] there = Arrays.stream(without).map(scale::to).toArray();
    double mean = Arrays.stream(there).average().orElseThrow();
    double squares = 0;
    double fourths = 0;
    for (double each : there) {
      double square = (each - mean) * (each - mean);
      squares += square;
      fourths += square * square;
    }
    double error = Math.sqrt(squares * (n - 1) / n) * (ofRanks ? (n - 1.0) / n : 1);
    if (!(error > ROUNDING * Math.abs(mean))) {
      return new Spread(Double.NaN, Double.NaN);
    }
    double kurtosis = n * fourths / (squares * squares);
    double degrees = 2 * (n - 1) / (kurtosis - 1);
    return new Spread(error, Math.max(2, Math.min(n - 1, degrees)));
  }
}
