package org.mneme.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mneme.responses.LagModel;
import org.mneme.responses.Participant;
import org.mneme.responses.PictureMemory;
import org.mneme.responses.Reliability;
import org.mneme.responses.ReliabilityPoint;
import org.mneme.responses.ResponseReport;

/**
 * A self-contained page of scores that were made from trials: how reliable they are by the number
 * of responses, how they are distributed, which pictures are remembered best and least, and which
 * participants were left out and why.
 */
public final class ResponsesPage {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 320;
  private static final int EXTREMES = 10;

  /** The curve goes on to so many times the responses that there are. */
  private static final double BEYOND = 2;

  private static final int STEPS = 60;
  private static final List<Double> WANTED = List.of(.5, .6, .7, .8, .9, .95);

  private final ResponseReport report;

  private ResponsesPage(ResponseReport report) {
    this.report = report;
  }

  /**
   * {@return the page's text, HTML}
   *
   * @param report scores that were made from trials
   * @throws IOException if the page cannot be made
   */
  public static String of(ResponseReport report) throws IOException {
    return new ResponsesPage(report).html();
  }

  private String html() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(Html.start("Scores from responses", "page.css", "evaluation.css"));
    figures(page);
    page.append("</header>\n");
    reliability(page);
    distribution(page);
    pictures(page);
    participants(page);
    if (!report.allNotes().isEmpty()) {
      page.append("<section><h2>Notes</h2>\n<ul>\n");
      report.allNotes().forEach(note -> page.append("<li>%s</li>\n".formatted(Html.escape(note))));
      page.append("</ul></section>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private String score() {
    return report.settings().score().column().replace('_', ' ');
  }

  private void figures(StringBuilder page) {
    double repeats =
        report.pictures().stream().mapToLong(PictureMemory::repeats).average().orElse(0);
    double mean = report.pictures().stream().mapToDouble(report::score).average().orElse(0);
    page.append("<dl class=\"figures\">");
    fact(page, "Pictures", Numbers.count(report.pictures().size()));
    fact(
        page,
        "Participants",
        "%s, %s left out"
            .formatted(
                Numbers.count(report.participants().size()),
                Numbers.count(report.excluded().size())));
    fact(page, "Answered repeats a picture", String.format(Locale.ROOT, "%.1f", repeats));
    fact(page, "Mean score (%s)".formatted(score()), Numbers.score(mean));
    report
        .reliability()
        .ifPresent(
            found ->
                fact(page, "Reliability of all participants together", Numbers.of(found.whole())));
    page.append("</dl>\n");
    report.lag().ifPresent(lag -> page.append(described(lag)));
  }

  private static void fact(StringBuilder page, String label, String value) {
    page.append(
        "<div><dt>%s</dt><dd>%s</dd></div>".formatted(Html.escape(label), Html.escape(value)));
  }

  private static String described(LagModel lag) {
    return String.format(
        Locale.ROOT,
        "<p class=\"note\">When the lag doubles, the hit rate changes by %s (standard error %s, %s;"
            + " %s repeats at %.4g to %.4g trials). Scores are for a lag of %.4g trials.</p>\n",
        Numbers.of(lag.slope() * Math.log(2)),
        Numbers.of(lag.error() * Math.log(2)),
        Numbers.p(lag.p()),
        Numbers.count(lag.trials()),
        lag.shortest(),
        lag.longest(),
        lag.commonLag());
  }

  private void reliability(StringBuilder page) {
    page.append("<section><h2>Reliability</h2>\n");
    if (report.reliability().isEmpty()) {
      page.append("<p class=\"note\">No halves were asked for.</p></section>\n");
      return;
    }
    Reliability found = report.reliability().get();
    page.append(
        """
        <p class="note">How well the scores of two random groups of participants agree, by the number of \
        responses that a picture has in each (dots: mean of %d halvings; bars: from the lowest to the \
        highest), and what the Spearman-Brown formula says from the halves of all participants (line). \
        The vertical line is at the responses of all participants together.</p>
        """
            .formatted(found.halvings()));
    page.append("<figure>").append(curve(found)).append("</figure>\n");
    page.append(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Wanted reliability</th>"
            + "<th scope=\"col\">Responses a picture</th></tr></thead>\n<tbody>\n");
    for (double wanted : WANTED) {
      OptionalLong needed = found.responsesFor(wanted);
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><th scope=\"row\">%.2f</th><td>%s</td></tr>\n",
              wanted,
              needed.isPresent()
                  ? Numbers.count(needed.getAsLong())
                  : "cannot be told: the halves do not agree"));
    }
    page.append("</tbody></table></div></section>\n");
  }

  private static String curve(Reliability found) {
    double now = 2 * found.halves().responses();
    double most = BEYOND * now;
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (int step = 0; step <= STEPS; step++) {
      double responses = Math.max(1, most * step / STEPS);
      double expected = found.at(responses);
      if (Double.isFinite(expected)) {
        x.add(responses);
        y.add(expected);
      }
    }
    List<ReliabilityPoint> known =
        found.curve().stream().filter(each -> Double.isFinite(each.spearman())).toList();
    double low = Math.min(0, known.stream().mapToDouble(ReliabilityPoint::least).min().orElse(0));
    Plot plot = new Plot().line(now, low, now, 1, Map.of("color", Svg.GRID, "size", 1));
    if (!x.isEmpty()) {
      plot.layer("line", Map.of("x", x, "y", y), Map.of("color", Svg.series(1), "size", 1.2));
    }
    for (ReliabilityPoint each : known) {
      plot.line(
          each.responses(),
          each.least(),
          each.responses(),
          each.most(),
          Map.of("color", Svg.series(0), "size", 1, "alpha", .6));
    }
    plot.layer(
        "point",
        Map.of(
            "x", known.stream().map(ReliabilityPoint::responses).toList(),
            "y", known.stream().map(ReliabilityPoint::spearman).toList()),
        Map.of("color", Svg.series(0), "size", 4));
    return plot.axis("x", "responses a picture", 0, most, .02)
        .axis("y", "Spearman's correlation", low, 1, .02)
        .grid(true, false)
        .draw("Reliability by the number of responses a picture", WIDTH, HEIGHT);
  }

  private void distribution(StringBuilder page) {
    double[] scores = report.pictures().stream().mapToDouble(report::score).toArray();
    if (scores.length == 0) {
      return;
    }
    Range range = Range.of(scores).ofScores();
    Bins bins = Bins.of(scores, range, Bins.fitting(scores.length));
    page.append("<section><h2>Distribution of the scores</h2>\n<figure>")
        .append(
            new Plot()
                .layer(
                    "bar",
                    Map.of("x", bins.centres(), "y", bins.counts()),
                    Map.of("width", 1.0, "size", 0, "fill", Svg.series(0)))
                .axis("x", score(), range.low(), range.high(), .025)
                .counts("y", "pictures", Math.max(1, Collections.max(bins.counts())))
                .draw("Distribution of the scores", WIDTH, HEIGHT))
        .append("</figure></section>\n");
  }

  private void pictures(StringBuilder page) {
    List<PictureMemory> byScore = new ArrayList<>(report.pictures());
    byScore.sort((a, b) -> Double.compare(report.score(b), report.score(a)));
    int shown = Math.min(EXTREMES, byScore.size());
    page.append("<section><h2>Pictures</h2>\n<div class=\"panels\">\n");
    table(page, "Highest scores", byScore.subList(0, shown));
    List<PictureMemory> lowest =
        new ArrayList<>(byScore.subList(byScore.size() - shown, byScore.size()));
    Collections.reverse(lowest);
    table(page, "Lowest scores", lowest);
    page.append("</div></section>\n");
  }

  private void table(StringBuilder page, String title, List<PictureMemory> pictures) {
    page.append(
        "<div class=\"scroll\"><table>\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">Picture</th><th scope=\"col\">Score</th><th scope=\"col\">Hits</th><th scope=\"col\">False alarms</th></tr></thead>\n<tbody>\n"
            .formatted(title));
    for (PictureMemory each : pictures) {
      page.append(
          "<tr><th scope=\"row\">%s</th><td>%s</td><td>%d of %d</td><td>%d of %d</td></tr>\n"
              .formatted(
                  Html.escape(each.image()),
                  Numbers.score(report.score(each)),
                  each.hits(),
                  each.repeats(),
                  each.falseAlarms(),
                  each.firsts()));
    }
    page.append("</tbody></table></div>\n");
  }

  private void participants(StringBuilder page) {
    List<Participant> excluded = report.excluded();
    page.append("<section><h2>Participants who were left out</h2>\n");
    if (excluded.isEmpty()) {
      page.append("<p class=\"note\">None.</p></section>\n");
      return;
    }
    page.append(
        "<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Participant</th><th scope=\"col\">Why</th></tr></thead>\n<tbody>\n");
    for (Participant who : excluded) {
      page.append(
          "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
              .formatted(
                  Html.escape(who.name()),
                  who.reasons().stream().map(Html::escape).collect(Collectors.joining("; "))));
    }
    page.append("</tbody></table></div></section>\n");
  }
}
