package org.mneme.data;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How scores are spread.
 *
 * @param count how many
 * @param mean of the scores
 * @param sd with n - 1; 0 for one score
 * @param min the least score
 * @param lowerQuartile between the two nearest scores by straight line, as the median and the upper
 *     quartile: R's type 7, NumPy's default
 * @param median the middle score
 * @param upperQuartile three quarters of the scores are not above it
 * @param max the largest score
 * @param from where the histogram begins: 0, or the smallest score if that is below
 * @param to where it ends: 1, or the largest score if that is above
 * @param histogram counts in twenty bins of one width; each has its lower edge, the last both
 */
public record ScoreSummary(
    int count,
    double mean,
    double sd,
    double min,
    double lowerQuartile,
    double median,
    double upperQuartile,
    double max,
    double from,
    double to,
    List<Integer> histogram) {
  private static final int BINS = 20;

  /**
   * Keeps a copy.
   *
   * @param count how many
   * @param mean of the scores
   * @param sd with n - 1
   * @param min the least score
   * @param lowerQuartile between the two nearest scores by straight line, as the median and the
   *     upper quartile
   * @param median the middle score
   * @param upperQuartile three quarters of the scores are not above it
   * @param max the largest score
   * @param from where the histogram begins
   * @param to where it ends
   * @param histogram counts in twenty bins of one width
   */
  public ScoreSummary {
    histogram = List.copyOf(histogram);
  }

  /**
   * Summarises the scores of some images.
   *
   * @param items one or more
   * @return the summary
   * @throws IllegalArgumentException if there is no item
   */
  public static ScoreSummary of(List<Item> items) {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("no scores to summarise");
    }
    double[] scores = items.stream().mapToDouble(Item::score).sorted().toArray();
    int n = scores.length;
    double mean = Arrays.stream(scores).sum() / n;
    double squares = Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).sum();
    double from = Math.min(0, scores[0]);
    double to = Math.max(1, scores[n - 1]);
    int[] bins = new int[BINS];
    for (double score : scores) {
      bins[Math.min(BINS - 1, (int) ((score - from) / (to - from) * BINS))]++;
    }
    return new ScoreSummary(
        n,
        mean,
        n == 1 ? 0 : Math.sqrt(squares / (n - 1)),
        scores[0],
        quantile(scores, .25),
        quantile(scores, .5),
        quantile(scores, .75),
        scores[n - 1],
        from,
        to,
        IntStream.of(bins).boxed().toList());
  }

  private static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
