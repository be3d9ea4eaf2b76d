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

  private final transient List<DataRemedy> remedies;

  DataException(String message) {
    this(message, List.of());
  }

  DataException(String message, List<DataRemedy> remedies) {
    super(message);
    this.problems = List.of();
    this.remedies = List.copyOf(remedies);
  }

  DataException(String message, Throwable cause) {
    super(message, cause);
    problems = List.of();
    remedies = List.of();
  }

  /** For rows that could be left out. */
  DataException(List<Problem> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
    this.remedies = List.of(new DataRemedy.SkipRows());
  }

  private static String message(List<Problem> problems) {
    int more = problems.size() - 1;
    return problems.get(0)
        + switch (more) {
          case 0 -> "";
          case 1 -> " (and 1 more problem)";
          default -> " (and %d more problems)".formatted(more);
        }
        + ". Correct it";
  }

  /** What could be done about it other than to correct the file, the best first; may be empty. */
  public List<DataRemedy> remedies() {
    return remedies;
  }

  /** Every bad row, in reading order; empty when the data could not be read at all. */
  public List<Problem> problems() {
    return problems;
  }
}
