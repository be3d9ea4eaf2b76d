package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.mneme.evaluate.Confounds;
import org.mneme.select.Pool;
import org.mneme.select.PoolFile;

/** Files with further figures of images, such as {@code mneme features} writes. */
final class CovariateFiles {
  private CovariateFiles() {}

  /**
   * Reads every column of numbers.
   *
   * @param images names in whose order the values come
   * @param notes hears which columns are left out
   * @throws IOException if a file cannot be read, or has no numbers for these images
   */
  static List<Confounds.Covariate> read(
      List<Path> files, List<String> images, Consumer<String> notes) throws IOException {
    List<Confounds.Covariate> found = new ArrayList<>();
    for (Path file : files) {
      Pool pool = PoolFile.columns(images, List.of(file));
      if (pool.numberColumns().isEmpty()) {
        throw new IOException(
            "%s: has no column of numbers; figures of the images are needed".formatted(file));
      }
      List<String> texts =
          pool.labelColumns().stream().filter(column -> !column.equals("error")).toList();
      if (!texts.isEmpty()) {
        notes.accept(
            "%s: columns without numbers are left out: %s"
                .formatted(file, String.join(", ", texts)));
      }
      for (String column : pool.numberColumns()) {
        found.add(
            new Confounds.Covariate(
                column, column, Arrays.stream(pool.numbers(column)).boxed().toList()));
      }
    }
    return found;
  }
}
