package org.mneme.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.mneme.remedy.Remedied;
import org.mneme.remedy.Remedy;

/**
 * Something wrong with the data.
 *
 * @param severity how bad it is
 * @param file where
 * @param line in which line of it, from 1; 0 when it is about the whole file
 * @param what was found, and what was needed, in one line
 * @param remedies what can be done about it, other than correcting it; mostly nothing
 */
public record Problem(Severity severity, Path file, long line, String what, List<Remedy> remedies)
    implements Remedied {
  /** How bad it is. */
  public enum Severity {
    /** The row or the split cannot be used as it stands. */
    ERROR,
    /** Usable, but probably not what was meant. */
    WARNING
  }

  /**
   * Keeps a copy.
   *
   * @param severity how bad it is
   * @param file where
   * @param line in which line of it, from 1
   * @param what was found, and what was needed, in one line
   * @param remedies what can be done about it, other than correcting it
   */
  public Problem {
    Objects.requireNonNull(severity);
    Objects.requireNonNull(file);
    Objects.requireNonNull(what);
    remedies = List.copyOf(remedies);
  }

  /**
   * Without a remedy.
   *
   * @param severity how bad it is
   * @param file where
   * @param line in which line of it, from 1; 0 when it is about the whole file
   * @param what was found, and what was needed, in one line
   */
  public Problem(Severity severity, Path file, long line, String what) {
    this(severity, file, line, what, List.of());
  }

  /** {@code FILE:LINE: WHAT}, as editors and terminals understand it. */
  @Override
  public String found() {
    return line == 0 ? file + ": " + what : file + ":" + line + ": " + what;
  }

  /** What was found, and what can be done about it, in one line. */
  @Override
  public String toString() {
    return Remedy.message(found(), remedies);
  }
}
