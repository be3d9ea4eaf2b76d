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
 * @param objective by which trials are ranked
 * @param trials by number
 * @param end why no more trials are begun
 */
public record SweepResult(String id, Objective objective, List<RunSummary> trials, End end) {

  /** Why a sweep ended. */
  public enum End {
    /** Every trial that there can be has ended. */
    ALL_TRIED,
    /** The limit of trials is reached. */
    MAX_TRIALS,
    /** The time is up; a later call continues. */
    MAX_TIME,
    /** A trial is as good as was wanted. */
    TARGET_REACHED
  }

  /**
   * Keeps a copy.
   *
   * @param id of the sweep's run
   * @param objective by which trials are ranked
   * @param trials by number
   * @param end why no more trials are begun
   */
  public SweepResult {
    trials = List.copyOf(trials);
  }

  /** {@return the trials that have a figure, the best first; of equals, the earlier} */
  public List<RunSummary> ranked() {
    return ranked(objective, trials);
  }

  /** {@return the best trial; empty if none has a figure} */
  public Optional<RunSummary> best() {
    return ranked().stream().findFirst();
  }

  /** {@return measured steps in all trials that are over} */
  public long steps() {
    return trials.stream().filter(t -> t.status().isOver()).mapToLong(RunSummary::rows).sum();
  }

  /**
   * {@return steps that early termination saved, if each trial that it stopped would have had as
   * many as the longest one}
   */
  public long savedSteps() {
    return savedSteps(trials);
  }

  /**
   * {@return steps that early termination saved in any runs, as {@link #savedSteps()}}
   *
   * @param trials runs of one sweep
   */
  public static long savedSteps(List<RunSummary> trials) {
    long longest = trials.stream().mapToLong(RunSummary::rows).max().orElse(0);
    return trials.stream()
        .filter(trial -> trial.status() == RunStatus.STOPPED)
        .mapToLong(trial -> longest - trial.rows())
        .sum();
  }

  /**
   * {@return the runs of these that have a figure, the best first}
   *
   * @param objective by which they are ranked
   * @param trials runs in any order
   */
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
