package org.mneme.responses;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.descriptive.Median;

/**
 * What one participant did.
 *
 * @param name who
 * @param trials answered trials
 * @param hits targets whose repeat was recognised
 * @param repeats repeats of targets
 * @param targetFalseAlarms first showings of targets that were taken for repeats
 * @param targetFirsts first showings of targets
 * @param falseAlarms first showings of all kinds that were taken for repeats
 * @param firsts first showings of all kinds
 * @param vigilanceHits repeats of vigilance pictures that were recognised
 * @param vigilanceRepeats repeats of vigilance pictures
 * @param medianResponseTime of all answers with a time, in the file's own unit; NaN without any
 * @param reasons why the participant is left out; empty for one who stays
 */
public record Participant(
    String name,
    long trials,
    long hits,
    long repeats,
    long targetFalseAlarms,
    long targetFirsts,
    long falseAlarms,
    long firsts,
    long vigilanceHits,
    long vigilanceRepeats,
    double medianResponseTime,
    List<String> reasons) {
  /**
   * Keeps a copy.
   *
   * @param name who
   * @param trials answered trials
   * @param hits targets whose repeat was recognised
   * @param repeats repeats of targets
   * @param targetFalseAlarms first showings of targets that were taken for repeats
   * @param targetFirsts first showings of targets
   * @param falseAlarms first showings of all kinds that were taken for repeats
   * @param firsts first showings of all kinds
   * @param vigilanceHits repeats of vigilance pictures that were recognised
   * @param vigilanceRepeats repeats of vigilance pictures
   * @param medianResponseTime of all answers with a time; NaN without any
   * @param reasons why the participant is left out; empty for one who stays
   */
  public Participant {
    reasons = List.copyOf(reasons);
  }

  static Participant of(String name, List<Trial> trials, ExclusionRules rules) {
    Participant who = of(name, trials);
    return who.withReasons(rules.reasons(who));
  }

  private static Participant of(String name, List<Trial> trials) {
    Count targetRepeats = new Count();
    Count targetFirsts = new Count();
    Count firsts = new Count();
    Count vigilanceRepeats = new Count();
    List<Double> times = new ArrayList<>();
    for (Trial trial : trials) {
      boolean target = trial.kind() == Trial.Kind.TARGET;
      targetRepeats.add(trial, target && trial.repeat());
      targetFirsts.add(trial, target && !trial.repeat());
      firsts.add(trial, !trial.repeat());
      vigilanceRepeats.add(trial, trial.kind() == Trial.Kind.VIGILANCE && trial.repeat());
      if (!Double.isNaN(trial.responseTime())) {
        times.add(trial.responseTime());
      }
    }
    return new Participant(
        name,
        trials.size(),
        targetRepeats.old,
        targetRepeats.all,
        targetFirsts.old,
        targetFirsts.all,
        firsts.old,
        firsts.all,
        vigilanceRepeats.old,
        vigilanceRepeats.all,
        median(times),
        List.of());
  }

  /** How many trials of some kind there are, and how many of them were called old. */
  private static final class Count {
    private long all;
    private long old;

    void add(Trial trial, boolean counts) {
      all += counts ? 1 : 0;
      old += counts && trial.saysOld() ? 1 : 0;
    }
  }

  private static double median(List<Double> values) {
    return Median.withDefaults().evaluate(values.stream().mapToDouble(value -> value).toArray());
  }

  private Participant withReasons(List<String> other) {
    return new Participant(
        name,
        trials,
        hits,
        repeats,
        targetFalseAlarms,
        targetFirsts,
        falseAlarms,
        firsts,
        vigilanceHits,
        vigilanceRepeats,
        medianResponseTime,
        other);
  }

  /** {@return whether the participant's answers are left out} */
  public boolean isExcluded() {
    return !reasons.isEmpty();
  }

  /** {@return hits over repeats of targets, 0..1; NaN without any} */
  public double hitRate() {
    return (double) hits / repeats;
  }

  /** {@return false alarms over first showings of all kinds, 0..1; NaN without any} */
  public double falseAlarmRate() {
    return (double) falseAlarms / firsts;
  }

  /** {@return the share of vigilance repeats that were recognised, 0..1; NaN without any} */
  public double vigilanceHitRate() {
    return (double) vigilanceHits / vigilanceRepeats;
  }

  /** {@return d' over targets, with the log-linear correction; NaN without repeats or firsts} */
  public double dPrime() {
    return SignalDetection.dPrime(hits, repeats, targetFalseAlarms, targetFirsts);
  }
}
