package org.mneme.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Something wrong with the data.
 *
 * @param file where
 * @param line in which line of it, from 1; 0 when it is about the whole file
 * @param what was found, and what was needed, in one line
 */
public record Problem(Severity severity, Path file, long line, String what) {
  /** How bad it is. */
  public enum Severity {
    /** The row or the split cannot be used as it stands. */
    ERROR,
    /** Usable, but probably not what was meant. */
    WARNING
  }

  public Problem {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(file);
    Objects.requireNonNull(what);
  }

  /** {@code FILE:LINE: WHAT}, as editors and terminals understand it. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + what : file + ":" + line + ": " + what;
  }
}
