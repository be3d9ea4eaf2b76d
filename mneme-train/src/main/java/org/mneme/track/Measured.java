package org.mneme.track;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run's metrics come to so far. Not for several threads. */
final class Measured {
  private long rows;
  private final Map<String, Double> last = new TreeMap<>();
  private final Map<String, Double> lowest = new TreeMap<>();
  private final Map<String, Double> highest = new TreeMap<>();

  static Measured of(List<MetricRow> rows) {
    Measured measured = new Measured();
    rows.forEach(row -> measured.add(row.metrics()));
    return measured;
  }

  void add(Map<String, Double> metrics) {
    rows++;
    put(metrics);
  }

  /** Values for the run as a whole, beside any step. */
  void put(Map<String, Double> metrics) {
    metrics.forEach(
        (name, value) -> {
          last.put(name, value);
          if (!value.isNaN()) {
            lowest.merge(name, value, Math::min);
            highest.merge(name, value, Math::max);
          }
        });
  }

  RunSummary into(RunSummary run) {
    return run.withMeasured(rows, last, lowest, highest);
  }
}
