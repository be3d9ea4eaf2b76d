package org.mneme.select;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.mneme.files.TextInput;

/**
 * Reads pools from CSV: scores, and files with further columns, joined by the name of the image. A
 * column whose cells are all numbers or empty is one of numbers, any other one of labels.
 */
public final class PoolFile {
  private static final Set<String> IMAGE =
      Set.of("image", "file", "filename", "path", "image_file");
  private static final Set<String> TEXT = Set.of("hash", "error");

  private PoolFile() {}

  /**
   * Reads a pool.
   *
   * @param files the first names the images; each further one adds columns to them, by the name of
   *     the image or, where that is not there, by its last part
   * @return the pool
   * @throws IOException if a file cannot be read, names an image twice or none of the images
   */
  public static Pool read(List<Path> files) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("at least one file with images is needed");
    }
    List<Table> tables = new ArrayList<>();
    for (Path file : files) {
      tables.add(table(file));
    }
    String first = files.get(0).toString();
    try {
      return joined(tables.get(0).images, "the images of " + first, tables);
    } catch (IllegalArgumentException e) {
      throw new IOException(first + ": " + e.getMessage(), e);
    }
  }

  /**
   * Reads columns of images that are known already.
   *
   * @param images their names, each once
   * @param files each adds columns, by the name of the image or, where that is not there, by its
   *     last part; rows of other images are left out
   * @return the images with the columns
   * @throws IOException if a file cannot be read, or names none of the images
   * @throws IllegalArgumentException if an image is there twice
   */
  public static Pool columns(List<String> images, List<Path> files) throws IOException {
    List<Table> tables = new ArrayList<>();
    for (Path file : files) {
      tables.add(table(file));
    }
    return joined(images, "these images", tables);
  }

  private static Pool joined(List<String> images, String whose, List<Table> tables)
      throws IOException {
    List<Map<String, String>> rows = new ArrayList<>();
    images.forEach(image -> rows.add(new HashMap<>()));
    Set<String> columns = new LinkedHashSet<>();
    for (Table table : tables) {
      if (join(table, images, rows) == 0) {
        throw new IOException(
            "%s: names none of %s, such as '%s'; write them alike in both"
                .formatted(table.file, whose, images.isEmpty() ? "" : images.get(0)));
      }
      columns.addAll(table.header);
    }
    Pool pool = Pool.of(images);
    for (String name : columns) {
      List<String> cells = rows.stream().map(row -> row.getOrDefault(name, "")).toList();
      double[] numbers = numbers(name, cells);
      pool =
          numbers.length == 0 && !cells.isEmpty()
              ? pool.withLabels(name, cells)
              : pool.withNumbers(name, numbers);
    }
    return pool;
  }

  private record Table(
      Path file, List<String> header, List<String> images, List<CSVRecord> records) {}

  private static Table table(Path file) throws IOException {
    try (BufferedReader reader = TextInput.reader(Files.newInputStream(file))) {
      reader.mark(1 << 16);
      String first = String.valueOf(reader.readLine());
      reader.reset();
      char delimiter =
          first.contains(",") ? ',' : first.contains(";") ? ';' : first.contains("\t") ? '\t' : ',';
      CSVFormat format =
          CSVFormat.DEFAULT
              .builder()
              .setDelimiter(delimiter)
              .setHeader()
              .setSkipHeaderRecord(true)
              .setIgnoreSurroundingSpaces(true)
              .get();
      try (CSVParser parser = format.parse(reader)) {
        List<String> header = parser.getHeaderNames();
        String image =
            header.stream()
                .filter(name -> IMAGE.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IOException(
                            "%s: no column named image (or file, filename, path); the columns are: %s"
                                .formatted(file, String.join(", ", header))));
        List<CSVRecord> records = parser.getRecords();
        for (CSVRecord row : records) {
          if (!row.isConsistent()) {
            throw new IOException(
                "%s: row %d has %d cells where the first line has %d columns; is a comma unquoted?"
                    .formatted(file, row.getRecordNumber(), row.size(), header.size()));
          }
        }
        return new Table(
            file,
            header.stream().filter(name -> !name.equals(image)).toList(),
            records.stream().map(row -> row.get(image)).toList(),
            records);
      }
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file; check the name", e);
    } catch (IllegalArgumentException | UncheckedIOException e) {
      throw new IOException("%s: not well-formed CSV (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private static int join(Table table, List<String> images, List<Map<String, String>> rows) {
    Map<String, Integer> exact = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      exact.put(images.get(i), i);
      last.merge(last(images.get(i)), i, (a, b) -> -1); // two of one name: neither is meant
    }
    int found = 0;
    for (int i = 0; i < table.images.size(); i++) {
      String image = table.images.get(i);
      int row = exact.getOrDefault(image, last.getOrDefault(last(image), -1));
      if (row >= 0) {
        found++;
        for (String column : table.header) {
          rows.get(row).put(column, table.records.get(i).get(column));
        }
      }
    }
    return found;
  }

  private static String last(String name) {
    return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  }

  /** The numbers of a column; none if it is not one of numbers. */
  private static double[] numbers(String name, List<String> cells) {
    if (TEXT.contains(name) || cells.stream().allMatch(String::isBlank)) {
      return new double[0];
    }
    double[] numbers = new double[cells.size()];
    Arrays.fill(numbers, Double.NaN);
    for (int i = 0; i < numbers.length; i++) {
      String cell = cells.get(i).strip();
      if (!cell.isEmpty() && !cell.equalsIgnoreCase("NA")) {
        try {
          numbers[i] = Double.parseDouble(cell);
        } catch (NumberFormatException e) {
          return new double[0];
        }
      }
    }
    return numbers;
  }
}
