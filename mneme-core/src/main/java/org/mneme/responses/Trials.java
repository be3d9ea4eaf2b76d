package org.mneme.responses;

import java.util.List;
import org.mneme.data.Problem;

/**
 * The trials that count, and what was left out.
 *
 * @param trials participant by participant, each in the order in which they were shown
 * @param notes what was left out or derived, one line each
 * @param problems rows that could not be used, where that was allowed
 */
public record Trials(List<Trial> trials, List<String> notes, List<Problem> problems) {
  /**
   * Keeps copies.
   *
   * @param trials participant by participant, each in the order in which they were shown
   * @param notes what was left out or derived, one line each
   * @param problems rows that could not be used, where that was allowed
   */
  public Trials {
    trials = List.copyOf(trials);
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }
}
