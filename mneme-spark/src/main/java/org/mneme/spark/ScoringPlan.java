package org.mneme.spark;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScoringJob} is to do.
 *
 * @param inputs folders, globs and files, or tables of images
 * @param inputFormat of tables; null for folders, globs and files
 * @param pathColumn of tables: where the images' paths are; null where there are bytes
 * @param bytesColumn of tables: where the images' bytes are; null where there are paths
 * @param nameColumn of tables with bytes: what the images are called; null to call each by the
 *     SHA-256 of its bytes
 * @param output where the scores go
 * @param existing what to do with scores that are there
 * @param slice how many images are scored before their rows appear; 0 for as many as the cluster
 *     scores in some minutes
 */
record ScoringPlan(
    List<String> inputs,
    ScoreStore.@Nullable Format inputFormat,
    @Nullable String pathColumn,
    @Nullable String bytesColumn,
    @Nullable String nameColumn,
    ScoreStore output,
    Existing existing,
    long slice) {
  /** What to do with scores that are there. */
  enum Existing {
    REFUSE,
    RESUME,
    REPLACE
  }

  ScoringPlan {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("no images are named");
    }
    if (slice < 0) {
      throw new IllegalArgumentException("a slice has at least 1 image, not " + slice);
    }
    if (inputFormat == null && (pathColumn != null || bytesColumn != null || nameColumn != null)) {
      throw new IllegalArgumentException(
          "columns are named, but the input is no table; say which format the table has");
    }
    if (inputFormat != null && (pathColumn == null) == (bytesColumn == null)) {
      throw new IllegalArgumentException(
          "of a table one column is scored: name the one with paths, or the one with bytes");
    }
    if (nameColumn != null && bytesColumn == null) {
      throw new IllegalArgumentException(
          "a column of names goes with a column of bytes; paths are names themselves");
    }
  }
}
