package org.mneme.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.sweep.SweepResult;
import org.mneme.track.RunStatus;
import org.mneme.track.RunSummary;

/**
 * Runs as a page for people: curves, settings against the metric, the best with the commands that
 * repeat them. One HTML file that needs nothing beside it and no script, for wide and narrow
 * screens, light and dark. Threads may share this class.
 */
public final class RunsPage {
  private static final int WIDE = 1120;
  private static final int WIDE_HEIGHT = 440;
  private static final int NARROW = 380;
  private static final int NARROW_HEIGHT = 320;

  /** Parallel axes that still can be told apart on a narrow screen. */
  private static final int NARROW_AXES = 4;

  private RunsPage() {}

  /**
   * {@return the page's text, HTML}
   *
   * @param report which runs, and by what they are ranked
   * @param refresh after how many seconds a browser asks again
   * @throws IOException if the page cannot be made
   */
  public static String of(RunsReport report, Optional<Integer> refresh) throws IOException {
    RunMarks marks = new RunMarks(report);
    List<RunSummary> ranked = report.ranked();
    StringBuilder page = new StringBuilder();
    String start = Html.start(report.title(), "page.css", "evaluation.css", "runs.css");
    page.append(
        refresh
            .map(
                seconds ->
                    start.replaceFirst(
                        "<title>",
                        "<meta http-equiv=\"refresh\" content=\"%d\"/>\n<title>"
                            .formatted(seconds)))
            .orElse(start));
    page.append(figures(report)).append("</header>\n<main>\n");
    curves(report, marks, page);
    if (!ranked.isEmpty()) {
      settings(report, marks, page);
      page.append("<section>\n<h2>Best runs</h2>\n");
      page.append(RunTable.best(report, marks)).append(RunTable.commands(report));
      page.append("</section>\n");
    }
    List<RunSummary> failed =
        report.summaries().stream().filter(run -> run.status() == RunStatus.FAILED).toList();
    if (!failed.isEmpty()) {
      page.append("<section>\n<h2>Failed</h2>\n").append(RunTable.failures(failed));
      page.append("</section>\n");
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String figures(RunsReport report) {
    List<RunSummary> runs = report.summaries();
    List<String> figures = new ArrayList<>();
    report.ranked().stream()
        .findFirst()
        .ifPresent(
            best ->
                figures.add(
                    figure(
                        "best " + report.objective().metric(),
                        Numbers.of(report.objective().of(best).orElseThrow())
                            + " ("
                            + RunMarks.shortName(best)
                            + ")")));
    figures.add(figure("runs", Numbers.count(runs.size())));
    for (RunStatus status : RunStatus.values()) {
      long count = runs.stream().filter(run -> run.status() == status).count();
      if (count > 0 && count < runs.size()) {
        figures.add(figure(status.label(), Numbers.count(count)));
      }
    }
    long steps = runs.stream().mapToLong(RunSummary::rows).sum();
    figures.add(figure("steps run", Numbers.count(steps)));
    long saved = SweepResult.savedSteps(runs);
    if (saved > 0) {
      figures.add(
          figure(
              "saved by early termination",
              "%s (%s)"
                  .formatted(
                      Numbers.count(saved), Numbers.percent((double) saved / (steps + saved)))));
    }
    return "<dl class=\"figures\">%s</dl>\n".formatted(String.join("", figures));
  }

  private static String figure(String name, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>".formatted(Html.escape(name), Html.escape(value));
  }

  private static void curves(RunsReport report, RunMarks marks, StringBuilder page) {
    RunCurves curves = new RunCurves(report, marks);
    page.append("<section>\n<h2>%s by step</h2>\n".formatted(metric(report)));
    if (curves.isEmpty()) {
      page.append("<p class=\"note\">No run has measured it yet.</p>\n</section>\n");
      return;
    }
    page.append(
        "<p class=\"note\">Each line is a run; the best %d have a colour. A dot is where one was"
            .formatted(RunMarks.COLOURED));
    page.append(
        " stopped early. Named are the best and those far from the others (Tukey's fences). Point"
            + " at a line for its settings.</p>\n");
    chart(page, curves.draw(WIDE, WIDE_HEIGHT), curves.draw(NARROW, NARROW_HEIGHT));
    page.append("<ul class=\"legend\">\n");
    for (RunSummary run : report.ranked().stream().limit(RunMarks.COLOURED).toList()) {
      page.append(
          String.format(
              Locale.ROOT,
              "<li><span class=\"swatch\" style=\"background:%s\"></span>%s, %s</li>\n",
              marks.colourInPage(run),
              Html.escape(RunMarks.shortName(run)),
              Numbers.of(report.objective().of(run).orElseThrow())));
    }
    page.append("</ul>\n</section>\n");
  }

  private static void settings(RunsReport report, RunMarks marks, StringBuilder page) {
    ParameterCharts charts = new ParameterCharts(report, marks);
    if (charts.axes().isEmpty()) {
      return;
    }
    page.append("<section>\n<h2>Settings together</h2>\n");
    page.append("<p class=\"note\">Each line is a run, over an axis for each setting.</p>\n");
    boolean few = charts.axes().size() <= NARROW_AXES;
    String wide = charts.parallel(WIDE, WIDE_HEIGHT);
    if (few) {
      chart(page, wide, charts.parallel(NARROW, NARROW_HEIGHT));
    } else {
      page.append("<div class=\"chart pan\">").append(wide).append("</div>\n");
    }
    page.append("</section>\n<section>\n<h2>What mattered</h2>\n<p class=\"note\">");
    page.append(
        "How much each setting alone tells of %s: epsilon squared of Kruskal and Wallis, the share"
            .formatted(metric(report)));
    page.append(
        " of the variance of ranks between the setting's values, or between quarters of a number's"
            + " range. What settings do only together is not seen; a search that crowds around good"
            + " values makes a setting look less important than it is. Chance: how often no less"
            + " would come of nothing.</p>\n");
    page.append(charts.importance());
    page.append("</section>\n<section>\n<h2>Setting by setting</h2>\n<div class=\"panels\">\n");
    for (ParameterAxis axis : charts.axes()) {
      page.append("<figure>%s<figcaption>".formatted(charts.panel(axis)));
      page.append("%s against %s".formatted(metric(report), Html.escape(axis.setting())));
      page.append("</figcaption></figure>\n");
    }
    page.append("</div>\n</section>\n");
  }

  private static void chart(StringBuilder page, String wide, String narrow) {
    page.append("<div class=\"chart\"><div class=\"wide\">").append(wide);
    page.append("</div><div class=\"narrow\">").append(narrow).append("</div></div>\n");
  }

  private static String metric(RunsReport report) {
    return Html.escape(report.objective().metric());
  }
}
