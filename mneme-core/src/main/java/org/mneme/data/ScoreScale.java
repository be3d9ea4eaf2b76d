package org.mneme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Tells scores of another range (percentages, ratings, d', z-scores) from single scores outside
 * 0..1, which are mistakes. Not for several threads.
 */
final class ScoreScale {
  /** Of a range that is not 0..1 usually most scores are outside it. */
  private static final double SHARE = .1;

  /** Ratings end below, percentages continue above. */
  private static final double LARGEST_RATING = 10;

  private long seen;
  private long outside;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private double scale = 1;
  private @Nullable Path file;

  /** Notes a score as a file has it; what is no number says nothing. */
  void see(Path from, String text, double divisor) {
    if (!Items.isNumber(text)) {
      return;
    }
    double score = Double.parseDouble(text);
    if (Double.isInfinite(score)) {
      return;
    }
    seen++;
    outside += score / divisor < 0 || score / divisor > 1 ? 1 : 0;
    least = Math.min(least, score);
    most = Math.max(most, score);
    scale = divisor;
    file = from;
  }

  /**
   * Refuses scores that as a whole are no fractions.
   *
   * @throws DataException that says their range, and how they could be taken
   */
  void requireFractions() throws DataException {
    if (outside < 2 || outside < SHARE * seen) {
      return;
    }
    List<Remedy> remedies = new ArrayList<>();
    boolean percentages = scale == 1 && least >= 0 && most > LARGEST_RATING && most <= 100;
    if (percentages) {
      remedies.add(Remedy.of(Action.SCALE_SCORES, "Divide them by 100", 100));
    }
    remedies.add(
        Remedy.of(
            Action.ALLOW_ANY_SCORE,
            percentages ? "Or take them as they are" : "Take them as they are"));
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s: scores run from %s to %s%s, and %d of %d are outside 0..1%s",
            file,
            least,
            most,
            scale == 1 ? "" : " (to be divided by %s)".formatted(scale),
            outside,
            seen,
            percentages ? ". They look like percentages" : ""),
        remedies.toArray(Remedy[]::new));
  }
}
