package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.files.WholeFile;

/**
 * An evaluation as a page for people: one HTML file that needs nothing beside it and no script, for
 * wide and narrow screens, light and dark, and paper.
 *
 * <p>Its size and the time it takes hardly grow with the images: charts count them in cells, and a
 * few dozen are shown as small pictures. Memory grows with three numbers an image and model. Many
 * threads may write pages, each to a file of its own.
 */
public final class EvaluationPage {
  /** Small pictures on a page, about. */
  private static final int PICTURES = 48;

  private static final int LEAST_IN_A_LIST = 3;
  private static final int MOST_IN_A_LIST = 12;

  private final EvaluationReport report;
  private final List<String> models;
  private final EvaluationExtras extras;
  private final Writer page;

  private EvaluationPage(EvaluationReport report, EvaluationExtras extras, Writer page) {
    this.report = report;
    this.extras = extras;
    this.page = page;
    Set<String> all = new LinkedHashSet<>();
    for (EvaluatedSet set : report.sets()) {
      set.evaluation().models().forEach(model -> all.add(model.model()));
    }
    this.models = List.copyOf(all);
  }

  /**
   * Writes the page, UTF-8. The file appears when it is whole, in the place of an older one.
   *
   * @param report of one or more data sets
   * @param html is replaced if it is there
   * @throws IOException when the file cannot be written; images that cannot be read are shown by
   *     name
   */
  public static void write(EvaluationReport report, Path html) throws IOException {
    write(report, EvaluationExtras.NONE, html);
  }

  /**
   * Writes the page with sections that were asked for, UTF-8. The file appears when it is whole, in
   * the place of an older one.
   *
   * @param report of one or more data sets
   * @param extras sections beside the usual ones
   * @param html is replaced if it is there
   * @throws IOException when the file cannot be written; images that cannot be read are shown by
   *     name
   */
  public static void write(EvaluationReport report, EvaluationExtras extras, Path html)
      throws IOException {
    WholeFile.writeText(html, page -> new EvaluationPage(report, extras, page).write());
  }

  private void write() throws IOException {
    page.write(Html.start(report.title(), "page.css", "evaluation.css"));
    writeVerdicts();
    writeNotes();
    page.write("</header>\n<main>\n");
    if (report.sets().size() > 1) {
      writeHeatMap();
    }
    int number = 0;
    for (EvaluatedSet set : report.sets()) {
      new SetSection(set, models, ++number, inEachList(), extras, page).write();
    }
    page.write("</main>\n");
    writeProvenance();
    page.write("</body>\n</html>\n");
  }

  /** A model has two lists of images in each set, and a set two of its own. */
  private int inEachList() {
    int lists = report.sets().stream().mapToInt(s -> 2 + 2 * s.table().models().size()).sum();
    return Math.max(LEAST_IN_A_LIST, Math.min(MOST_IN_A_LIST, PICTURES / lists));
  }

  private void writeVerdicts() throws IOException {
    page.write("<section class=\"verdicts\" aria-labelledby=\"in-short\">\n");
    page.write("<h2 id=\"in-short\">In short</h2>\n");
    boolean several = report.sets().size() > 1;
    int number = 0;
    for (EvaluatedSet set : report.sets()) {
      number++;
      if (several) {
        page.write(
            "<h3><a href=\"#set-%d\">%s</a></h3>\n".formatted(number, Html.escape(set.name())));
      }
      page.write("<ul>\n");
      for (ModelEvaluation model : set.evaluation().models()) {
        page.write(
            "<li>%s<span><strong>%s</strong> %s.</span></li>\n"
                .formatted(
                    SetSection.swatch(models.indexOf(model.model())),
                    Html.escape(model.model()),
                    Html.escape(Numbers.unbroken(model.verdict()))));
      }
      page.write("</ul>\n");
      for (String sentence : Lead.of(set.evaluation())) {
        page.write("<p>%s</p>\n".formatted(Html.escape(Numbers.unbroken(sentence))));
      }
    }
    page.write("</section>\n");
  }

  private void writeNotes() throws IOException {
    if (report.notes().isEmpty()) {
      return;
    }
    page.write("<section class=\"notes\" aria-labelledby=\"notes\">\n");
    page.write("<h2 id=\"notes\">Please note</h2>\n<ul>\n");
    for (String note : report.notes()) {
      page.write("<li>%s</li>\n".formatted(Html.escape(note)));
    }
    page.write("</ul>\n</section>\n");
  }

  private void writeHeatMap() throws IOException {
    if (models.isEmpty()) {
      return;
    }
    EvaluationMatrix matrix = EvaluationMatrix.of(report);
    page.write("<section aria-labelledby=\"matrix\">\n");
    page.write("<h2 id=\"matrix\">Every model on every data set</h2>\n");
    page.write(
        """
        <p class="note">Spearman: how well a model puts the images in the order in which people remember \
        them. 1 is the same order, 0 is chance, below 0 (blue) the wrong way round. An empty place: not evaluated, or not defined.</p>
        """);
    SetSection.writeInTwoSizes(
        page,
        size -> IntervalCharts.heatMap(matrix, "Spearman of every model on every data set", size));
    page.write("</section>\n");
  }

  private void writeProvenance() throws IOException {
    page.write("<footer>\n<h2>Provenance</h2>\n<dl>\n");
    for (Map.Entry<String, String> fact : report.provenance().entrySet()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.getKey()), Html.escape(fact.getValue())));
    }
    page.write("</dl>\n</footer>\n");
  }
}
