package org.mneme.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.mneme.report.RunsReport.TrackedRun;
import org.mneme.sweep.Objective;
import org.mneme.track.MetricRow;
import org.mneme.track.RunStatus;
import org.mneme.track.RunSummary;

/** The metric against the step, a line for each run; the best and the outliers are named. */
final class RunCurves {
  private static final int MOST_POINTS = 200;
  private static final int MOST_OUTLIERS = 3;

  /** Tukey's fences: this many ranges of the quartiles beyond them. */
  private static final double FENCE = 1.5;

  /** Least distance of two names, as a share of the height. */
  private static final double NAME_ROOM = .05;

  /** Room for names on the right, as a share of the width. */
  private static final double ROOM = .12;

  private final RunsReport report;
  private final RunMarks marks;
  private final List<TrackedRun> drawn;

  RunCurves(RunsReport report, RunMarks marks) {
    this.report = report;
    this.marks = marks;
    this.drawn = report.runs().stream().filter(each -> !points(each).isEmpty()).toList();
  }

  boolean isEmpty() {
    return drawn.isEmpty();
  }

  private List<MetricRow> points(TrackedRun run) {
    String metric = report.objective().metric();
    List<MetricRow> rows =
        run.rows().stream()
            .filter(row -> Double.isFinite(row.metrics().getOrDefault(metric, Double.NaN)))
            .toList();
    int every = 1 + (rows.size() - 1) / MOST_POINTS;
    List<MetricRow> some = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (i % every == 0 || i == rows.size() - 1) {
        some.add(rows.get(i));
      }
    }
    return some;
  }

  private double value(MetricRow row) {
    return row.metrics().getOrDefault(report.objective().metric(), Double.NaN);
  }

  String draw(int width, int height) {
    double[] values =
        drawn.stream().flatMap(run -> points(run).stream()).mapToDouble(this::value).toArray();
    double[] steps =
        drawn.stream().flatMap(run -> points(run).stream()).mapToDouble(MetricRow::step).toArray();
    Range x = Range.of(steps).notEmpty();
    Range y = Range.of(values).notEmpty();
    Plot plot = new Plot().ownColours().grid(true, false);
    lines(plot, drawn.stream().filter(run -> !marks.isColoured(run.run())).toList(), .7, .8);
    lines(plot, drawn.stream().filter(run -> marks.isColoured(run.run())).toList(), 1.4, 1);
    stops(plot);
    names(plot, y);
    plot.wholeNumbers(
        "x", "step", (int) x.low(), (int) Math.ceil(x.high()), ROOM * x.length(), .01);
    plot.axis("y", report.objective().metric(), y.low(), y.high(), .04);
    return marks.into(
        plot.draw(
            "%s against step of %d runs".formatted(report.objective().metric(), drawn.size()),
            width,
            height));
  }

  private void lines(Plot plot, List<TrackedRun> runs, double size, double alpha) {
    List<Object> x = new ArrayList<>();
    List<Object> y = new ArrayList<>();
    List<Object> colours = new ArrayList<>();
    List<Object> groups = new ArrayList<>();
    for (TrackedRun run : runs) {
      List<MetricRow> points = points(run);
      for (MetricRow row : points) {
        x.add(row.step());
        y.add(value(row));
        colours.add(marks.colour(run.run()));
        groups.add(run.run().id());
      }
    }
    if (!x.isEmpty()) {
      plot.layer(
          "line",
          Map.of("x", x, "y", y, "color", colours, "group", groups),
          Map.of("size", size, "alpha", alpha));
    }
  }

  /** A dot where a run was stopped early, or has but one step. */
  private void stops(Plot plot) {
    List<Object> x = new ArrayList<>();
    List<Object> y = new ArrayList<>();
    List<Object> colours = new ArrayList<>();
    for (TrackedRun run : drawn) {
      List<MetricRow> points = points(run);
      if (run.run().status() == RunStatus.STOPPED || points.size() == 1) {
        MetricRow last = points.get(points.size() - 1);
        x.add(last.step());
        y.add(value(last));
        colours.add(marks.colour(run.run()));
      }
    }
    if (!x.isEmpty()) {
      plot.layer("point", Map.of("x", x, "y", y, "color", colours), Map.of("size", 2));
    }
  }

  private void names(Plot plot, Range y) {
    List<TrackedRun> named = new ArrayList<>(named());
    named.sort(Comparator.comparingDouble(this::end));
    double free = Double.NEGATIVE_INFINITY;
    for (TrackedRun run : named) {
      List<MetricRow> points = points(run);
      double at = Math.max(end(run), free);
      free = at + NAME_ROOM * y.length();
      plot.layer(
          "text",
          Map.of(
              "x",
              List.of(points.get(points.size() - 1).step()),
              "y",
              List.of(Math.min(at, y.high())),
              "label",
              List.of(Plot.literal("  " + RunMarks.shortName(run.run())))),
          Map.of("hjust", 0, "size", 5, "color", Svg.INK));
    }
  }

  private double end(TrackedRun run) {
    List<MetricRow> points = points(run);
    return value(points.get(points.size() - 1));
  }

  private List<TrackedRun> named() {
    Set<String> ids = new HashSet<>();
    report.ranked().stream().limit(1).forEach(run -> ids.add(run.id()));
    ids.addAll(outliers());
    return drawn.stream().filter(run -> ids.contains(run.run().id())).toList();
  }

  /** Runs whose figure lies beyond Tukey's fences, the farthest few on each side. */
  List<String> outliers() {
    List<RunSummary> ranked = report.ranked();
    Objective objective = report.objective();
    double[] values =
        ranked.stream()
            .map(objective::of)
            .mapToDouble(OptionalDouble::orElseThrow)
            .sorted()
            .toArray();
    if (values.length < MOST_OUTLIERS + 2) {
      return List.of();
    }
    double low = values[values.length / 4];
    double high = values[values.length - 1 - values.length / 4];
    double room = FENCE * (high - low);
    List<String> beyond =
        ranked.stream()
            .filter(
                run -> {
                  double value = objective.of(run).orElseThrow();
                  return value < low - room || value > high + room;
                })
            .map(RunSummary::id)
            .toList();
    int count = beyond.size();
    List<String> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i < MOST_OUTLIERS || i >= count - MOST_OUTLIERS) {
        some.add(beyond.get(i));
      }
    }
    return some;
  }
}
