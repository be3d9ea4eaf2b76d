package org.mneme.sweep;

import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.mneme.track.RunSummary;

/**
 * What a sweep is to find: the settings whose metric, at its best step, is best. W&amp;B also
 * counts a run's best step, not its last.
 *
 * @param metric of the runs, such as {@code val_spearman}
 * @param goal which values are better
 * @param target when one run reaches it, no more are begun
 */
public record Objective(String metric, Goal goal, OptionalDouble target) {

  /** Which values are better. */
  public enum Goal {
    /** The smallest is best, as of a loss. */
    MINIMIZE,
    /** The largest is best, as of a correlation. */
    MAXIMIZE
  }

  /**
   * Without check of the metric's name; {@link Sweep#run} does that.
   *
   * @param metric of the runs, such as {@code val_spearman}
   * @param goal which values are better
   * @param target when one run reaches it, no more are begun
   */
  public Objective {
    Objects.requireNonNull(metric);
    Objects.requireNonNull(goal);
    Objects.requireNonNull(target);
  }

  /**
   * {@return an objective whose largest value is best, without a target}
   *
   * @param metric such as {@code val_spearman}
   */
  public static Objective maximize(String metric) {
    return new Objective(metric, Goal.MAXIMIZE, OptionalDouble.empty());
  }

  /**
   * {@return an objective whose smallest value is best, without a target}
   *
   * @param metric such as {@code val_loss}
   */
  public static Objective minimize(String metric) {
    return new Objective(metric, Goal.MINIMIZE, OptionalDouble.empty());
  }

  /**
   * {@return the metric at its best step; empty if it was never a number}
   *
   * @param run any
   */
  public OptionalDouble of(RunSummary run) {
    Map<String, Double> best = goal == Goal.MAXIMIZE ? run.highest() : run.lowest();
    Double value = best.get(metric);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** Lower is better, whatever the goal. */
  double loss(double value) {
    return goal == Goal.MAXIMIZE ? -value : value;
  }

  boolean reached(double value) {
    return target.isPresent() && loss(value) <= loss(target.getAsDouble());
  }
}
