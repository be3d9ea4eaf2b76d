package org.mneme.adapt;

import java.util.Locale;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Difference;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;

/**
 * An adapted model against a published one as its authors trained it, on the same images: does
 * adapting help? Spearman's correlation with the human scores is compared, whatever their range.
 *
 * @param published the published model's name
 * @param images that both scored
 * @param adapted the correlation of the adapted model's cross-validated scores, each the mean over
 *     the rounds
 * @param untouched the correlation of the published model's scores
 * @param difference the first less the second, paired; without an interval below {@link
 *     Intervals#LEAST_IMAGES} images
 */
public record AgainstPublished(
    String published, int images, Estimate adapted, Estimate untouched, Difference difference) {
  /** With fewer images, it remains uncertain which of the two is the better one. */
  public static final int FEW_IMAGES = 100;

  /**
   * Compares scores.
   *
   * @param truth the human scores
   * @param crossValidated the adapted model's, each from a fit that did not see the image
   * @param scores the published model's
   */
  static AgainstPublished of(
      String published, double[] truth, double[] crossValidated, double[] scores) {
    ScoreTable table =
        ScoreTable.of(truth)
            .withModel("adapted model", crossValidated)
            .withModel(published, scores);
    Evaluation evaluation = Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT);
    Comparison comparison = evaluation.comparisons().get(0);
    return new AgainstPublished(
        published,
        evaluation.images(),
        evaluation.models().get(0).figure(Figure.SPEARMAN),
        evaluation.models().get(1).figure(Figure.SPEARMAN),
        comparison.differences().get(Figure.SPEARMAN));
  }

  /** Whether the adapted model is better by more than chance explains. */
  boolean adaptedIsBetter() {
    return difference.estimate().low() > 0;
  }

  /**
   * Both correlations and their difference, each with its interval, in a line.
   *
   * @return the correlations with four decimals
   */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "On the same %,d images: Spearman %s for the adapted model (cross-validated), %s for %s as"
            + " published; difference %s",
        images,
        text("%.4f", adapted),
        text("%.4f", untouched),
        published,
        text("%+.4f", difference.estimate()));
  }

  /** {@return which model to use, and why, in a sentence} */
  public String recommendation() {
    Estimate by = difference.estimate();
    if (adaptedIsBetter()) {
      return String.format(
          Locale.ROOT,
          "Use the adapted model: on images that it was not fitted to, its rank correlation is"
              + " significantly higher than that of %s as published (by %.3f, 95 %% interval %.3f to"
              + " %.3f).",
          published,
          by.value(),
          by.low(),
          by.high());
    }
    return "Use %s as published: %s.".formatted(published, reason(by));
  }

  private String reason(Estimate by) {
    if (Double.isNaN(by.low())) {
      return "%d images are too few to show that the adapted model is better".formatted(images);
    }
    return by.high() < 0
        ? "the adapted model is significantly worse on images that it was not fitted to"
        : "the adapted model is not significantly better on images that it was not fitted to";
  }

  private static String text(String format, Estimate estimate) {
    if (Double.isNaN(estimate.value())) {
      return "not defined";
    }
    String value = String.format(Locale.ROOT, format, estimate.value());
    return Double.isNaN(estimate.low())
        ? value
        : value + String.format(Locale.ROOT, " (%.3f to %.3f)", estimate.low(), estimate.high());
  }
}
