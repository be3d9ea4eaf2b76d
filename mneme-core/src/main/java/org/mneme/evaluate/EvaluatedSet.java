package org.mneme.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.data.Item;

/**
 * A data set with what was found when models were evaluated on it.
 *
 * @param name for people; unique in a report
 * @param format the form in which the data lay, for people
 * @param items the images, in the order of the table's rows
 * @param table human scores and predictions, one row per item; NaN where one is missing
 * @param evaluation of all of them
 * @param byCategory of each category by itself; empty without categories
 * @param repeated each model's figures on the test sets of repeated splits; empty if none were
 *     asked for
 */
public record EvaluatedSet(
    String name,
    String format,
    List<Item> items,
    ScoreTable table,
    Evaluation evaluation,
    Map<String, Evaluation> byCategory,
    Map<String, Map<Figure, Repeated>> repeated) {
  /**
   * Keeps copies.
   *
   * @param name for people
   * @param format the form in which the data lay, for people
   * @param items the images, in the order of the table's rows
   * @param table human scores and predictions, one row per item
   * @param evaluation of all of them
   * @param byCategory of each category by itself
   * @param repeated each model's figures on the test sets of repeated splits
   * @throws IllegalArgumentException if there is not one row for each image
   */
  public EvaluatedSet {
    items = List.copyOf(items);
    byCategory = Collections.unmodifiableMap(new LinkedHashMap<>(byCategory));
    repeated = Collections.unmodifiableMap(new LinkedHashMap<>(repeated));
    if (items.size() != table.images()) {
      throw new IllegalArgumentException(
          "%d images and %d rows of scores: one each is needed"
              .formatted(items.size(), table.images()));
    }
  }
}
