package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.evaluate.Confounds;
import org.mneme.evaluate.SetConfounds;

/** Which simple statistics of the images go with people's scores and with each model's. */
final class ConfoundSection {
  private ConfoundSection() {}

  static void write(SetConfounds found, String id, Writer page) throws IOException {
    Map<String, Confounds> columns = new LinkedHashMap<>();
    columns.put("People", found.people());
    columns.putAll(found.models());
    page.write(
        "<section aria-labelledby=\"%1$s\">\n<h3 id=\"%1$s\">What else goes with the scores</h3>\n"
            .formatted(id));
    page.write(
        "<p class=\"note\">Spearman's rank correlation of what was measured of the images with each score, with its 95&#160;% interval. Bold: beyond chance with all statistics considered (Holm, 5&#160;%). A statistic that goes with the scores is a confound of these images: sets that differ in the score differ in it too, unless they are matched on it. Statistics also go with each other and with what is shown, so none of this says what makes a picture memorable.</p>\n");
    page.write(
        "<div class=\"scroll\"><table class=\"confounds\">\n<thead><tr><th scope=\"col\">Statistic</th>");
    for (String column : columns.keySet()) {
      page.write("<th scope=\"col\">%s</th>".formatted(Html.escape(column)));
    }
    page.write("</tr></thead>\n<tbody>\n");
    // In the order of the human scores' correlations.
    for (Confounds.Row row : found.people().rows()) {
      page.write(
          "<tr><th scope=\"row\">%s</th>".formatted(Html.escape(Html.capitalised(row.title()))));
      for (Confounds column : columns.values()) {
        page.write("<td>%s</td>".formatted(cell(column, row.statistic())));
      }
      page.write("</tr>\n");
    }
    page.write("</tbody></table></div>\n");
    if (found.unread() > 0) {
      page.write(
          "<p class=\"note\">Could not be measured: %s images.</p>\n"
              .formatted(Numbers.count(found.unread())));
    }
    page.write("</section>\n");
  }

  private static String cell(Confounds column, String statistic) {
    for (Confounds.Row row : column.rows()) {
      if (row.statistic().equals(statistic)) {
        if (Double.isNaN(row.spearman().value())) {
          return "<span class=\"quiet\">the same throughout</span>";
        }
        String text = Html.escape(Numbers.of(row.spearman().value()));
        return (row.isClear() ? "<b>%s</b>" : "%s").formatted(text)
            + " <span class=\"quiet\">%s</span>"
                .formatted(Html.escape(Numbers.interval(row.spearman())));
      }
    }
    throw new IllegalStateException("every statistic has a row");
  }
}
