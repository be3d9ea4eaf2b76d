package org.mneme.features;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What features are written as. */
public enum FeatureFormat {
  /** Text: {@code image,error}, then a column for each number. Can be continued. */
  CSV,
  /**
   * NumPy's array of float32, a row for each image, NaN where an image failed; beside it the
   * images' names as CSV. Can be continued.
   */
  NPY,
  /** Apache Parquet with the columns of the CSV file; appears when it is whole. */
  PARQUET;

  /**
   * {@return what a file's name asks for; empty for any other ending}
   *
   * @param file need not exist
   */
  public static Optional<FeatureFormat> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(format -> name.endsWith("." + format.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** {@return whether an interrupted file of it can be continued} */
  public boolean canBeResumed() {
    return this != PARQUET;
  }
}
