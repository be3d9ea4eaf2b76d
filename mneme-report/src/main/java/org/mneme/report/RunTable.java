package org.mneme.report;

import java.util.List;
import java.util.Locale;
import org.mneme.track.RunSummary;

/** The best runs, with the commands that repeat them, and the failed ones. */
final class RunTable {
  private static final int MOST = 15;

  private RunTable() {}

  /** A setting as people read it. */
  static String value(RunSummary run, String setting) {
    Object value = run.about().settings().getOrDefault(setting, "(not set)");
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  /** A number in the fewest letters that tell it from others. */
  static String number(double number) {
    double size = Math.abs(number);
    return size == 0 || (size >= 1e-2 && size < 1e5)
        ? String.format(Locale.ROOT, "%.4f", number).replaceFirst("\\.?0+$", "")
        : String.format(Locale.ROOT, "%.3g", number);
  }

  static String best(RunsReport report, RunMarks marks) {
    List<String> settings = report.varying();
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    table.append("<th>run</th><th>%s</th><th>steps</th>".formatted(metric(report)));
    settings.forEach(name -> table.append("<th>").append(Html.escape(name)).append("</th>"));
    table.append("</tr></thead>\n<tbody>\n");
    for (RunSummary run : report.ranked().stream().limit(MOST).toList()) {
      table.append(
          "<tr><th><span class=\"swatch\" style=\"background:%s\"></span>"
              .formatted(marks.colourInPage(run)));
      table.append(Html.escape(RunMarks.shortName(run)));
      table.append("<small>%s</small></th>".formatted(run.status().label()));
      table.append(
          "<td>%s</td><td>%d</td>"
              .formatted(Numbers.of(report.objective().of(run).orElseThrow()), run.rows()));
      settings.forEach(
          name -> table.append("<td>").append(Html.escape(value(run, name))).append("</td>"));
      table.append("</tr>\n");
    }
    return table.append("</tbody></table></div>\n").toString();
  }

  /** Commands apart from the table, which they would make as wide as the longest. */
  static String commands(RunsReport report) {
    StringBuilder list = new StringBuilder();
    for (RunSummary run : report.ranked().stream().limit(MOST).toList()) {
      if (!run.about().command().isEmpty()) {
        list.append(
            "<li><strong>%s</strong> <code>%s</code></li>\n"
                .formatted(
                    Html.escape(RunMarks.shortName(run)), Html.escape(run.about().command())));
      }
    }
    return list.isEmpty()
        ? ""
        : "<h3>To repeat them</h3>\n<ul class=\"commands\">\n" + list + "</ul>\n";
  }

  static String failures(List<RunSummary> failed) {
    StringBuilder list = new StringBuilder("<ul class=\"failures\">\n");
    for (RunSummary run : failed) {
      list.append(
          "<li>%s <span>%s</span></li>\n"
              .formatted(
                  Html.escape(RunMarks.shortName(run)), Html.escape(String.valueOf(run.reason()))));
    }
    return list.append("</ul>\n").toString();
  }

  private static String metric(RunsReport report) {
    return Html.escape(report.objective().metric());
  }
}
