package org.mneme.evaluate;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.Quantile;
import org.apache.commons.statistics.descriptive.StandardDeviation;

/**
 * Where some scores lie, in score units.
 *
 * @param count how many scores
 * @param mean of the scores
 * @param sd standard deviation with n - 1, as in R; NaN for one score
 * @param min the least of them
 * @param max the largest of them
 * @param quantiles the values at {@link #PROBABILITIES}, interpolated linearly as in NumPy and R
 */
public record Summary(
    int count, double mean, double sd, double min, double max, List<Double> quantiles) {
  /** The share of scores that lie below each quantile. */
  public static final List<Double> PROBABILITIES =
      List.of(.01, .05, .1, .25, .5, .75, .9, .95, .99);

  /**
   * Keeps a copy.
   *
   * @param count how many scores
   * @param mean of the scores
   * @param sd standard deviation with n - 1, as in R
   * @param min the least of them
   * @param max the largest of them
   * @param quantiles the values at {@link #PROBABILITIES}, interpolated linearly as in NumPy and R
   */
  public Summary {
    quantiles = List.copyOf(quantiles);
  }

  static Summary of(double[] values) {
    double[] quantiles =
        Quantile.withDefaults()
            .with(Quantile.EstimationMethod.HF7)
            .withCopy(true)
            .evaluate(values, PROBABILITIES.stream().mapToDouble(p -> p).toArray());
    return new Summary(
        values.length,
        Mean.of(values).getAsDouble(),
        values.length < 2 ? Double.NaN : StandardDeviation.of(values).getAsDouble(),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow(),
        Arrays.stream(quantiles).boxed().toList());
  }
}
