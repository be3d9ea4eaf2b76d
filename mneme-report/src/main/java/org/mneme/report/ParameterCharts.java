package org.mneme.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.mneme.sweep.Importance;
import org.mneme.sweep.Objective;
import org.mneme.track.RunSummary;

/** Settings against the metric: side by side as parallel axes, and one by one. */
final class ParameterCharts {
  private static final int PANEL_WIDTH = 340;
  private static final int PANEL_HEIGHT = 260;

  /** How far beside an axis the names of its values stand, as a share of the panel. */
  private static final double BESIDE = .03;

  private final RunMarks marks;
  private final Objective objective;
  private final List<RunSummary> ranked;
  private final List<ParameterAxis> axes;
  private final Range metric;

  /**
   * @param report with at least one run that has a figure
   */
  ParameterCharts(RunsReport report, RunMarks marks) {
    this.marks = marks;
    this.objective = report.objective();
    this.ranked = report.ranked();
    this.axes =
        report.varying().stream().map(setting -> ParameterAxis.of(setting, ranked)).toList();
    this.metric = Range.of(ranked.stream().mapToDouble(this::value).toArray()).notEmpty();
  }

  private double value(RunSummary run) {
    return objective.of(run).orElseThrow();
  }

  List<ParameterAxis> axes() {
    return axes;
  }

  /** A line for each run over an axis for each setting, with the metric's last. */
  String parallel(int width, int height) {
    Plot plot = new Plot().ownColours().grid(false, true);
    for (boolean coloured : new boolean[] {false, true}) {
      List<Object> x = new ArrayList<>();
      List<Object> y = new ArrayList<>();
      List<Object> colours = new ArrayList<>();
      List<Object> groups = new ArrayList<>();
      for (RunSummary run : ranked) {
        if (marks.isColoured(run) == coloured) {
          for (int a = 0; a <= axes.size(); a++) {
            double share =
                a < axes.size()
                    ? axes.get(a).share(run)
                    : (value(run) - metric.low()) / metric.length();
            if (Double.isFinite(share)) {
              x.add((double) a);
              y.add(share);
              colours.add(marks.colour(run));
              groups.add(run.id());
            }
          }
        }
      }
      if (!x.isEmpty()) {
        plot.layer(
            "line",
            Map.of("x", x, "y", y, "color", colours, "group", groups),
            Map.of("size", coloured ? 1.4 : .7, "alpha", coloured ? 1 : .7));
      }
    }
    for (int a = 0; a < axes.size(); a++) {
      ParameterAxis axis = axes.get(a);
      if (axis.isNamed()) {
        for (int n = 0; n < axis.names().size(); n++) {
          label(plot, a + BESIDE, (n + .5) / axis.names().size(), axis.names().get(n), 0);
        }
      } else {
        label(plot, a, -.05, axis.end(false), .5);
        label(plot, a, 1.05, axis.end(true), .5);
      }
    }
    label(plot, axes.size(), -.05, Numbers.of(metric.low()), .5);
    label(plot, axes.size(), 1.05, Numbers.of(metric.high()), .5);
    List<String> names = new ArrayList<>(axes.stream().map(ParameterAxis::setting).toList());
    names.add(objective.metric());
    plot.names("x", names).axis("y", "", -.08, 1.08, 0).withoutTicks("y");
    return marks.into(
        plot.draw(
            "Settings and %s of %d runs".formatted(objective.metric(), ranked.size()),
            width,
            height));
  }

  private static void label(Plot plot, double x, double y, String text, double hjust) {
    plot.layer(
        "text",
        Map.of("x", List.of(x), "y", List.of(y), "label", List.of(Plot.literal(text))),
        Map.of("size", 4.5, "color", Svg.INK, "hjust", hjust));
  }

  /** The metric over one setting, a dot for each run. */
  String panel(ParameterAxis axis) {
    List<Object> x = new ArrayList<>();
    List<Object> y = new ArrayList<>();
    List<Object> colours = new ArrayList<>();
    // The best last, over the others.
    for (int i = ranked.size() - 1; i >= 0; i--) {
      RunSummary run = ranked.get(i);
      double place = axis.place(run);
      if (Double.isFinite(place)) {
        x.add(place);
        y.add(value(run));
        colours.add(marks.colour(run));
      }
    }
    Plot plot = new Plot().ownColours().grid(true, true);
    if (!x.isEmpty()) {
      plot.layer("point", Map.of("x", x, "y", y, "color", colours), Map.of("size", 3));
    }
    if (axis.isNamed()) {
      plot.names("x", axis.names());
    } else {
      plot.axis("x", axis.title(), axis.range().low(), axis.range().high(), .04);
    }
    plot.axis("y", objective.metric(), metric.low(), metric.high(), .05);
    return marks.into(
        plot.draw(
            "%s against %s".formatted(objective.metric(), axis.setting()),
            PANEL_WIDTH,
            PANEL_HEIGHT));
  }

  /** How much each setting alone tells, as bars in a table. */
  String importance() {
    List<Importance> all = Importance.of(ranked, objective);
    if (all.isEmpty()) {
      return "";
    }
    StringBuilder table =
        new StringBuilder(
            "<div class=\"scroll\"><table class=\"importance\">\n<thead><tr><th>setting</th>"
                + "<th>share of the ranks' variance</th><th>chance</th></tr></thead>\n<tbody>\n");
    for (Importance each : all) {
      table.append(
          "<tr><th>%s</th><td><span class=\"share\" style=\"width:%d%%\"></span> %s</td><td>%s</td></tr>\n"
              .formatted(
                  Html.escape(each.setting()),
                  Math.round(60 * each.share()),
                  Numbers.unbroken(Numbers.percent(each.share())),
                  Html.escape(Numbers.p(each.p()))));
    }
    return table.append("</tbody></table></div>\n").toString();
  }
}
