package org.mneme.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How good one model's scores are on images that had no part in fitting it, in short. */
public final class HeldOutFigures {
  private final ModelEvaluation model;

  private HeldOutFigures(ModelEvaluation model) {
    this.model = model;
  }

  /**
   * Of scores that one model, or several, each on its own images, gave.
   *
   * @param truth the human scores
   * @param scores as many
   */
  public static HeldOutFigures of(double[] truth, double[] scores) {
    ScoreTable table = ScoreTable.of(truth).withModel("held out", scores);
    return new HeldOutFigures(
        Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT).models().get(0));
  }

  /** Spearman's correlation. */
  public double spearman() {
    return model.figure(Figure.SPEARMAN).value();
  }

  /** Rank correlation, correlation and squared error by name, with something before each. */
  public Map<String, Double> values(String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Figure figure : List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE)) {
      values.put(prefix + figure.plainName(), model.figure(figure).value());
    }
    return values;
  }

  /** For people: {@code Spearman 0.6010 (0.550 to 0.640), ...}. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "Spearman %.4f (%.3f to %.3f), MSE %.5f, SD ratio %.2f (predictions / human scores)",
        spearman(),
        model.figure(Figure.SPEARMAN).low(),
        model.figure(Figure.SPEARMAN).high(),
        model.figure(Figure.MSE).value(),
        model.distribution().predictions().sd() / model.distribution().truth().sd());
  }
}
