package org.mneme.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Split files as LaMem has them: {@code train_1.txt}, {@code val_1.txt} and {@code test_1.txt} for
 * split 1, and so on, with {@code FILE SCORE} per line.
 */
final class SplitFiles {
  static final String FOLDER = "splits";

  private static final Pattern NAME = Pattern.compile("(train|val|test)_(\\d{1,6})\\.txt");

  /** More than what is lost by writing scores with three digits. */
  private static final double SCORE_DIFFERS = 1e-3;

  private SplitFiles() {}

  static String name(Part part, int number) {
    return part.label() + "_" + number + ".txt";
  }

  /** The names of the split files in a folder; empty without the folder. */
  static NavigableSet<String> names(Path folder) throws IOException {
    NavigableSet<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .map(file -> String.valueOf(file.getFileName()))
            .filter(name -> NAME.matcher(name).matches())
            .forEach(names::add);
      }
    }
    return names;
  }

  /** Which splits a folder has. */
  static NavigableSet<Integer> numbers(Path folder) throws IOException {
    NavigableSet<Integer> numbers = new TreeSet<>();
    for (String name : names(folder)) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        numbers.add(Integer.valueOf(matcher.group(2)));
      }
    }
    return numbers;
  }

  /** Takes a row. */
  interface Sink {
    void add(Row row) throws IOException;
  }

  /**
   * Every row of one split: test first, so that an image which is also in a training file is kept
   * where it is evaluated when bad rows are left out.
   */
  static void rows(Path folder, int number, Problems problems, Sink sink) throws IOException {
    NavigableSet<Integer> numbers = numbers(folder);
    if (!numbers.contains(number)) {
      throw new DataException(
          "%s: no split %d (%s, ...); its splits are %s"
              .formatted(folder, number, name(Part.TRAIN, number), numbers));
    }
    for (Part part : List.of(Part.TEST, Part.VAL, Part.TRAIN)) {
      Path file = folder.resolve(name(part, number));
      if (Files.exists(file)) {
        rows(file, part, problems, sink);
      }
    }
  }

  private static void rows(Path file, Part part, Problems problems, Sink sink) throws IOException {
    long line = 0;
    boolean empty = true;
    try (BufferedReader reader = TextFile.open(file)) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        line++;
        String row = text.strip();
        if (row.isEmpty()) {
          continue;
        }
        empty = false;
        int gap = Math.max(row.lastIndexOf(' '), row.lastIndexOf('\t'));
        if (gap < 0) {
          problems.error(file, line, "'%s' is not FILE SCORE".formatted(BadRow.shown(row)));
          continue;
        }
        String image = row.substring(0, gap).strip();
        String score = row.substring(gap + 1);
        sink.add(new Row(image, score, null, null, null, part.label(), file, line));
      }
    }
    if (empty) {
      problems.error(file, 0, "the %s split is empty".formatted(part.label()));
    }
  }

  /** The items, each on the side where the split files have it; on none where they don't. */
  static List<Item> assign(List<Item> items, Path folder, ReadOptions options, Problems problems)
      throws IOException {
    ImageNames names = new ImageNames(items);
    Map<String, Item> placed = new HashMap<>();
    rows(
        folder,
        options.splitNumber(),
        problems,
        row -> {
          try {
            Item item = place(row, names, options, problems);
            Item earlier = placed.putIfAbsent(item.id(), item);
            if (earlier != null) {
              throw Items.twice(earlier, item.part(), item.score());
            }
          } catch (BadRow e) {
            problems.error(row.file(), row.line(), e);
          }
        });
    List<Item> all = new ArrayList<>();
    for (Item item : items) {
      Item side = placed.get(item.id());
      all.add(item.withPart(side == null ? null : side.part()));
    }
    return all;
  }

  /** The item that a split file's row means, with the row's side, score and place. */
  private static Item place(Row row, ImageNames names, ReadOptions options, Problems problems)
      throws BadRow {
    Optional<Item> known = names.find(row.image());
    if (known.isEmpty()) {
      throw new BadRow(
          "image '%s' is in this split but not in the data".formatted(BadRow.shown(row.image())));
    }
    Item item = known.get();
    double score = Items.score(row.score(), item.id(), options);
    if (Math.abs(score - item.score()) > SCORE_DIFFERS) {
      problems.warn(
          row.file(),
          row.line(),
          String.format(
              Locale.ROOT,
              "image '%s' has score %s here and %s at %s, which is used",
              item.id(),
              score,
              item.score(),
              item.place()));
    }
    return new Item(
        item.dataSet(),
        item.id(),
        item.image(),
        score,
        null,
        null,
        null,
        Part.of(String.valueOf(row.part())).orElseThrow(),
        row.file(),
        row.line());
  }
}
