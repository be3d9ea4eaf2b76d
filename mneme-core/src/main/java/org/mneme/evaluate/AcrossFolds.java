package org.mneme.evaluate;

import java.util.List;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What a cross-validation says of models that are trained in this way on other images: the mean of
 * Spearman's correlation within the folds, each scored by the model that did not see it.
 *
 * <p>The correlation of all folds taken together is another figure, and mostly a lower one: models
 * of different folds differ in their level, against the images left out. Its own interval, which
 * takes the models as given, covers the truth in as little as 80 % of data sets, because the folds'
 * training images are largely the same. No unbiased estimate of the variance exists (Bengio and
 * Grandvalet, 2004); here that of the folds' z is taken {@code 1 / folds + evaluated / trained}
 * times (Nadeau and Bengio, 2003), with {@code folds - 1} degrees of freedom. In simulations the
 * interval covered the truth in 95 % of data sets or more, see {@code docs/evaluation.md}.
 */
final class AcrossFolds {
  /** The fewest folds that give an interval. */
  public static final int LEAST_FOLDS = 3;

  /** The fewest images of a fold; with fewer its correlation would be too low on average. */
  public static final int LEAST_IMAGES = 10;

  private AcrossFolds() {}

  /**
   * The mean within the folds; NaN where it is not defined for one.
   *
   * @param folds the scores of the images of each fold
   * @throws IllegalArgumentException without any
   */
  public static Estimate spearman(List<HeldOutScores> folds, double level) {
    double value = AcrossSeeds.mean(folds.stream().mapToDouble(HeldOutScores::spearman).toArray());
    int count = folds.size();
    if (count < LEAST_FOLDS
        || Double.isNaN(value)
        || folds.stream().anyMatch(fold -> fold.images().size() < LEAST_IMAGES)) {
      return Estimate.without(value);
    }
    double[] z = folds.stream().mapToDouble(HeldOutScores::z).toArray();
    double mean = AcrossSeeds.mean(z);
    double squares = 0;
    for (double each : z) {
      squares += (each - mean) * (each - mean);
    }
    // One of the folds is evaluated, and the others are trained on.
    double variance = squares / (count - 1) * (1.0 / count + 1.0 / (count - 1));
    if (!(variance > 0)) {
      return Estimate.without(value);
    }
    double reach =
        Math.sqrt(variance)
            * TDistribution.of(count - 1).inverseCumulativeProbability((1 + level) / 2);
    return new Estimate(
        value, Scale.CORRELATION.from(mean - reach), Scale.CORRELATION.from(mean + reach));
  }
}
