package org.mneme.evaluate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Something that a user names, and what it is to be called in figures and files.
 *
 * @param name of a published model, or a file or folder
 * @param label instead of what it would be called otherwise
 */
public record Labelled(String name, Optional<String> label) {
  /**
   * Reads {@code NAME} or {@code NAME=LABEL}. A file whose name has an equals sign is taken for
   * what it is.
   *
   * @param text what the user wrote
   * @return the name, and the label if there is one
   */
  public static Labelled of(String text) {
    int equals = text.lastIndexOf('=');
    if (equals <= 0 || equals == text.length() - 1 || Files.exists(Path.of(text))) {
      return new Labelled(text, Optional.empty());
    }
    return new Labelled(text.substring(0, equals), Optional.of(text.substring(equals + 1)));
  }
}
