package org.mneme.sweep;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mneme.track.RunStatus;
import org.mneme.track.RunSummary;

/**
 * What a sweep has come to.
 *
 * @param id of the sweep's run
 * @param trials by number
 * @param end why no more trials are begun
 */
public record SweepResult(String id, Objective objective, List<RunSummary> trials, End end) {

  /** Why a sweep ended. */
  public enum End {
    ALL_TRIED,
    MAX_TRIALS,
    MAX_TIME,
    TARGET_REACHED
  }

  public SweepResult {
    trials = List.copyOf(trials);
  }

  /** Trials that have a figure, the best first; of equals, the earlier. */
  public List<RunSummary> ranked() {
    return ranked(objective, trials);
  }

  public Optional<RunSummary> best() {
    return ranked().stream().findFirst();
  }

  /** Measured steps in all trials that are over. */
  public long steps() {
    return trials.stream().filter(t -> t.status().isOver()).mapToLong(RunSummary::rows).sum();
  }

  /**
   * Steps that early termination saved, if each trial that it stopped would have had as many as the
   * longest one.
   */
  public long savedSteps() {
    return savedSteps(trials);
  }

  /** The same of any runs. */
  public static long savedSteps(List<RunSummary> trials) {
    long longest = trials.stream().mapToLong(RunSummary::rows).max().orElse(0);
    return trials.stream()
        .filter(trial -> trial.status() == RunStatus.STOPPED)
        .mapToLong(trial -> longest - trial.rows())
        .sum();
  }

  /** The runs of these that have a figure, the best first. */
  public static List<RunSummary> ranked(Objective objective, List<RunSummary> trials) {
    return trials.stream()
        .filter(
            trial -> trial.status() == RunStatus.FINISHED || trial.status() == RunStatus.STOPPED)
        .filter(trial -> objective.of(trial).isPresent())
        .sorted(
            Comparator.comparingDouble(
                (RunSummary trial) -> {
                  OptionalDouble value = objective.of(trial);
                  return objective.loss(value.orElseThrow());
                }))
        .toList();
  }
}
