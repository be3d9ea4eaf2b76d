package org.mneme.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a data set lies on disk. */
public enum DataFormat {
  /**
   * {@code splits/{train,val,test}_{1..5}.txt} with {@code FILE SCORE} per line, and {@code
   * images/}.
   */
  LAMEM("LaMem"),
  /** {@code memcat_image_data.csv}, images at {@code CATEGORY/SUBCATEGORY/IMAGE_FILE}. */
  MEMCAT("MemCat"),
  /**
   * Several data sets as one. On disk: a folder {@code lamem} and a folder {@code memcat}, each in
   * its own form.
   */
  COMBINED("combined"),
  /** Any CSV file; in a folder, {@code scores.csv} with {@code images/} beside it. */
  CSV("CSV");

  static final String MEMCAT_FILE = "memcat_image_data.csv";
  static final String CSV_FILE = "scores.csv";

  private final String title;

  DataFormat(String title) {
    this.title = title;
  }

  /** {@return the form's name, for people} */
  public String title() {
    return title;
  }

  /**
   * {@return which form a folder or a file has}
   *
   * @param data a folder or a file
   * @throws DataException if it has none, listing what was looked for, or two
   */
  public static DataFormat of(Path data) throws IOException {
    if (Files.isRegularFile(data)) {
      return data.endsWith(MEMCAT_FILE) ? MEMCAT : CSV;
    }
    if (!Files.isDirectory(data)) {
      throw new DataException(data + ": no such file or folder");
    }
    boolean memcat = Files.isRegularFile(data.resolve(MEMCAT_FILE));
    boolean csv = Files.isRegularFile(data.resolve(CSV_FILE));
    if (memcat && csv) {
      throw new DataException(
          "%s: holds both %s and %s. Give the one you mean instead of the folder"
              .formatted(data, MEMCAT_FILE, CSV_FILE));
    }
    if (memcat) {
      return MEMCAT;
    }
    if (csv) {
      return CSV;
    }
    if (!SplitFiles.numbers(data.resolve(SplitFiles.FOLDER)).isEmpty()) {
      return LAMEM;
    }
    if (folder(data, "lamem").isPresent() && folder(data, "memcat").isPresent()) {
      return COMBINED;
    }
    throw new DataException(
        ("%s: no data set found. Looked for %s with images/ (CSV), %s (MemCat), "
                + "splits/train_1.txt with images/ (LaMem), or folders lamem and memcat (both).%s")
            .formatted(data, CSV_FILE, MEMCAT_FILE, otherCsv(data)));
  }

  /** The folder of this name in any case. */
  static Optional<Path> folder(Path parent, String name) throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).equalsIgnoreCase(name))
          .filter(Files::isDirectory)
          .sorted()
          .findFirst();
    }
  }

  private static String otherCsv(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> found =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".csv"))
              .sorted()
              .toList();
      return switch (found.size()) {
        case 0 -> "";
        case 1 -> " Give %s itself if that is it".formatted(found.get(0));
        default ->
            " Of its %d CSV files (%s, ...) give the right one itself"
                .formatted(found.size(), found.get(0));
      };
    }
  }
}
