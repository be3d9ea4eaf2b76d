package org.mneme.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Images with human scores. Immutable; threads may share it.
 *
 * @param name for people: the folder's or the file's
 * @param format how it lies on disk
 * @param items never empty; no id twice
 * @param problems warnings, and the rows that were left out where that was allowed
 */
public record DataSet(String name, DataFormat format, List<Item> items, List<Problem> problems) {
  /**
   * Keeps copies.
   *
   * @param name for people
   * @param format how it lies on disk
   * @param items never empty
   * @param problems warnings, and the rows that were left out where that was allowed
   * @throws IllegalArgumentException if there is no image, or an id is there twice
   */
  public DataSet {
    Objects.requireNonNull(name);
    Objects.requireNonNull(format);
    items = List.copyOf(items);
    problems = List.copyOf(problems);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("data set %s has no image".formatted(name));
    }
    Set<String> ids = new HashSet<>();
    for (Item item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException(
            "data set %s has image %s twice".formatted(name, item.id()));
      }
    }
  }

  /**
   * Reads a folder in any of the forms of {@link DataFormat}, or a CSV file. Images are looked for,
   * not opened. The sides of the split that comes with the data are a CSV file's split column, or
   * {@code splits/} as in LaMem.
   *
   * @param data a folder or a CSV file
   * @param options which columns, which split, what is refused
   * @return the data set, with warnings among its problems
   * @throws DataException naming file and line, if a row is bad and may not be skipped, if none is
   *     left, or if no form is found
   */
  public static DataSet read(Path data, ReadOptions options) throws IOException {
    DataFormat format = DataFormat.of(data);
    if (format == DataFormat.COMBINED) {
      Path lamem = DataFormat.folder(data, "lamem").orElseThrow();
      Path memcat = DataFormat.folder(data, "memcat").orElseThrow();
      if (options.images().isPresent()) {
        throw new DataException(
            data + ": LaMem and MemCat each have their own images; name no other folder of images");
      }
      return combine(name(data), List.of(read(lamem, options), read(memcat, options)));
    }
    boolean file = Files.isRegularFile(data);
    Problems problems = new Problems();
    List<Item> items =
        switch (format) {
          case LAMEM -> readLaMem(data, options, problems);
          case MEMCAT ->
              CsvData.readMemCat(
                  name(data),
                  file ? data : data.resolve(DataFormat.MEMCAT_FILE),
                  options,
                  problems);
          default ->
              CsvData.read(
                  name(data), file ? data : data.resolve(DataFormat.CSV_FILE), options, problems);
        };
    List<Problem> settled = problems.settle(options.skipBad());
    if (items.isEmpty()) {
      throw new DataException(
          settled.isEmpty()
              ? data + ": has no image: there are no rows"
              : "%s: no usable row (%d problem%s)"
                  .formatted(settled.get(0), settled.size(), settled.size() == 1 ? "" : "s"));
    }
    return new DataSet(name(data), format, items, settled);
  }

  private static List<Item> readLaMem(Path folder, ReadOptions options, Problems problems)
      throws IOException {
    Items items = new Items(name(folder), folder.resolve("images"), options, problems);
    SplitFiles.rows(folder.resolve(SplitFiles.FOLDER), options.splitNumber(), problems, items::add);
    return items.list();
  }

  private static String name(Path data) {
    Path absolute = data.toAbsolutePath().normalize();
    String name = String.valueOf(absolute.getFileName());
    return Files.isDirectory(data) ? name : name.replaceFirst("\\.[^.]*$", "");
  }

  /**
   * Several data sets as one; ids begin with the name of the set that they come from.
   *
   * @param name of the whole, for people
   * @param parts in the order in which their images follow each other
   * @return the data set
   * @throws IllegalArgumentException if two have the same name
   */
  public static DataSet combine(String name, List<DataSet> parts) {
    Set<String> names = new HashSet<>();
    List<Item> items = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (DataSet part : parts) {
      if (!names.add(part.name())) {
        throw new IllegalArgumentException("two data sets are named " + part.name());
      }
      problems.addAll(part.problems());
      part.items().forEach(item -> items.add(item.withId(part.name() + "/" + item.id())));
    }
    return new DataSet(name, DataFormat.COMBINED, items, problems);
  }

  /**
   * {@return the same data with the sides that split files give it: {@code train_N.txt}, {@code
   * val_N.txt}, {@code test_N.txt} in LaMem's form, for the split number of the options} Items that
   * they do not name are on no side.
   *
   * @param folder holds the split files
   * @param options the split's number, and whether bad rows are left out
   * @throws DataException naming file and line, if a row is bad or names an unknown image and may
   *     not be skipped
   */
  public DataSet withSplitFiles(Path folder, ReadOptions options) throws IOException {
    Problems found = new Problems();
    List<Item> assigned = SplitFiles.assign(items, folder, options, found);
    return new DataSet(
        name,
        format,
        assigned,
        Stream.concat(problems.stream(), found.settle(options.skipBad()).stream()).toList());
  }

  /**
   * {@return the same data with the sides of this split; items that it does not hold are on no
   * side}
   *
   * @param split of some or all of these images
   */
  public DataSet withSplit(Split split) {
    Map<String, Part> sides = new HashMap<>();
    for (Part part : Part.values()) {
      split.part(part).forEach(item -> sides.put(item.id(), part));
    }
    List<Item> assigned = items.stream().map(item -> item.withPart(sides.get(item.id()))).toList();
    return new DataSet(name, format, assigned, problems);
  }

  /**
   * {@return the split that comes with the data} Items on no side are left out.
   *
   * @throws DataException if no item is on a side
   */
  public Split official() throws DataException {
    if (items.stream().allMatch(item -> item.part() == null)) {
      throw new DataException(
          ("%s: comes with no split: no split column, and no splits/train_1.txt. "
                  + "Give a file that has one, or choose another way to split")
              .formatted(name));
    }
    return new Split(side(Part.TRAIN), side(Part.VAL), side(Part.TEST));
  }

  private List<Item> side(Part part) {
    return items.stream().filter(item -> item.part() == part).toList();
  }

  /**
   * Tells these images and scores from others, wherever the data lie and however they are split:
   * {@code data1-} and 64 hexadecimal digits. Runs, reports, sweeps and model files name their data
   * by it.
   *
   * @return the same in every locale and version
   */
  public String fingerprint() {
    return fingerprint(items);
  }

  /**
   * {@return the fingerprint of some images, such as a part that a model was evaluated on; in any
   * order}
   *
   * @param items in any order
   */
  public static String fingerprint(Collection<Item> items) {
    return Fingerprint.of(items);
  }

  /** {@return how many problems made a row or a split unusable} */
  public long skipped() {
    return problems.stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
  }
}
