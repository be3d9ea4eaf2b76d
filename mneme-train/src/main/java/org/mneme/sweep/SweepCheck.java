package org.mneme.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.mneme.settings.SettingException;
import org.mneme.settings.SettingText;

/**
 * Tries every value that a sweep may draw on its trials' checks before the first one begins: all
 * values of a choice, both ends of a range.
 */
final class SweepCheck {
  /** Combinations that are all tried; of more, every pair of values. */
  private static final long MOST = 1024;

  private final SweepPlan plan;
  private final TrialRunner runner;
  private final Map<String, List<Object>> values = new LinkedHashMap<>();
  private final Set<Map<String, Object>> done = new LinkedHashSet<>();

  private SweepCheck(SweepPlan plan, TrialRunner runner) {
    this.plan = plan;
    this.runner = runner;
    for (SweepParameter parameter : plan.parameters()) {
      values.put(
          parameter.name(), new ArrayList<>(new LinkedHashSet<>(parameter.distribution().ends())));
    }
  }

  /**
   * Checks a plan.
   *
   * @throws IllegalArgumentException naming what no trial could run with, or the metric that none
   *     reports
   */
  static void check(SweepPlan plan, TrialRunner runner) throws IOException {
    new SweepCheck(plan, runner).check();
  }

  private void check() throws IOException {
    String metric = plan.objective().metric();
    if (!runner.metrics().isEmpty() && !runner.metrics().contains(metric)) {
      throw new IllegalArgumentException(
          "metric '%s': no trial reports it; they report %s"
              .formatted(metric, String.join(", ", runner.metrics())));
    }
    Map<String, Object> first = new LinkedHashMap<>();
    values.forEach((name, all) -> first.put(name, all.get(0)));
    // One value after the other, so that a bad one is named by itself.
    for (Map.Entry<String, List<Object>> parameter : values.entrySet()) {
      for (Object value : parameter.getValue()) {
        check(with(first, parameter.getKey(), value));
      }
    }
    long product = 1;
    for (List<Object> all : values.values()) {
      product = Math.min(MOST + 1, product * all.size());
    }
    if (product <= MOST) {
      checkAll(List.copyOf(values.keySet()), 0, first);
    } else {
      checkPairs(List.copyOf(values.keySet()), first);
    }
  }

  private void checkAll(List<String> names, int from, Map<String, Object> settings)
      throws IOException {
    if (from == names.size()) {
      check(settings);
      return;
    }
    for (Object value : values.getOrDefault(names.get(from), List.of())) {
      checkAll(names, from + 1, with(settings, names.get(from), value));
    }
  }

  private void checkPairs(List<String> names, Map<String, Object> first) throws IOException {
    for (int i = 0; i < names.size(); i++) {
      for (Object one : values.getOrDefault(names.get(i), List.of())) {
        Map<String, Object> with = with(first, names.get(i), one);
        for (String other : names.subList(i + 1, names.size())) {
          for (Object two : values.getOrDefault(other, List.of())) {
            check(with(with, other, two));
          }
        }
      }
    }
  }

  private static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(settings);
    changed.put(name, value);
    return changed;
  }

  private void check(Map<String, Object> settings) throws IOException {
    if (!done.add(settings)) {
      return;
    }
    try {
      runner.check(settings);
    } catch (SettingException e) {
      throw new IllegalArgumentException(
          "parameter '%s' %s".formatted(e.setting(), e.problem()), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "with %s: %s"
              .formatted(
                  settings.entrySet().stream()
                      .map(each -> each.getKey() + " " + SettingText.of(each.getValue()))
                      .collect(Collectors.joining(", ")),
                  e.getMessage()),
          e);
    }
  }
}
