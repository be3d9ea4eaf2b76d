package org.mneme.report;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.mneme.track.RunSummary;

/**
 * Where a setting's values lie in a chart: numbers by size, or by their logarithm where they span
 * more than {@value #LOG_SPAN} times; other values at 0, 1, ...
 *
 * @param names of the values that are no numbers; else empty
 */
record ParameterAxis(String setting, boolean logarithmic, List<String> names, Range range) {
  private static final double LOG_SPAN = 50;

  static ParameterAxis of(String setting, List<RunSummary> runs) {
    List<Object> values =
        runs.stream()
            .map(run -> run.about().settings().get(setting))
            .filter(Objects::nonNull)
            .toList();
    if (!values.isEmpty() && values.stream().allMatch(Number.class::isInstance)) {
      double[] numbers = values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray();
      Range range = Range.of(numbers);
      boolean log = range.low() > 0 && range.high() > LOG_SPAN * range.low();
      return new ParameterAxis(
          setting,
          log,
          List.of(),
          (log ? new Range(Math.log10(range.low()), Math.log10(range.high())) : range).notEmpty());
    }
    TreeSet<String> names = new TreeSet<>();
    runs.forEach(run -> names.add(text(setting, run)));
    return new ParameterAxis(setting, false, List.copyOf(names), new Range(-.5, names.size() - .5));
  }

  boolean isNamed() {
    return !names.isEmpty();
  }

  /** NaN where a number is not set. */
  double place(RunSummary run) {
    if (isNamed()) {
      return names.indexOf(text(setting, run));
    }
    Object value = run.about().settings().get(setting);
    double number = value instanceof Number n ? n.doubleValue() : Double.NaN;
    return logarithmic ? Math.log10(number) : number;
  }

  /** The same from 0 to 1. */
  double share(RunSummary run) {
    return (place(run) - range.low()) / range.length();
  }

  /** What stands at an end of the axis. */
  String end(boolean high) {
    double at = high ? range.high() : range.low();
    double value = logarithmic ? Math.pow(10, at) : at;
    return RunTable.number(value);
  }

  String title() {
    return logarithmic ? "log10 of " + setting : setting;
  }

  private static String text(String setting, RunSummary run) {
    return String.valueOf(run.about().settings().getOrDefault(setting, "(not set)"));
  }
}
