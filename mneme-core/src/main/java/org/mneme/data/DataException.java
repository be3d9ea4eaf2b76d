package org.mneme.data;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/**
 * Data that cannot be used. The message is one line: which file and line, what was found, what was
 * needed, and how many more problems there are.
 */
public final class DataException extends RemediedException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  /**
   * A failure without another behind it.
   *
   * @param found what is wrong: a sentence without its full stop
   * @param remedies what the caller can do, best first
   */
  public DataException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
    problems = List.of();
  }

  /**
   * A failure that another one caused.
   *
   * @param found what is wrong: a sentence without its full stop
   * @param cause what made it fail, or null
   * @param remedies what the caller can do, best first
   */
  public DataException(String found, @Nullable Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
    problems = List.of();
  }

  /** Makes one for rows that could be left out. */
  DataException(List<Problem> problems) {
    super(found(problems), remedies(problems.get(0)), null);
    this.problems = List.copyOf(problems);
  }

  private static String found(List<Problem> problems) {
    int more = problems.size() - 1;
    return problems.get(0).found()
        + switch (more) {
          case 0 -> "";
          case 1 -> " (and 1 more problem)";
          default -> " (and %d more problems)".formatted(more);
        };
  }

  private static List<Remedy> remedies(Problem first) {
    return Stream.concat(
            first.remedies().stream(),
            Stream.of(Remedy.of(Action.SKIP_BAD, "Correct it, or continue without such rows")))
        .toList();
  }

  /** {@return every bad row, in reading order; empty when the data could not be read at all} */
  public List<Problem> problems() {
    return problems;
  }
}
