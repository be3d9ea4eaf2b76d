package org.mneme.evaluate;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A figure on all images, on every resample and without each image: all that a BCa interval needs.
 * Figures of the same draws may be combined: their difference is again such a figure.
 *
 * @param rounds the figure in each round; NaN where it was not defined
 * @param leaveOneOut the figure without each image; NaN where it is not defined
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, and never written after
record Replicates(double value, double[] rounds, double[] leaveOneOut) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Below this share of rounds in which the figure was defined, there is no interval. */
  private static final double DEFINED = .9;

  private static final Quantile LINEAR =
      Quantile.withDefaults().with(Quantile.EstimationMethod.HF7);

  Replicates combine(Replicates other, DoubleBinaryOperator operator) {
    return new Replicates(
        operator.applyAsDouble(value, other.value),
        combine(rounds, other.rounds, operator),
        combine(leaveOneOut, other.leaveOneOut, operator));
  }

  private static double[] combine(double[] a, double[] b, DoubleBinaryOperator operator) {
    double[] both = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      both[i] = operator.applyAsDouble(a[i], b[i]);
    }
    return both;
  }

  /**
   * The BCa interval (Efron, 1987; as in DiCiccio and Efron, 1996), percentiles interpolated
   * linearly as in NumPy. Rounds in which the figure was not defined are left out; when they are
   * more than a tenth, or the figure itself is not defined, the ends are NaN.
   */
  Estimate interval(double level) {
    double[] defined = defined();
    if (defined.length == 0) {
      return new Estimate(value, Double.NaN, Double.NaN);
    }
    double bias = bias(defined);
    double acceleration = acceleration();
    double tail = (1 - level) / 2;
    double[] ends =
        LINEAR.evaluate(
            defined,
            adjusted(bias, acceleration, NORMAL.inverseCumulativeProbability(tail)),
            adjusted(bias, acceleration, NORMAL.inverseCumulativeProbability(1 - tail)));
    return new Estimate(value, ends[0], ends[1]);
  }

  /**
   * Two-sided p of "the figure is zero": one minus the highest level at which the BCa interval
   * would leave zero out, so that p and interval agree. No smaller than about 2 / (rounds + 1).
   */
  double pOfZero() {
    double[] defined = defined();
    if (defined.length == 0) {
      return Double.NaN;
    }
    double share = shareBelow(defined, 0);
    double finest = 1.0 / (defined.length + 1);
    share = Math.max(finest, Math.min(1 - finest, share));
    double bias = bias(defined);
    double w = NORMAL.inverseCumulativeProbability(share) - bias;
    double stretch = 1 + acceleration() * w;
    // Inverts adjusted(); where it has no inverse, the plain percentile is all there is.
    double tail = stretch > 0 ? NORMAL.cumulativeProbability(w / stretch - bias) : share;
    return Math.max(finest, Math.min(1, 2 * Math.min(tail, 1 - tail)));
  }

  /** z0: how far the value lies from the resamples' median, in normal deviates. */
  private double bias(double[] defined) {
    // All on one side would be infinitely far: half a round is taken to lie on the other.
    double finest = .5 / defined.length;
    double share = Math.max(finest, Math.min(1 - finest, shareBelow(defined, value)));
    return NORMAL.inverseCumulativeProbability(share);
  }

  /** a: a sixth of the jackknife values' skewness about their mean, turned round. */
  double acceleration() {
    double[] defined = Arrays.stream(leaveOneOut).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(defined).average().orElse(Double.NaN);
    double squares = 0;
    double cubes = 0;
    for (double v : defined) {
      double d = mean - v;
      squares += d * d;
      cubes += d * d * d;
    }
    return squares > 0 ? cubes / (6 * Math.pow(squares, 1.5)) : 0;
  }

  private static double adjusted(double bias, double acceleration, double z) {
    double stretch = 1 - acceleration * (bias + z);
    return NORMAL.cumulativeProbability(bias + (bias + z) / stretch);
  }

  private double[] defined() {
    double[] defined = Arrays.stream(rounds).filter(v -> !Double.isNaN(v)).toArray();
    boolean enough = !Double.isNaN(value) && defined.length >= DEFINED * rounds.length;
    return enough ? defined : new double[0];
  }

  /** The share of values below {@code x}; those equal to it count half. */
  private static double shareBelow(double[] values, double x) {
    double below = 0;
    for (double v : values) {
      below += v < x ? 1 : v == x ? .5 : 0;
    }
    return below / values.length;
  }
}
