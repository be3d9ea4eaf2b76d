package org.mneme.select;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The pictures to choose from: a row for each, with columns of numbers (NaN where one is missing)
 * and of labels (empty where one is missing). Immutable; each {@code with...} gives a larger table.
 */
public final class Pool {
  private final List<String> images;
  private final Map<String, double[]> numbers;
  private final Map<String, List<String>> labels;

  private Pool(
      List<String> images, Map<String, double[]> numbers, Map<String, List<String>> labels) {
    this.images = images;
    this.numbers = numbers;
    this.labels = labels;
  }

  /**
   * {@return a pool without columns}
   *
   * @param images names, each once
   * @throws IllegalArgumentException if a name is there twice
   */
  public static Pool of(List<String> images) {
    Set<String> seen = new HashSet<>();
    for (String image : images) {
      if (!seen.add(image)) {
        throw new IllegalArgumentException(
            "image '%s' is in the pool twice; keep one of its rows".formatted(image));
      }
    }
    return new Pool(List.copyOf(images), Map.of(), Map.of());
  }

  /**
   * {@return the pool with one more column of numbers}
   *
   * @param column its name, in the place of one of that name
   * @param values one for each image, NaN where it is missing; copied
   * @throws IllegalArgumentException if there are more or fewer
   */
  public Pool withNumbers(String column, double... values) {
    checkRows(column, values.length);
    Map<String, double[]> more = new LinkedHashMap<>(numbers);
    more.put(column, values.clone());
    return new Pool(images, more, labels);
  }

  /**
   * {@return the pool with one more column of labels}
   *
   * @param column its name, in the place of one of that name
   * @param values one for each image
   * @throws IllegalArgumentException if there are more or fewer
   */
  public Pool withLabels(String column, List<String> values) {
    checkRows(column, values.size());
    Map<String, List<String>> more = new LinkedHashMap<>(labels);
    more.put(column, List.copyOf(values));
    return new Pool(images, numbers, more);
  }

  private void checkRows(String column, int rows) {
    if (rows != images.size()) {
      throw new IllegalArgumentException(
          "column '%s' has %d values for %d images; one each is needed"
              .formatted(column, rows, images.size()));
    }
  }

  /** {@return how many pictures there are} */
  public int size() {
    return images.size();
  }

  /** {@return the names of the pictures} */
  public List<String> images() {
    return images;
  }

  /** {@return the names of the columns of numbers} */
  public List<String> numberColumns() {
    return List.copyOf(numbers.keySet());
  }

  /** {@return the column of scores where none is named: "memorability" or else "score"} */
  public String scoreColumn() {
    return numbers.containsKey("memorability") && !numbers.containsKey("score")
        ? "memorability"
        : "score";
  }

  /** {@return the names of the columns of labels} */
  public List<String> labelColumns() {
    return List.copyOf(labels.keySet());
  }

  /**
   * {@return a copy of a column of numbers, one for each picture}
   *
   * @param column its name
   * @throws IllegalArgumentException if there is none of that name
   */
  public double[] numbers(String column) {
    double[] values = numbers.get(column);
    if (values == null) {
      throw new IllegalArgumentException(
          "no column of numbers '%s'; there are: %s"
              .formatted(column, String.join(", ", numbers.keySet())));
    }
    return values.clone();
  }

  /**
   * {@return a column of labels, one for each picture}
   *
   * @param column its name
   * @throws IllegalArgumentException if there is none of that name
   */
  public List<String> labels(String column) {
    List<String> values = labels.get(column);
    if (values == null) {
      throw new IllegalArgumentException(
          "no column of categories '%s'; there are: %s"
              .formatted(column, String.join(", ", labels.keySet())));
    }
    return values;
  }

  /**
   * {@return the pool with some of its rows}
   *
   * @param rows indices from 0, in the order of the result
   */
  public Pool rows(int... rows) {
    Map<String, double[]> someNumbers = new LinkedHashMap<>();
    numbers.forEach(
        (name, values) ->
            someNumbers.put(name, IntStream.of(rows).mapToDouble(row -> values[row]).toArray()));
    Map<String, List<String>> someLabels = new LinkedHashMap<>();
    labels.forEach(
        (name, values) -> someLabels.put(name, IntStream.of(rows).mapToObj(values::get).toList()));
    return new Pool(IntStream.of(rows).mapToObj(images::get).toList(), someNumbers, someLabels);
  }
}
