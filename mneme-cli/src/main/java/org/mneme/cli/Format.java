package org.mneme.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.mneme.predict.RowFormat;

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

  /** How files of it that can be continued have their rows; empty for the others. */
  Optional<RowFormat> rows() {
    return switch (this) {
      case CSV -> Optional.of(RowFormat.CSV);
      case JSONL -> Optional.of(RowFormat.JSONL);
      case TABLE, HTML -> Optional.empty();
    };
  }

  /** Whether a file of it can be continued. */
  boolean canBeResumed() {
    return rows().isPresent();
  }
}
