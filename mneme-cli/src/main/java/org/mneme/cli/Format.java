package org.mneme.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What scores are written as. */
enum Format {
  TABLE("txt"),
  CSV("csv"),
  JSONL("jsonl"),
  HTML("html");

  private final String ending;

  Format(String ending) {
    this.ending = ending;
  }

  /** What a file's name asks for. */
  static Optional<Format> of(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(f -> name.endsWith("." + f.ending)).findFirst();
  }

  /** Whether a file of it can be continued. */
  boolean canBeResumed() {
    return this == CSV || this == JSONL;
  }
}
