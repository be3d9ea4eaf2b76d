package org.mneme.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.files.WholeFile;
import org.mneme.train.EpochFigures;

/** A training's curves as a self-contained page: loss and Spearman, epoch by epoch. */
public final class TrainingPage {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 300;

  private TrainingPage() {}

  /**
   * Writes the page, UTF-8, whole or not at all.
   *
   * @param name of what was trained
   * @param command that repeats it
   * @param history figures of every epoch
   * @param best the epoch, from 0, whose weights were kept
   * @param html is replaced if it is there
   * @throws IOException if it cannot be written
   */
  public static void write(
      String name, String command, List<EpochFigures> history, int best, Path html)
      throws IOException {
    WholeFile.writeText(html, out -> out.write(page(name, command, history, best)));
  }

  private static String page(String name, String command, List<EpochFigures> history, int best)
      throws IOException {
    StringBuilder page =
        new StringBuilder(Html.start("Training " + name, "page.css", "evaluation.css"));
    EpochFigures kept = history.get(best);
    page.append(
        String.format(
            Locale.ROOT,
            "<dl class=\"figures\">%s%s%s%s</dl>\n</header>\n<main>\n",
            figure("Epochs", String.valueOf(history.size())),
            figure("Kept epoch", String.valueOf(best + 1)),
            figure("Its validation Spearman", number(kept.spearman())),
            figure("Its validation loss", number(kept.validationLoss()))));
    if (history.stream().anyMatch(epoch -> !Double.isNaN(epoch.spearman()))) {
      section(
          page,
          "Validation Spearman",
          "Rank correlation with human scores; dashed: the epoch that was kept.",
          chart(
              history,
              best,
              "Spearman",
              List.of(history.stream().map(EpochFigures::spearman).toList())));
    }
    section(
        page,
        "Loss",
        "Of the training images before each step, and of the validation images after the epoch.",
        chart(
                history,
                best,
                "loss",
                List.of(
                    history.stream().map(EpochFigures::trainLoss).toList(),
                    history.stream().map(EpochFigures::validationLoss).toList()))
            + legend("Training", "Validation"));
    page.append("</main>\n<footer>\n<h2>Provenance</h2>\n<dl>\n");
    fact(page, "Command", command);
    return page.append("</dl>\n</footer>\n</body>\n</html>\n").toString();
  }

  private static void section(StringBuilder page, String title, String note, String chart) {
    page.append(
        "<section>\n<h2>%s</h2>\n<p class=\"note\">%s</p>\n<div class=\"chart\">%s</div>\n</section>\n"
            .formatted(title, note, chart));
  }

  /** Lines over epochs; values that are no numbers are left out. */
  private static String chart(
      List<EpochFigures> history, int best, String name, List<List<Double>> lines) {
    Plot plot = new Plot();
    List<Double> all = new ArrayList<>();
    for (int line = 0; line < lines.size(); line++) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < history.size(); i++) {
        double value = lines.get(line).get(i);
        if (Double.isFinite(value)) {
          x.add(history.get(i).epoch() + 1.0);
          y.add(value);
        }
      }
      all.addAll(y);
      if (!x.isEmpty()) {
        plot.layer("line", Map.of("x", x, "y", y), Map.of("color", Svg.series(line), "size", 1));
        plot.layer("point", Map.of("x", x, "y", y), Map.of("color", Svg.series(line), "size", 2));
      }
    }
    if (all.isEmpty()) {
      return "<p>No figure is a number.</p>";
    }
    return plot.layer(
            "vline",
            Map.of(),
            Map.of("xintercept", best + 1.0, "linetype", "dashed", "color", Svg.INK))
        .wholeNumbers("x", "epoch", 1, Math.max(2, history.size()), 0, .03)
        .axis("y", name, Collections.min(all), Collections.max(all), .06)
        .draw(name + " by epoch", WIDTH, HEIGHT);
  }

  private static String legend(String... names) {
    StringBuilder legend = new StringBuilder("<ul class=\"legend\">\n");
    for (int line = 0; line < names.length; line++) {
      legend.append("<li>%s%s</li>\n".formatted(SetSection.swatch(line), names[line]));
    }
    return legend.append("</ul>\n").toString();
  }

  private static String figure(String label, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(label, value);
  }

  private static void fact(StringBuilder page, String label, String value) {
    page.append(
        "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(label), Html.escape(value)));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }
}
