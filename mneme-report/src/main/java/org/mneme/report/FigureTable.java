package org.mneme.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Difference;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.ModelEvaluation;

/** Tables of figures with their intervals, as HTML. */
final class FigureTable {
  /** What a row says. */
  private record Row(String name, String meaning, Function<ModelEvaluation, Estimate> figure) {
    static Row of(Figure figure, String name, String meaning) {
      return new Row(name, meaning, model -> model.figure(figure));
    }
  }

  private static final Row SHARE =
      new Row(
          "Share of human consistency",
          "Spearman divided by the consistency of the human scores",
          model -> model.shareOfHumans().orElse(without(Double.NaN)));

  private static final List<Row> ROWS =
      List.of(
          Row.of(
              Figure.PEARSON,
              "Pearson",
              "linear correlation: 1 is a straight line, 0 no linear relation"),
          Row.of(
              Figure.KENDALL, "Kendall tau-b", "concordant minus discordant pairs, as a fraction"),
          Row.of(
              Figure.R2,
              "R squared",
              "fraction of variance explained without recalibration; below 0 is worse than predicting the mean"),
          Row.of(Figure.MSE, "Mean squared error", "0 is exact; large errors weigh most"),
          Row.of(Figure.RMSE, "Root mean squared error", "in units of the score"),
          Row.of(Figure.MAE, "Mean absolute error", "average size of the errors"),
          Row.of(Figure.BIAS, "Bias", "mean prediction minus mean human score"),
          Row.of(Figure.PREDICTION_MEAN, "Mean of predictions", "and of human scores"),
          Row.of(Figure.PREDICTION_SD, "Standard deviation of predictions", "and of human scores"),
          Row.of(
              Figure.SD_RATIO,
              "SD ratio (predictions / human scores)",
              "below 1: predictions regress to the mean"),
          new Row(
              "Wasserstein distance",
              "mean distance by which predictions must move to have the distribution of human scores",
              model -> without(model.distribution().wasserstein())),
          new Row(
              "Kolmogorov-Smirnov distance",
              "0: the same distribution as human scores, 1: no overlap",
              model -> without(model.distribution().kolmogorovSmirnov())));

  private static final Row SPEARMAN =
      Row.of(
          Figure.SPEARMAN,
          "Spearman",
          "rank correlation: 1 is the order of the human scores, 0 chance");

  private static final Map<Figure, String> COMPARED = Collections.unmodifiableMap(compared());

  private FigureTable() {}

  private static Map<Figure, String> compared() {
    Map<Figure, String> names = new LinkedHashMap<>();
    names.put(Figure.SPEARMAN, "Spearman");
    names.put(Figure.PEARSON, "Pearson");
    names.put(Figure.MSE, "Mean squared error");
    names.put(Figure.MAE, "Mean absolute error");
    names.put(Figure.BIAS, "Bias");
    names.put(Figure.SD_RATIO, "Ratio of deviations");
    return names;
  }

  private static Estimate without(double value) {
    return new Estimate(value, Double.NaN, Double.NaN);
  }

  /**
   * Every figure of every model, a column each.
   *
   * @param series the models' colours
   */
  static String of(Evaluation evaluation, Map<String, Integer> series) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr><td></td>");
    for (ModelEvaluation model : evaluation.models()) {
      html.append(
          "<th scope=\"col\">%s%s</th>"
              .formatted(SetSection.swatch(series.get(model.model())), Html.escape(model.model())));
    }
    html.append("</tr></thead>\n<tbody>\n");
    List<Row> rows = new ArrayList<>(List.of(SPEARMAN));
    if (evaluation.humans().isPresent()) {
      rows.add(SHARE);
    }
    rows.addAll(ROWS);
    for (Row row : rows) {
      html.append(
          "<tr><th scope=\"row\">%s<small>%s</small></th>".formatted(row.name, row.meaning));
      evaluation.models().forEach(model -> html.append(cell(row.figure.apply(model), "")));
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table></div>\n").toString();
  }

  /** Every comparison's figures, a row each. */
  static String differences(List<Comparison> comparisons) {
    StringBuilder html = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr><td></td>");
    COMPARED.forEach((figure, name) -> html.append("<th scope=\"col\">%s</th>".formatted(name)));
    html.append("</tr></thead>\n<tbody>\n");
    for (Comparison comparison : comparisons) {
      html.append(
          "<tr><th scope=\"row\">%s<small>less %s</small></th>"
              .formatted(Html.escape(comparison.first()), Html.escape(comparison.second())));
      for (Figure figure : COMPARED.keySet()) {
        Difference difference = comparison.differences().get(figure);
        String p = Double.isNaN(difference.p()) ? "" : Numbers.p(difference.p());
        html.append(cell(difference.estimate(), p));
      }
      html.append("</tr>\n");
    }
    return html.append("</tbody>\n</table></div>\n").toString();
  }

  /** A figure over its interval. */
  static String cell(Estimate estimate, String also) {
    StringBuilder small = new StringBuilder();
    for (String line : List.of(Numbers.interval(estimate), also)) {
      if (!line.isEmpty()) {
        small.append("<small>%s</small>".formatted(Html.escape(line)));
      }
    }
    return "<td>%s%s</td>".formatted(Numbers.of(estimate.value()), small);
  }
}
