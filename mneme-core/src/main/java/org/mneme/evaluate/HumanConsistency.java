package org.mneme.evaluate;

/**
 * How well humans agree with each other: the rank correlation of the scores that two random halves
 * of the subjects gave to the same images. No model that learns from such scores can be expected to
 * rank better than the subjects do.
 *
 * <p>The intervals are for other images and the same subjects; how the halving itself matters is
 * seen from {@code least} and {@code most}.
 *
 * @param halvings number of random halvings
 * @param spearman Spearman's correlation between halves, mean over the halvings
 * @param spearmanBrown what {@code spearman} says of all subjects together, who are twice as many
 *     as a half: {@code 2 r / (1 + r)} (Spearman, 1910; Brown, 1910)
 * @param least lowest correlation among the halvings
 * @param most highest correlation among the halvings
 */
public record HumanConsistency(
    int halvings, Estimate spearman, Estimate spearmanBrown, double least, double most) {
  static double spearmanBrown(double half) {
    return 2 * half / (1 + half);
  }
}
