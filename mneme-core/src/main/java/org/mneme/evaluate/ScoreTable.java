package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Human scores and models' predictions of the same images, one row per image. A missing score is
 * NaN; what becomes of it is decided by {@link Missing} when the table is evaluated.
 *
 * <p>Immutable; each {@code with...} gives a larger table.
 */
public final class ScoreTable {
  private final double[] truth;
  private final Map<String, double[]> predictions;
  private final List<double[]> firstHalves;
  private final List<double[]> secondHalves;

  private ScoreTable(
      double[] truth,
      Map<String, double[]> predictions,
      List<double[]> firstHalves,
      List<double[]> secondHalves) {
    this.truth = truth;
    this.predictions = Collections.unmodifiableMap(predictions);
    this.firstHalves = List.copyOf(firstHalves);
    this.secondHalves = List.copyOf(secondHalves);
  }

  /**
   * {@return a table of human scores alone}
   *
   * @param truth one score for each row; copied
   */
  public static ScoreTable of(double[] truth) {
    return new ScoreTable(truth.clone(), Map.of(), List.of(), List.of());
  }

  /**
   * Adds a model's predictions.
   *
   * @param model its name
   * @param values one prediction for each row; copied
   * @return the larger table
   * @throws IllegalArgumentException when the number of rows is another, or the model is there
   *     already
   */
  public ScoreTable withModel(String model, double[] values) {
    Map<String, double[]> more = new LinkedHashMap<>(predictions);
    if (more.put(model, column(values, "model " + model)) != null) {
      throw new IllegalArgumentException("model %s is in the table twice".formatted(model));
    }
    return new ScoreTable(truth, more, firstHalves, secondHalves);
  }

  /**
   * Adds the scores that two random halves of the subjects gave.
   *
   * @param first one score for each row; copied
   * @param second one score for each row; copied
   * @return the larger table
   * @throws IllegalArgumentException when the number of rows is another
   */
  public ScoreTable withHalving(double[] first, double[] second) {
    List<double[]> firsts = new ArrayList<>(firstHalves);
    List<double[]> seconds = new ArrayList<>(secondHalves);
    firsts.add(column(first, "first half"));
    seconds.add(column(second, "second half"));
    return new ScoreTable(truth, predictions, firsts, seconds);
  }

  private double[] column(double[] values, String what) {
    if (values.length != truth.length) {
      throw new IllegalArgumentException(
          "%s has %d scores for %d images: one each is needed"
              .formatted(what, values.length, truth.length));
    }
    return values.clone();
  }

  /** {@return how many rows there are} */
  public int images() {
    return truth.length;
  }

  /** {@return the models' names, in the order in which they came} */
  public List<String> models() {
    return List.copyOf(predictions.keySet());
  }

  /** {@return a copy of the human scores, one per row; NaN where one is missing} */
  public double[] truth() {
    return truth.clone();
  }

  /**
   * {@return the rows in which an image has both a human score and a model's, in their order}
   *
   * @param model its name
   * @throws IllegalArgumentException when the table has no such model
   */
  public int[] rowsWithBoth(String model) {
    double[] predicted = predictions(model);
    return IntStream.range(0, truth.length)
        .filter(i -> Double.isFinite(truth[i]) && Double.isFinite(predicted[i]))
        .toArray();
  }

  /**
   * {@return a copy of a model's predictions, one per row; NaN where one is missing}
   *
   * @param model its name
   * @throws IllegalArgumentException when the table has no such model
   */
  public double[] predictions(String model) {
    double[] values = predictions.get(model);
    if (values == null) {
      throw new IllegalArgumentException(
          "no model %s in the table; there are %s".formatted(model, predictions.keySet()));
    }
    return values.clone();
  }

  int halvings() {
    return firstHalves.size();
  }

  double[] firstHalf(int halving) {
    return firstHalves.get(halving);
  }

  double[] secondHalf(int halving) {
    return secondHalves.get(halving);
  }

  /** The rows given, in that order. */
  ScoreTable rows(int[] rows) {
    Map<String, double[]> some = new LinkedHashMap<>();
    predictions.forEach((model, values) -> some.put(model, pick(values, rows)));
    return new ScoreTable(
        pick(truth, rows),
        some,
        firstHalves.stream().map(values -> pick(values, rows)).toList(),
        secondHalves.stream().map(values -> pick(values, rows)).toList());
  }

  private static double[] pick(double[] values, int[] rows) {
    return IntStream.of(rows).mapToDouble(row -> values[row]).toArray();
  }

  /** The rows in which no score is missing. */
  ScoreTable complete(Missing missing) {
    return rows(IntStream.range(0, images()).filter(row -> !misses(row, missing)).toArray());
  }

  private boolean misses(int row, Missing missing) {
    boolean misses = misses(truth[row], "human score", row, missing);
    for (Map.Entry<String, double[]> model : predictions.entrySet()) {
      misses |= misses(model.getValue()[row], "prediction of " + model.getKey(), row, missing);
    }
    for (int h = 0; h < firstHalves.size(); h++) {
      misses |= misses(firstHalf(h)[row], "first half's score", row, missing);
      misses |= misses(secondHalf(h)[row], "second half's score", row, missing);
    }
    return misses;
  }

  private static boolean misses(double value, String what, int row, Missing missing) {
    if (Double.isFinite(value) || (Double.isNaN(value) && missing == Missing.OMIT)) {
      return Double.isNaN(value);
    }
    throw new IllegalArgumentException(
        "row %d: the %s is %s; a finite number is needed%s"
            .formatted(row, what, value, Double.isNaN(value) ? ", or leave such images out" : ""));
  }
}
