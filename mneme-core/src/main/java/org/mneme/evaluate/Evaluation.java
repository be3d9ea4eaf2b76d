package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be said of some models on some images.
 *
 * <p>All figures, intervals and comparisons are of the same images. Time grows with images times
 * models and halvings (and the images' logarithm), and with the square of the number of models.
 *
 * @param images images that all figures speak of
 * @param omitted images left out because a score was missing
 * @param models one for each model of the table, in its order
 * @param comparisons every two models, in the models' order
 * @param humans empty without halvings
 */
public record Evaluation(
    int images,
    int omitted,
    List<ModelEvaluation> models,
    List<Comparison> comparisons,
    Optional<HumanConsistency> humans) {
  /**
   * Keeps copies.
   *
   * @param images images that all figures speak of
   * @param omitted images left out because a score was missing
   * @param models one for each model of the table, in its order
   * @param comparisons every two models, in the models' order
   * @param humans empty without halvings
   */
  public Evaluation {
    models = List.copyOf(models);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * Evaluates every model of a table.
   *
   * @param table human scores and predictions, one row for each image
   * @param missing what becomes of an image without a score
   * @param intervals how intervals are made
   * @return the figures of every model, and of each two
   * @throws IllegalArgumentException when the table has neither model nor halving, when no image
   *     has all its scores, or when a score is missing or infinite and that is not to be left out
   */
  public static Evaluation of(ScoreTable table, Missing missing, Intervals intervals) {
    if (table.models().isEmpty() && table.halvings() == 0) {
      throw new IllegalArgumentException("nothing to evaluate: add a model or a halving");
    }
    ScoreTable complete = table.complete(missing);
    if (complete.images() == 0) {
      throw new IllegalArgumentException(
          "nothing to evaluate: none of %d images has all its scores".formatted(table.images()));
    }
    return new ImageColumns(complete, intervals).evaluate(table.images() - complete.images());
  }

  /**
   * Evaluates the images of each label by themselves: categories, data sets. Labels come in the
   * order of their first image; one of which no image has all its scores is left out.
   *
   * @param labels one for each row of the table
   * @param table human scores and predictions, one row for each image
   * @param missing what becomes of an image without a score
   * @param intervals how intervals are made
   * @return an evaluation for each label
   * @throws IllegalArgumentException as {@link #of}, or when labels and rows are unequally many
   */
  public static Map<String, Evaluation> by(
      List<String> labels, ScoreTable table, Missing missing, Intervals intervals) {
    if (labels.size() != table.images()) {
      throw new IllegalArgumentException(
          "%d labels for %d images: one each is needed".formatted(labels.size(), table.images()));
    }
    if (missing == Missing.REFUSE) {
      table.complete(missing); // names the row in the whole table
    }
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = 0; row < labels.size(); row++) {
      rows.computeIfAbsent(labels.get(row), label -> new ArrayList<>()).add(row);
    }
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    rows.forEach(
        (label, of) -> {
          ScoreTable some = table.rows(of.stream().mapToInt(row -> row).toArray());
          if (some.complete(missing).images() > 0) {
            evaluations.put(label, of(some, missing, intervals));
          }
        });
    return evaluations;
  }
}
