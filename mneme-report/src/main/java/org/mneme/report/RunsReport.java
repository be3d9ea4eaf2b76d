package org.mneme.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.mneme.sweep.Objective;
import org.mneme.sweep.SweepResult;
import org.mneme.track.MetricRow;
import org.mneme.track.RunStore;
import org.mneme.track.RunSummary;

/**
 * What a page of runs shows.
 *
 * @param title of the page
 * @param objective by which runs are ranked
 * @param runs by id
 */
public record RunsReport(String title, Objective objective, List<TrackedRun> runs) {

  /**
   * A run and its steps.
   *
   * @param run as it is listed
   * @param rows what it measured, step by step
   */
  public record TrackedRun(RunSummary run, List<MetricRow> rows) {
    /**
     * Keeps a copy.
     *
     * @param run as it is listed
     * @param rows what it measured, step by step
     */
    public TrackedRun {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Keeps a copy.
   *
   * @param title of the page
   * @param objective by which runs are ranked
   * @param runs by id
   */
  public RunsReport {
    runs = List.copyOf(runs);
  }

  /**
   * Reads the runs' steps.
   *
   * @param title of the page
   * @param store where the runs are
   * @param runs in any order
   * @param objective by which they are ranked
   * @return the runs by id
   * @throws IOException if a run's steps cannot be read
   */
  public static RunsReport of(
      String title, RunStore store, List<RunSummary> runs, Objective objective) throws IOException {
    List<TrackedRun> tracked = new ArrayList<>();
    for (RunSummary run : runs) {
      tracked.add(new TrackedRun(run, store.rows(run.id())));
    }
    tracked.sort(Comparator.comparing(each -> each.run().id()));
    return new RunsReport(title, objective, tracked);
  }

  /**
   * Reads a sweep's trials.
   *
   * @param store where they are
   * @param sweep its own run
   * @return its trials by id, ranked as the sweep ranks them
   * @throws IOException if a run's steps cannot be read
   */
  public static RunsReport ofSweep(RunStore store, RunSummary sweep) throws IOException {
    String metric = sweep.value("settings.metric").map(String::valueOf).orElse("val_spearman");
    boolean minimize = sweep.value("settings.goal").map("minimize"::equals).orElse(false);
    Objective objective = minimize ? Objective.minimize(metric) : Objective.maximize(metric);
    return of("Sweep " + sweep.about().name(), store, store.trials(sweep.id()), objective);
  }

  List<RunSummary> summaries() {
    return runs.stream().map(TrackedRun::run).toList();
  }

  /** Those with a figure, the best first. */
  List<RunSummary> ranked() {
    return SweepResult.ranked(objective, summaries());
  }

  /** Settings in which the runs differ, by name. */
  List<String> varying() {
    Set<String> all = new TreeSet<>();
    runs.forEach(each -> all.addAll(each.run().about().settings().keySet()));
    return all.stream()
        .filter(
            name ->
                runs.stream()
                        .map(each -> each.run().about().settings().getOrDefault(name, "(not set)"))
                        .distinct()
                        .count()
                    > 1)
        .toList();
  }
}
