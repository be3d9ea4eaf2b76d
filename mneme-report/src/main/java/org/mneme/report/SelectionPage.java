package org.mneme.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.mneme.image.ImageLimits;
import org.mneme.select.Balance;
import org.mneme.select.Pool;
import org.mneme.select.SelectSettings;
import org.mneme.select.Selected;
import org.mneme.select.SelectedFiles;

/**
 * A self-contained page of selected sets: how they are balanced, how their columns are distributed,
 * and a contact sheet of each.
 */
public final class SelectionPage {
  private static final int WIDTH = 380;
  private static final int HEIGHT = 200;
  private static final int BINS = 16;

  private final Selected selected;
  private final Function<String, Path> files;

  private SelectionPage(Selected selected, Function<String, Path> files) {
    this.selected = selected;
    this.files = files;
  }

  /**
   * {@return the page's text, HTML}
   *
   * @param selected the sets
   * @param files where an image of the pool is; one that cannot be read is shown by its name
   * @param threads small pictures that are made at the same time
   * @param limits larger files and pictures are shown by their names
   * @throws IOException if the page cannot be made
   */
  public static String of(
      Selected selected, Function<String, Path> files, int threads, ImageLimits limits)
      throws IOException {
    return new SelectionPage(selected, files).html(threads, limits);
  }

  private String html(int threads, ImageLimits limits) throws IOException {
    SelectSettings settings = selected.settings();
    StringBuilder page = new StringBuilder();
    page.append(Html.start("Selected pictures", "page.css", "evaluation.css"));
    page.append("<p>%s</p>\n".formatted(Html.escape(SelectedFiles.methods(selected).strip())));
    if (!selected.relax().isEmpty()) {
      page.append("<p><strong>Not every demand could be met.</strong></p>\n<ul>\n");
      for (String line : selected.relax()) {
        page.append("<li>%s</li>\n".formatted(Html.escape(line)));
      }
      page.append("</ul>\n");
    }
    page.append("</header>\n<section><h2>Balance</h2>\n");
    page.append(
        "<p class=\"note\">Mean (standard deviation) of each set; d: largest standardised"
            + " difference of means between two sets; D: largest Kolmogorov-Smirnov statistic."
            + "</p>\n");
    table(page);
    page.append(
        "</section>\n<section><div class=\"bar\"><h2>Distributions</h2>\n<ul class=\"legend\">");
    for (int set = 0; set < settings.conditions().size(); set++) {
      page.append("<li>%s%s</li>".formatted(SetSection.swatch(set), Html.escape(name(set))));
    }
    page.append("</ul></div>\n<div class=\"panels\">\n");
    chart(page, selected.scores());
    for (Balance each : selected.balance()) {
      if (!each.column().equals(settings.score())) {
        chart(page, each);
      }
    }
    page.append("</div>\n</section>\n");
    sheets(page, threads, limits);
    return page.append("</body>\n</html>\n").toString();
  }

  private String name(int set) {
    return selected.settings().conditions().get(set).name();
  }

  private void table(StringBuilder page) {
    page.append("<div class=\"scroll\"><table>\n<thead><tr><td></td>");
    for (int set = 0; set < selected.sets().size(); set++) {
      page.append("<th scope=\"col\">%s</th>".formatted(Html.escape(name(set))));
    }
    page.append("<th scope=\"col\">d</th><th scope=\"col\">D</th></tr></thead>\n<tbody>\n");
    boolean matched =
        selected.balance().stream().anyMatch(b -> b.column().equals(selected.scores().column()));
    if (!matched) {
      row(page, selected.scores(), selected.scores().column().equals("score") ? "" : " (score)");
    }
    selected.balance().forEach(each -> row(page, each, ""));
    page.append("</tbody></table></div>\n");
  }

  private static void row(StringBuilder page, Balance balance, String after) {
    page.append("<tr><th scope=\"row\">%s%s</th>".formatted(Html.escape(balance.column()), after));
    for (int set = 0; set < balance.means().size(); set++) {
      page.append(
          "<td>%s (%s)</td>"
              .formatted(
                  Numbers.of(balance.means().get(set)), Numbers.of(balance.deviations().get(set))));
    }
    page.append(
        String.format(
            Locale.ROOT, "<td>%.3f</td><td>%.3f</td></tr>\n", balance.difference(), balance.ks()));
  }

  /** The sets over one another, in the colours of the line above. */
  private void chart(StringBuilder page, Balance balance) {
    double[] values = selected.pool().numbers(balance.column());
    List<double[]> samples = new ArrayList<>();
    for (List<Integer> set : selected.sets()) {
      samples.add(set.stream().mapToDouble(row -> values[row]).toArray());
    }
    Range range = Range.of(samples.toArray(double[][]::new)).notEmpty();
    Plot plot = new Plot();
    int most = 1;
    for (int set = 0; set < samples.size(); set++) {
      Bins bins = Bins.of(samples.get(set), range, BINS);
      most = Math.max(most, Collections.max(bins.counts()));
      plot.layer(
          "bar",
          Map.of("x", bins.centres(), "y", bins.counts()),
          Map.of("width", 1.0, "size", 0, "alpha", .5, "fill", Svg.series(set)));
    }
    String description = "Distribution of %s in each set".formatted(balance.column());
    page.append("<figure>")
        .append(
            plot.axis("x", balance.column(), range.low(), range.high(), .025)
                .counts("y", "pictures", most)
                .draw(description, WIDTH, HEIGHT))
        .append("</figure>\n");
  }

  private void sheets(StringBuilder page, int threads, ImageLimits limits) throws IOException {
    Pool pool = selected.pool();
    double[] scores = pool.numbers(selected.settings().score());
    List<Path> all =
        selected.sets().stream()
            .flatMap(List::stream)
            .map(row -> files.apply(pool.images().get(row)))
            .toList();
    try (Thumbnails thumbnails = new Thumbnails(all.iterator(), threads, limits)) {
      for (int set = 0; set < selected.sets().size(); set++) {
        page.append(
            "<section><div class=\"bar\"><h2>%s</h2></div>\n<ol class=\"images\">\n"
                .formatted(Html.escape(name(set))));
        for (int row : selected.sets().get(set)) {
          String image = Html.escape(pool.images().get(row));
          String picture =
              thumbnails
                  .next()
                  .map(small -> small.html(image))
                  .orElse("<div class=\"gone\">no picture</div>");
          page.append(
              String.format(
                  Locale.ROOT,
                  "<li><figure>%s<figcaption><span class=\"score\">%.3f</span> <span class=\"name\">%s</span></figcaption></figure></li>\n",
                  picture,
                  scores[row],
                  image));
        }
        page.append("</ol></section>\n");
      }
    }
  }
}
