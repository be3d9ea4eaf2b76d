package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every model on every data set: Spearman's correlation.
 *
 * @param data the names of the data sets
 * @param rows one for each model, in the order in which they first come
 */
public record EvaluationMatrix(List<String> data, List<Row> rows) {
  /**
   * A model.
   *
   * @param model its name
   * @param cells one for each data set; empty where the model has no scores
   */
  public record Row(String model, List<Optional<Estimate>> cells) {
    /**
     * Keeps a copy.
     *
     * @param model its name
     * @param cells one for each data set
     */
    public Row {
      cells = List.copyOf(cells);
    }
  }

  /**
   * Keeps copies.
   *
   * @param data the names of the data sets
   * @param rows one for each model, in the order in which they first come
   */
  public EvaluationMatrix {
    data = List.copyOf(data);
    rows = List.copyOf(rows);
  }

  /**
   * {@return the correlations of a report}
   *
   * @param report of one or more data sets
   */
  public static EvaluationMatrix of(EvaluationReport report) {
    Set<String> models = new LinkedHashSet<>();
    for (EvaluatedSet set : report.sets()) {
      set.evaluation().models().forEach(model -> models.add(model.model()));
    }
    List<Row> rows = new ArrayList<>();
    for (String model : models) {
      rows.add(new Row(model, report.sets().stream().map(set -> spearman(set, model)).toList()));
    }
    return new EvaluationMatrix(report.sets().stream().map(EvaluatedSet::name).toList(), rows);
  }

  private static Optional<Estimate> spearman(EvaluatedSet set, String model) {
    return set.evaluation().models().stream()
        .filter(each -> each.model().equals(model))
        .findFirst()
        .map((ModelEvaluation each) -> each.figure(Figure.SPEARMAN));
  }
}
