package org.mneme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.data.Problem.Severity;

/** What was wrong with the data while it was read. */
final class Problems {
  private final List<Problem> all = new ArrayList<>();

  void error(Path file, long line, String what) {
    all.add(new Problem(Severity.ERROR, file, line, what));
  }

  void error(Path file, long line, BadRow row) {
    String what = String.valueOf(row.getMessage());
    all.add(new Problem(Severity.ERROR, file, line, what, row.remedies()));
  }

  void warn(Path file, long line, String what) {
    all.add(new Problem(Severity.WARNING, file, line, what));
  }

  /** All of them, when that is acceptable: errors are only when rows may be skipped. */
  List<Problem> settle(boolean skipBad) throws DataException {
    List<Problem> errors = all.stream().filter(p -> p.severity() == Severity.ERROR).toList();
    if (!skipBad && !errors.isEmpty()) {
      throw new DataException(errors);
    }
    return List.copyOf(all);
  }
}
