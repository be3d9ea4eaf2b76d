package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.evaluate.AcrossSeeds;
import org.mneme.evaluate.Estimate;
import org.mneme.files.WholeFile;
import org.mneme.study.CrossStudy;
import org.mneme.study.CrossStudy.StudySet;
import org.mneme.study.CrossStudy.Training;

/**
 * A comparison of data sets as a page for people: one HTML file that needs nothing beside it and no
 * script, for wide and narrow screens, light and dark. Threads may write pages, each to a file of
 * its own.
 */
public final class StudyPage {
  private final CrossStudy study;
  private final Writer page;

  private StudyPage(CrossStudy study, Writer page) {
    this.study = study;
    this.page = page;
  }

  /**
   * Writes the page, UTF-8, whole or not at all.
   *
   * @param study what it came to
   * @param html is replaced if it is there
   * @throws IOException if it cannot be written
   */
  public static void write(CrossStudy study, Path html) throws IOException {
    WholeFile.writeText(html, page -> new StudyPage(study, page).write());
  }

  private void write() throws IOException {
    String title = "%s from data set to data set".formatted(study.network());
    page.write(Html.start(title, "page.css", "evaluation.css"));
    writeInShort();
    page.write("</header>\n<main>\n");
    writeMatrix();
    writeLosses();
    writeCurves();
    writeTrainings();
    page.write("</main>\n<footer>\n<h2>Provenance</h2>\n<dl>\n");
    for (Map.Entry<String, String> fact : study.provenance().entrySet()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.getKey()), Html.escape(fact.getValue())));
    }
    page.write("</dl>\n</footer>\n</body>\n</html>\n");
  }

  private void writeInShort() throws IOException {
    page.write("<section class=\"verdicts\" aria-labelledby=\"in-short\">\n");
    page.write("<h2 id=\"in-short\">In short</h2>\n<ul>\n");
    for (StudySet trained : study.sets()) {
      String others =
          study.sets().stream()
              .filter(evaluated -> !evaluated.equals(trained))
              .map(
                  evaluated ->
                      "%s on %s"
                          .formatted(
                              Numbers.of(study.spearman(trained, evaluated).value()),
                              evaluated.name()))
              .collect(Collectors.joining(", "));
      page.write(
          "<li>%s<span>Trained on <strong>%s</strong>: Spearman %s on its own kind of images, %s.</span></li>\n"
              .formatted(
                  swatch(trained),
                  Html.escape(trained.name()),
                  Html.escape(Numbers.of(study.spearman(trained, trained).value())),
                  Html.escape(others)));
    }
    page.write("</ul>\n<p>%s.</p>\n</section>\n".formatted(Html.escape(study.intervals())));
  }

  private String swatch(StudySet set) {
    return SetSection.swatch(study.sets().indexOf(set));
  }

  private void writeMatrix() throws IOException {
    page.write("<section>\n<h2>Trained on, evaluated on</h2>\n");
    note(
        "Spearman: how well the models of a row put a column's images in the order in which people"
            + " remember them; 1 is the same order, 0 is chance, below 0 (blue) the wrong way round. All are evaluated on images that none"
            + " was trained on: each set's fifth, and these together. Which epoch is kept goes by"
            + " a model's own validation images unless --keep last is given, so its own figure is a"
            + " little too good.");
    SetSection.writeInTwoSizes(
        page,
        size ->
            IntervalCharts.heatMap(
                study.matrix(), "Spearman by set trained on and set evaluated on", size));
    page.write(
        table(
            "Trained on",
            (trained, evaluated) ->
                FigureTable.cell(
                    study.spearman(trained, evaluated),
                    seeds(study.spearmanBySeed(trained, evaluated)))));
    page.write("</section>\n");
  }

  private void writeLosses() throws IOException {
    page.write("<section>\n<h2>Loss of generalisation</h2>\n");
    note(
        "A model's Spearman on the set that it was trained on, less that on another: above 0, what"
            + " it learned holds less there. Sets differ in how well people agree, so a loss can"
            + " also be that of a harder set: compare with the column's own model. Small dots are"
            + " the seeds; with 3 or more, the large dot is their mean, with its interval.");
    List<IntervalCharts.Row> rows = new ArrayList<>();
    for (StudySet trained : study.sets()) {
      for (StudySet evaluated : study.sets()) {
        if (!evaluated.equals(trained)) {
          rows.add(
              new IntervalCharts.Row(
                  "%s, evaluated on %s".formatted(trained.name(), evaluated.name()),
                  study.loss(trained, evaluated),
                  study.lossBySeed(trained, evaluated),
                  Optional.of(study.sets().indexOf(trained))));
        }
      }
    }
    SetSection.writeInTwoSizes(
        page,
        size ->
            IntervalCharts.dots(
                rows,
                new Estimate(0, 0, 0),
                "loss of Spearman",
                "Loss of Spearman from the set trained on to each other",
                size));
    page.write(
        table(
            "Trained on",
            (trained, evaluated) ->
                trained.equals(evaluated)
                    ? "<td>\u2013</td>"
                    : FigureTable.cell(
                        study.loss(trained, evaluated),
                        seeds(study.lossBySeed(trained, evaluated)))));
    page.write("</section>\n");
  }

  /** Few seeds have no interval; then each one's value stands in the table. */
  private static String seeds(List<Double> values) {
    return values.size() == 1 || values.size() >= AcrossSeeds.LEAST_SEEDS
        ? ""
        : values.stream().map(Numbers::score).collect(Collectors.joining(", ", "seeds: ", ""));
  }

  /** What stands in the table for a set trained on and one evaluated on. */
  private interface Cell {
    String of(StudySet trained, StudySet evaluated);
  }

  private String table(String corner, Cell cell) {
    StringBuilder table = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
    table.append("<th scope=\"col\">%s</th>".formatted(corner));
    for (StudySet evaluated : study.sets()) {
      table.append(
          "<th scope=\"col\">%s<small>%s images evaluated</small></th>"
              .formatted(Html.escape(evaluated.name()), Numbers.count(evaluated.val())));
    }
    table.append("</tr></thead>\n<tbody>\n");
    for (StudySet trained : study.sets()) {
      table.append(
          "<tr><th scope=\"row\">%s%s<small>%s images</small></th>"
              .formatted(
                  swatch(trained), Html.escape(trained.name()), Numbers.count(trained.train())));
      study.sets().forEach(evaluated -> table.append(cell.of(trained, evaluated)));
      table.append("</tr>\n");
    }
    return table.append("</tbody>\n</table></div>\n").toString();
  }

  private void writeCurves() throws IOException {
    page.write("<section>\n<h2>Validation by epoch</h2>\n");
    note("Each line is a training, evaluated after each epoch on its own validation images.");
    SetSection.writeInTwoSizes(
        page, size -> size == IntervalCharts.Size.NARROW ? curves(360, 280) : curves(760, 340));
    page.write("<ul class=\"legend\">\n");
    for (StudySet set : study.sets()) {
      page.write("<li>%s%s</li>\n".formatted(swatch(set), Html.escape(set.name())));
    }
    page.write("</ul>\n</section>\n");
  }

  private String curves(int width, int height) {
    Plot plot = new Plot().grid(true, false);
    List<Double> all = new ArrayList<>();
    int epochs = 1;
    for (int set = 0; set < study.sets().size(); set++) {
      for (Training training : study.on(study.sets().get(set))) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int epoch = 0; epoch < training.curve().size(); epoch++) {
          if (Double.isFinite(training.curve().get(epoch))) {
            x.add(epoch + 1.0);
            y.add(training.curve().get(epoch));
          }
        }
        if (!x.isEmpty()) {
          Map<String, List<Double>> points = Map.of("x", x, "y", y);
          plot.layer("line", points, Map.of("color", Svg.series(set), "size", 1));
          plot.layer("point", points, Map.of("color", Svg.series(set), "size", 2));
        }
        all.addAll(y);
        epochs = Math.max(epochs, training.curve().size());
      }
    }
    if (all.isEmpty()) {
      return "<p>No figure is defined.</p>";
    }
    return plot.wholeNumbers("x", "epoch", 1, Math.max(2, epochs), 0, .03)
        .axis("y", "validation Spearman", Collections.min(all), Collections.max(all), .06)
        .draw("Validation Spearman by epoch of every training", width, height);
  }

  private void writeTrainings() throws IOException {
    page.write("<section>\n<h2>Every training</h2>\n");
    page.write("<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">Trained on</th>");
    page.write("<th scope=\"col\">seed</th>");
    for (StudySet evaluated : study.sets()) {
      page.write("<th scope=\"col\">on %s</th>".formatted(Html.escape(evaluated.name())));
    }
    page.write("<th scope=\"col\">run</th></tr></thead>\n<tbody>\n");
    for (StudySet set : study.sets()) {
      for (Training training : study.on(set)) {
        page.write(
            "<tr><th scope=\"row\">%s%s</th><td>%d</td>"
                .formatted(swatch(set), Html.escape(set.name()), training.seed()));
        for (Estimate estimate : training.spearman()) {
          page.write(FigureTable.cell(estimate, ""));
        }
        page.write("<td>%s</td></tr>\n".formatted(Html.escape(training.run())));
      }
    }
    page.write("</tbody>\n</table></div>\n</section>\n");
  }

  private void note(String text) throws IOException {
    page.write("<p class=\"note\">%s</p>\n".formatted(Html.escape(text)));
  }
}
