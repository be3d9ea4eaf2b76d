package org.mneme.data;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The range that human scores have: 0..1, 0..100, or that of the scores themselves (ratings, d',
 * z-scores). What can only give 0..1, such as a network that ends in a sigmoid, learns and gives
 * fractions of the range.
 *
 * @param low the lowest score
 * @param high the highest score, above the lowest
 */
public record ScoreRange(double low, double high) {
  /** Scores that are fractions. */
  public static final ScoreRange FRACTIONS = new ScoreRange(0, 1);

  /** Scores as most percentages are. */
  public static final ScoreRange PERCENTAGES = new ScoreRange(0, 100);

  /** What a card's account of memorability begins with. */
  private static final String MEMORABILITY = "memorability:";

  /** Scores up to here may be ratings on a shorter scale. */
  private static final double LARGEST_RATING = 50;

  /** Relative to the range: less is the rounding of a float, not a difference. */
  private static final double ROUNDING = 1e-6;

  private static final String NUMBER = "-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";
  private static final Pattern MEANING =
      Pattern.compile("[^:]*: (" + NUMBER + ")\\.\\.(" + NUMBER + ")\\b.*");

  /**
   * Checks the order.
   *
   * @param low the lowest score
   * @param high the highest score, above the lowest
   * @throws IllegalArgumentException if {@code low} is not below {@code high}, or either is not
   *     finite
   */
  public ScoreRange {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "a range of scores goes from a number to a higher one, not from %s to %s"
              .formatted(low, high));
    }
  }

  /**
   * {@return the range of these images' scores: 0..1 where all lie in it, 0..100 where they look
   * like percentages, else from the lowest to the highest}
   *
   * @param items one or more
   * @throws IllegalArgumentException if all scores are the same, from which nothing can be learnt
   */
  public static ScoreRange of(Collection<Item> items) {
    double low = items.stream().mapToDouble(Item::score).min().orElse(Double.NaN);
    double high = items.stream().mapToDouble(Item::score).max().orElse(Double.NaN);
    if (!(low < high)) {
      throw new IllegalArgumentException(
          items.isEmpty()
              ? "there are no scored images to learn from"
              : "all %d images to learn from have the score %s; scores must differ"
                  .formatted(items.size(), low));
    }
    if (low >= 0 && high <= 1) {
      return FRACTIONS;
    }
    return low >= 0 && high > LARGEST_RATING && high <= 100
        ? PERCENTAGES
        : new ScoreRange(low, high);
  }

  /**
   * {@return the range that a model's card names, in {@link #meaning()}'s words or its own; empty
   * if it names none}
   *
   * @param meaning what a card says of the model's output
   */
  public static Optional<ScoreRange> named(String meaning) {
    Matcher found = MEANING.matcher(meaning);
    if (!found.matches()) {
      return Optional.empty();
    }
    double low = Double.parseDouble(found.group(1));
    double high = Double.parseDouble(found.group(2));
    return low < high ? Optional.of(new ScoreRange(low, high)) : Optional.empty();
  }

  /**
   * {@return whether a model's numbers are memorability, as {@link #meaning()} words it}
   *
   * @param meaning what a card says of the model's output
   */
  public static boolean isMemorability(String meaning) {
    return meaning.startsWith(MEMORABILITY);
  }

  /** {@return whether it is 0..1} */
  public boolean isFractions() {
    return equals(FRACTIONS);
  }

  /** {@return {@code high - low}} */
  public double width() {
    return high - low;
  }

  /** {@return whether no score can lie outside it} */
  public boolean isBounded() {
    return isFractions() || equals(PERCENTAGES);
  }

  /**
   * {@return a score of the range: where this is bounded, the nearest of it}
   *
   * @param score any number
   */
  public double clamp(double score) {
    return isBounded() ? Math.max(low, Math.min(high, score)) : score;
  }

  /**
   * {@return a score as a fraction of the range; the same number where the range is 0..1}
   *
   * @param score on the scale of the range
   */
  public double fraction(double score) {
    return isFractions() ? score : (score - low) / width();
  }

  /**
   * {@return the score that is this fraction of the range}
   *
   * @param fraction 0..1 for a score within the range
   */
  public double score(double fraction) {
    return isFractions() ? fraction : low + fraction * width();
  }

  /**
   * {@return the same images with fractions of the range as scores}
   *
   * @param items with scores on the scale of the range
   */
  public List<Item> fractions(Collection<Item> items) {
    return items.stream().map(item -> item.withScore(fraction(item.score()))).toList();
  }

  /**
   * {@return whether these predictions distinguish images: all are numbers, and they are not all
   * the same but for rounding} A single one does.
   *
   * @param predictions on the scale of the range
   */
  public boolean distinguishes(double[] predictions) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double prediction : predictions) {
      if (!Double.isFinite(prediction)) {
        return false;
      }
      least = Math.min(least, prediction);
      most = Math.max(most, prediction);
    }
    return predictions.length < 2 || most - least > ROUNDING * width();
  }

  /**
   * {@return how far scores may differ that are the same but for arithmetic in float}
   *
   * @param ofFractions how far fractions may
   */
  public double tolerance(double ofFractions) {
    float largest = (float) Math.max(Math.abs(low), Math.abs(high));
    return isFractions() ? ofFractions : ofFractions * width() + 4 * Math.ulp(largest);
  }

  /** {@return what a model's numbers are that was fitted to such scores, for its card} */
  public String meaning() {
    if (isFractions()) {
      return MEMORABILITY + " 0..1, higher is more memorable";
    }
    return String.format(
        Locale.ROOT,
        "%s %s, %s; higher is more memorable",
        MEMORABILITY,
        text(),
        isBounded()
            ? "the scale of its training data"
            : "as in its training data, whose scale it keeps");
  }

  /** {@return the range as people write it, such as {@code 0..100}} */
  public String text() {
    return text(low) + ".." + text(high);
  }

  private static String text(double score) {
    return score == Math.rint(score) && Math.abs(score) < 1e15
        ? String.format(Locale.ROOT, "%.0f", score)
        : String.format(Locale.ROOT, "%.6g", score);
  }
}
