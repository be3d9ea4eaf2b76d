package org.mneme.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that is known after an evaluation; pages and files are written from it.
 *
 * @param title for people
 * @param sets one or more, in the user's order
 * @param provenance what it takes to do the same again, by label, in order: the command, versions,
 *     hashes, seed, rounds, threads, date
 * @param notes what a reader must know, a line each: skipped rows and the like
 */
public record EvaluationReport(
    String title, List<EvaluatedSet> sets, Map<String, String> provenance, List<String> notes) {
  /**
   * Keeps copies.
   *
   * @param title for people
   * @param sets one or more, in the user's order
   * @param provenance what it takes to do the same again, by label, in order
   * @param notes what a reader must know, a line each
   * @throws IllegalArgumentException if there is no data set
   */
  public EvaluationReport {
    sets = List.copyOf(sets);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    notes = List.copyOf(notes);
    if (sets.isEmpty()) {
      throw new IllegalArgumentException("nothing was evaluated: one data set is needed");
    }
  }
}
