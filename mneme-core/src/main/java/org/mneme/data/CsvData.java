package org.mneme.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads scores from CSV files: any, or MemCat's. */
final class CsvData {
  static final List<String> IMAGE =
      List.of("image", "image_file", "image_path", "file", "filename", "file_name", "path");
  private static final List<String> SCORE = List.of("score", "memorability", "memorability_score");

  private static final List<String> OTHER = List.of("category", "subcategory", "group");

  private CsvData() {}

  /** A CSV file; images are in {@code images/} beside it if that is there, else beside it. */
  static List<Item> read(String name, Path file, ReadOptions options, Problems problems)
      throws IOException {
    Path folder = folder(file);
    Path beside = folder.resolve("images");
    Path images = Files.isDirectory(beside) ? beside : folder;
    Items items = new Items(name, images, options, problems);
    Columns named = options.columns();
    List<String> splits = List.of("split", "split_" + options.splitNumber());
    List<String> names = new ArrayList<>(named.given());
    Stream.of(IMAGE, SCORE, OTHER, splits).forEach(names::addAll);
    try (CsvTable table = CsvTable.open(file, names)) {
      Cells cells =
          new Cells(
              table.column("image", named.image(), IMAGE, true),
              table.column("score", named.score(), SCORE, true),
              table.column("category", named.category(), List.of("category"), false),
              table.column("subcategory", named.subcategory(), List.of("subcategory"), false),
              table.column("group", named.group(), List.of("group"), false),
              table.column("split", named.split(), splits, false));
      rows(table, cells, false, items, problems);
      return cells.split < 0
          ? withSplitFiles(items.list(), folder, options, problems)
          : items.list();
    }
  }

  /** MemCat's table; images are at {@code CATEGORY/SUBCATEGORY/FILE}, in {@code images/} or not. */
  static List<Item> readMemCat(String name, Path file, ReadOptions options, Problems problems)
      throws IOException {
    Path folder = folder(file);
    Path within = folder.resolve("images");
    Items items = new Items(name, Files.isDirectory(within) ? within : folder, options, problems);
    String score =
        options.falseAlarms() ? "memorability_w_fa_correction" : "memorability_wo_fa_correction";
    try (CsvTable table = CsvTable.open(file, List.of("image_file", "category", score))) {
      Cells cells =
          new Cells(
              table.column("image", null, List.of("image_file"), true),
              table.column("score", null, List.of(score), true),
              table.column("category", null, List.of("category"), true),
              table.column("subcategory", null, List.of("subcategory"), true),
              -1,
              -1);
      rows(table, cells, true, items, problems);
    }
    return withSplitFiles(items.list(), folder, options, problems);
  }

  private static List<Item> withSplitFiles(
      List<Item> items, Path folder, ReadOptions options, Problems problems) throws IOException {
    Path splits = folder.resolve(SplitFiles.FOLDER);
    return SplitFiles.numbers(splits).isEmpty()
        ? items
        : SplitFiles.assign(items, splits, options, problems);
  }

  private static Path folder(Path file) {
    Path folder = file.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /** Which cell of a row is what; -1 for none. */
  private record Cells(int image, int score, int category, int subcategory, int group, int split) {}

  private static void rows(
      CsvTable table, Cells cells, boolean byCategory, Items items, Problems problems)
      throws IOException {
    while (table.next()) {
      try {
        table.checkWidth();
      } catch (BadRow e) {
        problems.error(table.file(), table.line(), e);
        continue;
      }
      String name = table.get(cells.image);
      String image = name;
      if (byCategory && !name.isEmpty()) {
        image =
            Stream.of(table.get(cells.category), table.get(cells.subcategory), name)
                .filter(step -> !step.isEmpty())
                .collect(Collectors.joining("/"));
      }
      String score = table.get(cells.score);
      items.add(
          new Row(
              image,
              table.decimalComma() ? score.replace(',', '.') : score,
              table.get(cells.category),
              table.get(cells.subcategory),
              table.get(cells.group),
              table.get(cells.split),
              table.file(),
              table.line()));
    }
  }
}
