package org.mneme.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.mneme.track.MetricRow;
import org.mneme.track.RunStatus;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/**
 * A sweep's trials by number, and their losses step by step. Not for several threads at a time:
 * {@link Sweep} locks it.
 */
final class Ledger {
  private final Objective objective;
  private final Map<Integer, RunSummary> trials = new TreeMap<>();
  private final Map<Integer, List<Double>> losses = new TreeMap<>();

  Ledger(Objective objective) {
    this.objective = objective;
  }

  /** The trials that a store has of a sweep. */
  static Ledger read(RunStore store, String sweep, Objective objective) throws IOException {
    Ledger ledger = new Ledger(objective);
    for (RunSummary trial : store.trials(sweep)) {
      int number = number(trial.id());
      ledger.put(number, trial);
      if (trial.status().isOver()) {
        store.rows(trial.id()).forEach(row -> ledger.measured(number, row));
      }
    }
    return ledger;
  }

  static String id(String sweep, int number) {
    return String.format(Locale.ROOT, "%s-%04d", sweep, number);
  }

  private static int number(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
  }

  void put(int number, RunSummary trial) {
    trials.put(number, trial);
  }

  /** Steps at which the metric is no number do not count, as in W&amp;B. */
  void measured(int number, MetricRow row) {
    measured(number, row.metrics());
  }

  boolean measured(int number, Map<String, Double> metrics) {
    Double value = metrics.get(objective.metric());
    boolean counts = value != null && !value.isNaN();
    if (counts) {
      losses
          .computeIfAbsent(number, n -> new ArrayList<>())
          .add(objective.loss(Objects.requireNonNull(value)));
    }
    return counts;
  }

  void forget(int number) {
    losses.remove(number);
  }

  List<Double> losses(int number) {
    return losses.getOrDefault(number, List.of());
  }

  List<List<Double>> lossesOfOthers(int number) {
    List<List<Double>> others = new ArrayList<>();
    losses.forEach(
        (n, values) -> {
          if (n != number) {
            others.add(values);
          }
        });
    return others;
  }

  /** The trials that the search sees: those before a number. */
  List<Tried> triedBefore(int number) {
    List<Tried> tried = new ArrayList<>();
    trials.forEach(
        (n, trial) -> {
          if (n < number) {
            boolean failed = trial.status() == RunStatus.FAILED;
            double loss =
                failed
                    ? Double.POSITIVE_INFINITY
                    : objective.of(trial).stream()
                        .map(objective::loss)
                        .findFirst()
                        .orElse(Double.POSITIVE_INFINITY);
            tried.add(new Tried(trial.about().settings(), loss, trial.status().isOver()));
          }
        });
    return tried;
  }

  /**
   * Numbers of trials that were begun and are not over, or failed but can continue.
   *
   * @param canGoOn says it of a failed one
   */
  List<Integer> unfinished(Predicate<RunSummary> canGoOn) {
    return trials.entrySet().stream()
        .filter(
            trial ->
                !trial.getValue().status().isOver()
                    || (trial.getValue().status() == RunStatus.FAILED
                        && canGoOn.test(trial.getValue())))
        .map(Map.Entry::getKey)
        .toList();
  }

  int next() {
    return trials.keySet().stream().max(Integer::compare).orElse(0) + 1;
  }

  int size() {
    return trials.size();
  }

  RunSummary get(int number) {
    return Objects.requireNonNull(trials.get(number));
  }

  List<RunSummary> all() {
    return List.copyOf(trials.values());
  }

  long count(RunStatus status) {
    return trials.values().stream().filter(trial -> trial.status() == status).count();
  }

  boolean targetReached() {
    return trials.values().stream()
        .filter(trial -> trial.status().isOver())
        .anyMatch(trial -> objective.of(trial).stream().anyMatch(objective::reached));
  }
}
