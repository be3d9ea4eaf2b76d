package org.mneme.data;

import java.io.IOException;
import java.util.List;

/**
 * Data that cannot be used. The message is one line: which file and line, what was found, what was
 * needed, and how many more problems there are.
 */
public final class DataException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  DataException(String message) {
    super(message);
    problems = List.of();
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
    problems = List.of();
  }

  /** For rows that could be left out. */
  DataException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(List<Problem> problems) {
    int more = problems.size() - 1;
    return problems.get(0)
        + switch (more) {
          case 0 -> "";
          case 1 -> " (and 1 more problem)";
          default -> " (and %d more problems)".formatted(more);
        }
        + ". Correct it, or go on without such rows: --skip-bad";
  }

  /** Every bad row, in reading order; empty when the data could not be read at all. */
  public List<Problem> problems() {
    return problems;
  }
}
