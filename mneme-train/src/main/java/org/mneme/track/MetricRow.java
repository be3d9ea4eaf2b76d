package org.mneme.track;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured at one step of a run.
 *
 * @param step counted by whoever trains: usually epochs done
 * @param epoch how often the training has seen all its data; may be a fraction
 * @param time in seconds since 1970, UTC
 * @param metrics by name, such as {@code val_spearman}
 */
public record MetricRow(long step, double epoch, double time, Map<String, Double> metrics) {
  /**
   * Keeps a copy.
   *
   * @param step counted by whoever trains
   * @param epoch how often the training has seen all its data
   * @param time in seconds since 1970, UTC
   * @param metrics by name, such as {@code val_spearman}
   */
  public MetricRow {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
