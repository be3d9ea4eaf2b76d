package org.mneme.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * How good scores are on images that were not used for fitting the models that gave them, in short.
 */
public final class HeldOutFigures {
  private final ModelEvaluation model;

  /** Empty for one model. */
  private final Optional<Estimate> withinFolds;

  private HeldOutFigures(double[] truth, double[] scores, Optional<Estimate> withinFolds) {
    ScoreTable table = ScoreTable.of(truth).withModel("held out", scores);
    this.model = Evaluation.of(table, Missing.REFUSE, Intervals.DEFAULT).models().get(0);
    this.withinFolds = withinFolds;
  }

  /**
   * Evaluates one model's scores.
   *
   * @param truth the human scores
   * @param scores as many
   * @return the figures, with intervals for other images
   */
  public static HeldOutFigures of(double[] truth, double[] scores) {
    return new HeldOutFigures(truth, scores, Optional.empty());
  }

  /**
   * Evaluates a cross-validation, taken together and fold by fold.
   *
   * @param folds each with the scores of the model that did not see it
   * @return the figures
   */
  public static HeldOutFigures ofFolds(List<HeldOutScores> folds) {
    double[] truth =
        folds.stream().flatMapToDouble(fold -> DoubleStream.of(fold.truth())).toArray();
    double[] scores =
        folds.stream().flatMapToDouble(fold -> DoubleStream.of(fold.predictions())).toArray();
    Estimate within = AcrossFolds.spearman(folds, Intervals.DEFAULT.level());
    return new HeldOutFigures(truth, scores, Optional.of(within));
  }

  /**
   * Spearman's correlation of all scores taken together.
   *
   * @return -1..1
   */
  public double spearman() {
    return model.figure(Figure.SPEARMAN).value();
  }

  /**
   * Rank correlation, correlation and squared error by name, with something before each.
   *
   * @param prefix such as {@code test_}
   * @return in that order, each named by {@link Figure#plainName}
   */
  public Map<String, Double> values(String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Figure figure : List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE)) {
      values.put(prefix + figure.plainName(), model.figure(figure).value());
    }
    return values;
  }

  /**
   * {@return the figures for people: {@code Spearman 0.6010 (0.550 to 0.640), ...}} Of a
   * cross-validation, the interval is that of the mean within the folds, see {@link AcrossFolds}.
   */
  public String describe() {
    String ranking =
        withinFolds
            .map(
                within ->
                    "%s, mean within the folds %s"
                        .formatted(text(Estimate.without(spearman())), text(within)))
            .orElse(text(model.figure(Figure.SPEARMAN)));
    return String.format(
        Locale.ROOT,
        "Spearman %s, MSE %.5f, SD ratio %.2f (predictions / human scores)",
        ranking,
        model.figure(Figure.MSE).value(),
        model.distribution().predictions().sd() / model.distribution().truth().sd());
  }

  private static String text(Estimate estimate) {
    String value =
        Double.isNaN(estimate.value())
            ? "not defined"
            : String.format(Locale.ROOT, "%.4f", estimate.value());
    return Double.isNaN(estimate.low())
        ? value
        : value + String.format(Locale.ROOT, " (%.3f to %.3f)", estimate.low(), estimate.high());
  }
}
