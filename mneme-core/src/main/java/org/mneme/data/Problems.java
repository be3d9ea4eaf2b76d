package org.mneme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.data.Problem.Severity;

/** What was wrong with the data while it was read. */
public final class Problems {
  private final List<Problem> all = new ArrayList<>();

  /** None yet. */
  public Problems() {}

  /**
   * Adds something that cannot be used.
   *
   * @param file where
   * @param line in which line of it, from 1
   * @param what was found, and what was needed
   */
  public void error(Path file, long line, String what) {
    all.add(new Problem(Severity.ERROR, file, line, what));
  }

  /**
   * Adds a row that cannot be used.
   *
   * @param file where
   * @param line in which line of it, from 1
   * @param row why
   */
  public void error(Path file, long line, BadRow row) {
    String what = String.valueOf(row.getMessage());
    all.add(new Problem(Severity.ERROR, file, line, what, row.remedies()));
  }

  /**
   * Adds something that can be used, but is probably not what was meant.
   *
   * @param file where
   * @param line in which line of it, from 1; 0 when it is about the whole file
   * @param what was found
   */
  public void warn(Path file, long line, String what) {
    all.add(new Problem(Severity.WARNING, file, line, what));
  }

  /**
   * All of them, when that is acceptable: errors are only when rows may be skipped.
   *
   * @param skipBad whether rows that cannot be used may be left out
   * @return errors and warnings, in the order in which they were added
   * @throws DataException if there is an error, and it may not be left out
   */
  public List<Problem> settle(boolean skipBad) throws DataException {
    List<Problem> errors = all.stream().filter(p -> p.severity() == Severity.ERROR).toList();
    if (!skipBad && !errors.isEmpty()) {
      throw new DataException(errors);
    }
    return List.copyOf(all);
  }
}
