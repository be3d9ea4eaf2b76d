package org.mneme.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that another file has for the images of a data set: predictions of another program, or
 * the scores that halves of the subjects gave. A row is for the image whose id it names, or for the
 * only one of that file name, whatever the folders before it.
 *
 * @param file a CSV file
 * @param columns what each number is
 * @param byId finite numbers, as many as there are columns, by the id of the item
 * @param unknown rows for images that the data set does not have
 * @param problems the rows that were left out where that was allowed
 */
public record Readings(
    Path file,
    List<String> columns,
    Map<String, double[]> byId,
    long unknown,
    List<Problem> problems) {
  private static final List<String> PREDICTION =
      List.of("score", "prediction", "predicted", "memorability", "memorability_score");
  private static final String FIRST = "_a";
  private static final String SECOND = "_b";

  /**
   * Reads predictions: the column {@code score} or {@code prediction}, or the one that is named.
   *
   * @param file a CSV file
   * @param items the images of the data set
   * @param image the data set's image column; a file without it has one of the usual name
   * @param score the column, where it has no usual name
   * @param skipBad whether bad rows are left out and listed, instead of being an error
   * @return one column of numbers
   * @throws DataException naming file and line, if a row is bad and may not be skipped, or an image
   *     is there twice
   */
  public static Readings predictions(
      Path file,
      Collection<Item> items,
      @Nullable String image,
      @Nullable String score,
      boolean skipBad)
      throws IOException {
    try (CsvTable table = CsvTable.open(file, names(image, score))) {
      int images = imageColumn(table, image);
      int scores = table.column("prediction", score, PREDICTION, true);
      return read(table, images, List.of(scores), items, skipBad);
    }
  }

  /**
   * Reads the scores of random halves of the subjects: pairs of columns {@code NAME_a} and {@code
   * NAME_b}, such as {@code split1_a} and {@code split1_b}. The columns of the result come in
   * pairs.
   *
   * @param file a CSV file
   * @param items the images of the data set
   * @param image the data set's image column; a file without it has one of the usual name
   * @param skipBad whether bad rows are left out and listed, instead of being an error
   * @return columns in pairs: first half, second half
   * @throws DataException as for predictions, or if there is no pair
   */
  public static Readings halves(
      Path file, Collection<Item> items, @Nullable String image, boolean skipBad)
      throws IOException {
    try (CsvTable table = CsvTable.open(file, names(image, null))) {
      int images = imageColumn(table, image);
      List<String> names =
          table.header().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
      List<Integer> pairs = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i);
        int other = name.endsWith(FIRST) ? names.indexOf(name.replaceFirst("_a$", SECOND)) : -1;
        if (other >= 0) {
          pairs.add(i);
          pairs.add(other);
        }
      }
      if (pairs.isEmpty()) {
        throw new DataException(
            "%s:%d: no halves: pairs of columns such as split1_a and split1_b were expected"
                .formatted(file, table.line()));
      }
      return read(table, images, pairs, items, skipBad);
    }
  }

  private static List<String> names(@Nullable String image, @Nullable String score) {
    List<String> names = new ArrayList<>(CsvData.IMAGE);
    names.addAll(PREDICTION);
    Stream.of(Optional.ofNullable(image), Optional.ofNullable(score))
        .flatMap(Optional::stream)
        .forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return names;
  }

  private static int imageColumn(CsvTable table, @Nullable String named) throws DataException {
    boolean there = table.header().stream().anyMatch(name -> name.equalsIgnoreCase(named));
    return table.column("image", there ? named : null, CsvData.IMAGE, true);
  }

  private static Readings read(
      CsvTable table,
      int imageColumn,
      List<Integer> columns,
      Collection<Item> items,
      boolean skipBad)
      throws IOException {
    ImageNames names = new ImageNames(items);
    Map<String, double[]> byId = new LinkedHashMap<>();
    Map<String, Long> lines = new HashMap<>();
    Problems problems = new Problems();
    long unknown = 0;
    while (table.next()) {
      try {
        table.checkWidth();
        String name = table.get(imageColumn);
        // What a program was given on its command line may start outside its folder.
        Optional<Item> item = names.find(name.replaceFirst("^(\\.\\.?[/\\\\])+", ""));
        if (item.isEmpty()) {
          unknown++;
          continue;
        }
        String id = item.get().id();
        Long earlier = lines.putIfAbsent(id, table.line());
        if (earlier != null) {
          throw new BadRow(
              "image '%s' is there twice: first at line %d".formatted(BadRow.shown(name), earlier));
        }
        byId.put(id, numbers(table, columns, id));
      } catch (BadRow e) {
        problems.error(table.file(), table.line(), e);
      }
    }
    List<Problem> settled = problems.settle(skipBad);
    return new Readings(
        table.file(), columns.stream().map(table.header()::get).toList(), byId, unknown, settled);
  }

  private static double[] numbers(CsvTable table, List<Integer> columns, String id) throws BadRow {
    double[] numbers = new double[columns.size()];
    for (int i = 0; i < numbers.length; i++) {
      String text = table.get(columns.get(i));
      numbers[i] = Items.number(table.decimalComma() ? text.replace(',', '.') : text, id);
    }
    return numbers;
  }
}
