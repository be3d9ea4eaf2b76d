package org.mneme.data;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.mneme.files.WholeFile;

/**
 * Writes splits to files that {@link DataSet#read} and {@link DataSet#withSplitFiles} read back.
 * Each file is written whole or not at all. Scores are written so that they read back the same.
 */
public final class SplitWriter {
  private SplitWriter() {}

  /**
   * Writes LaMem's form: {@code train_1.txt}, {@code val_1.txt} and {@code test_1.txt} for the
   * first split, and so on. A part without images gets no file. The folder is made if need be.
   *
   * @param splits one or more of the same images
   * @param folder where the files are written
   * @throws DataException if the folder holds other split files, which would be taken for part of
   *     these
   */
  public static void writeSplitFiles(List<Split> splits, Path folder) throws IOException {
    checkAny(splits);
    Map<String, List<Item>> files = new TreeMap<>();
    for (int i = 0; i < splits.size(); i++) {
      for (Part part : Part.values()) {
        List<Item> items = splits.get(i).part(part);
        if (!items.isEmpty()) {
          files.put(SplitFiles.name(part, i + 1), items);
        }
      }
    }
    makeFolder(folder);
    TreeSet<String> others = new TreeSet<>(SplitFiles.names(folder));
    others.removeAll(files.keySet());
    if (!others.isEmpty()) {
      throw new DataException(
          "%s: holds other split files (%s). Remove them, or write to another folder"
              .formatted(folder, others.first()));
    }
    for (Map.Entry<String, List<Item>> file : files.entrySet()) {
      WholeFile.writeText(
          folder.resolve(file.getKey()),
          out -> {
            for (Item item : file.getValue()) {
              out.append(item.id()).append(' ').append(Double.toString(item.score())).append('\n');
            }
          });
    }
  }

  /**
   * Writes a CSV file with the columns "image", "score", those of "category", "subcategory" and
   * "group" that any image has, and "split" or, for several splits, "split_1", "split_2", ...,
   * which say "train", "val", "test" or nothing.
   *
   * @param splits one or more of the same images
   * @param file is replaced if it is there
   * @throws IOException if the file cannot be written
   */
  public static void writeCsv(List<Split> splits, Path file) throws IOException {
    checkAny(splits);
    Map<String, Item> items = new TreeMap<>();
    List<Map<String, Part>> sides = new ArrayList<>();
    for (Split split : splits) {
      Map<String, Part> side = new HashMap<>();
      for (Part part : Part.values()) {
        for (Item item : split.part(part)) {
          items.put(item.id(), item);
          side.put(item.id(), part);
        }
      }
      sides.add(side);
    }
    Map<String, Function<Item, @Nullable String>> labels = new LinkedHashMap<>();
    labels.put("category", Item::category);
    labels.put("subcategory", Item::subcategory);
    labels.put("group", Item::group);
    labels.values().removeIf(label -> items.values().stream().map(label).allMatch(Objects::isNull));
    List<Object> header = new ArrayList<>(List.of("image", "score"));
    header.addAll(labels.keySet());
    for (int i = 1; i <= splits.size(); i++) {
      header.add(splits.size() == 1 ? "split" : "split_" + i);
    }
    makeFolder(file.toAbsolutePath().getParent());
    WholeFile.writeText(
        file,
        out -> {
          CSVPrinter csv =
              new CSVPrinter(out, CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get());
          csv.printRecord(header);
          for (Item item : items.values()) {
            csv.print(item.id());
            csv.print(item.score());
            for (Function<Item, @Nullable String> label : labels.values()) {
              csv.print(label.apply(item));
            }
            for (Map<String, Part> side : sides) {
              Part part = side.get(item.id());
              csv.print(part == null ? null : part.label());
            }
            csv.println();
          }
          csv.flush();
        });
  }

  private static void checkAny(List<Split> splits) {
    if (splits.isEmpty()) {
      throw new IllegalArgumentException("no split to write");
    }
  }

  private static void makeFolder(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new DataException(folder + ": is a file; a folder is needed there", e);
    }
  }
}
