package org.mneme.sweep;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses trials' settings. The same trials before give the same choice. */
interface Search {

  /**
   * Settings of a trial, by parameter name.
   *
   * @param number of the trial, from 1
   * @param tried the trials before it, by number
   * @return empty when all has been tried
   */
  Optional<Map<String, Object>> propose(int number, List<Tried> tried);

  static Search of(SweepPlan plan, long seed) {
    return switch (plan.method()) {
      case GRID -> new GridSearch(plan.parameters());
      case RANDOM -> new RandomSearch(plan.parameters(), seed);
      case BAYES -> new TreeParzen(plan.parameters(), seed);
    };
  }
}
