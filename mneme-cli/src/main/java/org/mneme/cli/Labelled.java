package org.mneme.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a user names, and what it is to be called: {@code FILE} or {@code FILE=LABEL}. */
record Labelled(String name, Optional<String> label) {
  /** A file whose name has an equals sign is taken for what it is. */
  static Labelled of(String text) {
    int equals = text.lastIndexOf('=');
    if (equals <= 0 || equals == text.length() - 1 || Files.exists(Path.of(text))) {
      return new Labelled(text, Optional.empty());
    }
    return new Labelled(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }
}
