package org.mneme.data;

import java.util.Collection;
import java.util.Locale;

/**
 * The range that human scores have: 0..1, or that of the scores themselves (percentages, ratings,
 * d', z-scores). What can only give 0..1, such as a network that ends in a sigmoid, learns and
 * gives shares of the range.
 *
 * @param low the lowest score
 * @param high the highest score, above the lowest
 */
public record ScoreRange(double low, double high) {
  /** Scores that are fractions. */
  public static final ScoreRange FRACTIONS = new ScoreRange(0, 1);

  public ScoreRange {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "a range of scores goes from a number to a higher one, not from %s to %s"
              .formatted(low, high));
    }
  }

  /**
   * The range of these images' scores: 0..1 where all lie in it, else from the lowest to the
   * highest.
   *
   * @throws IllegalArgumentException if all scores are the same, from which nothing can be learnt
   */
  public static ScoreRange of(Collection<Item> items) {
    double low = items.stream().mapToDouble(Item::score).min().orElse(Double.NaN);
    double high = items.stream().mapToDouble(Item::score).max().orElse(Double.NaN);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          items.isEmpty()
              ? "there are no scored images"
              : "all %d images have the score %s: nothing can be learnt from scores that do not differ"
                  .formatted(items.size(), low));
    }
    return low >= 0 && high <= 1 ? FRACTIONS : new ScoreRange(low, high);
  }

  public boolean isFractions() {
    return equals(FRACTIONS);
  }

  public double width() {
    return high - low;
  }

  /** A score as a share of the range; the same number for fractions. */
  public double share(double score) {
    return isFractions() ? score : (score - low) / width();
  }

  /** The score that is this share of the range. */
  public double score(double share) {
    return isFractions() ? share : low + share * width();
  }

  /** What a model's numbers are that was fitted to such scores, for its card. */
  public String meaning() {
    return isFractions()
        ? "memorability: 0..1, higher is more memorable"
        : String.format(
            Locale.ROOT,
            "memorability, not 0..1 but as its training scores are: these run from %.6g to %.6g;"
                + " higher is more memorable",
            low,
            high);
  }
}
