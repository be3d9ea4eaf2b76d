package org.mneme.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.evaluate.Bootstrap;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.ScoreTable;

/** How good trained models are on images that they were not trained on, taken together. */
final class TrainFigures {
  private final ModelEvaluation model;

  private TrainFigures(ModelEvaluation model) {
    this.model = model;
  }

  static TrainFigures of(List<TrainOutcome> outcomes) {
    double[] truth =
        outcomes.stream()
            .flatMap(o -> o.judged().stream())
            .mapToDouble(item -> item.score())
            .toArray();
    double[] scores =
        outcomes.stream()
            .flatMap(o -> o.scores().stream())
            .mapToDouble(Float::doubleValue)
            .toArray();
    return of(truth, scores);
  }

  /** Of scores that one model, or several, each on its own images, gave. */
  static TrainFigures of(double[] truth, double[] scores) {
    ScoreTable table = ScoreTable.of(truth).withModel("trained", scores);
    return new TrainFigures(
        Evaluation.of(table, Missing.REFUSE, Bootstrap.DEFAULT).models().get(0));
  }

  double spearman() {
    return model.figure(Figure.SPEARMAN).value();
  }

  /** By name, with something before it. */
  Map<String, Double> values(String prefix) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (Figure figure : List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE)) {
      values.put(prefix + figure.plainName(), model.figure(figure).value());
    }
    return values;
  }

  /** For people: {@code Spearman .601 (.55 to .64), ...}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Spearman %.4f (%.3f to %.3f), MSE %.5f, sd %.2f of the truth's",
        spearman(),
        model.figure(Figure.SPEARMAN).low(),
        model.figure(Figure.SPEARMAN).high(),
        model.figure(Figure.MSE).value(),
        model.distribution().predictions().sd() / model.distribution().truth().sd());
  }
}
