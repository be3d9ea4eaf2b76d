package org.mneme.evaluate;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The predictions' distribution beside the truth's, whichever image has which score. Without
 * intervals: in a sample both distances are larger than in truth, the more the smaller they are.
 *
 * @param predictions where the predictions lie
 * @param truth where the human scores lie
 * @param wasserstein Wasserstein-1 distance, in score units: how far the scores of the one must
 *     move on average to become the other's
 * @param kolmogorovSmirnov greatest difference of the two distribution functions, 0..1; NaN beside
 *     a single score
 * @param pileUps floors and ceilings that were found among the predictions
 */
public record Distribution(
    Summary predictions,
    Summary truth,
    double wasserstein,
    double kolmogorovSmirnov,
    List<PileUp> pileUps) {
  /**
   * Keeps a copy.
   *
   * @param predictions where the predictions lie
   * @param truth where the human scores lie
   * @param wasserstein Wasserstein-1 distance, in score units
   * @param kolmogorovSmirnov greatest difference of the two distribution functions, 0..1
   * @param pileUps floors and ceilings that were found among the predictions
   */
  public Distribution {
    pileUps = List.copyOf(pileUps);
  }

  /**
   * Describes both sides, which need not be equally many.
   *
   * @param truth human scores
   * @param predictions a model's
   * @return both distributions and their distances
   * @throws IllegalArgumentException for no scores, or one that is not a finite number
   */
  public static Distribution of(double[] truth, double[] predictions) {
    Scores.requireFinite(truth, "human score");
    Scores.requireFinite(predictions, "prediction");
    return new Distribution(
        Summary.of(predictions),
        Summary.of(truth),
        wasserstein(truth, predictions),
        Math.min(truth.length, predictions.length) < 2
            ? Double.NaN // refused by the library
            : KolmogorovSmirnovTest.withDefaults().statistic(truth, predictions),
        PileUp.find(predictions));
  }

  /**
   * {@return whether only one of the two has scores of 0..1, while the other's middle half is not
   * within it (percentages, d', z-scores)} Then errors, bias and deviations compare numbers of
   * unlike scales.
   */
  public boolean hasUnlikeScales() {
    return isOfFractions(predictions)
        ? isBeyond(truth)
        : isOfFractions(truth) && isBeyond(predictions);
  }

  private static boolean isOfFractions(Summary scores) {
    return scores.min() >= 0 && scores.max() <= 1;
  }

  private static boolean isBeyond(Summary scores) {
    double lower = scores.quantiles().get(Summary.PROBABILITIES.indexOf(.25));
    double upper = scores.quantiles().get(Summary.PROBABILITIES.indexOf(.75));
    return lower < 0 || upper > 1;
  }

  /** The area between the two distribution functions. */
  static double wasserstein(double[] a, double[] b) {
    double[] x = a.clone();
    double[] y = b.clone();
    Arrays.sort(x);
    Arrays.sort(y);
    double area = 0;
    double previous = Math.min(x[0], y[0]);
    int i = 0;
    int j = 0;
    while (i < x.length || j < y.length) {
      boolean fromX = j == y.length || (i < x.length && x[i] <= y[j]);
      double next = fromX ? x[i] : y[j];
      area += Math.abs((double) i / x.length - (double) j / y.length) * (next - previous);
      previous = next;
      if (fromX) {
        i++;
      } else {
        j++;
      }
    }
    return area;
  }
}
