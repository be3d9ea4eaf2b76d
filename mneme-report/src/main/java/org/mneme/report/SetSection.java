package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mneme.evaluate.Calibration;
import org.mneme.evaluate.Comparison;
import org.mneme.evaluate.Disagreements;
import org.mneme.evaluate.Distribution;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.HumanConsistency;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.PileUp;
import org.mneme.evaluate.SetConfounds;

/** A data set's part of an {@link EvaluationPage}. */
final class SetSection {
  private static final int MOST_CATEGORIES = 40;
  private static final int MOST_PAIRS_DRAWN = 28;
  private static final Estimate NO_REFERENCE = new Estimate(Double.NaN, Double.NaN, Double.NaN);

  private final EvaluatedSet set;
  private final Evaluation evaluation;
  private final List<String> allModels;
  private final String id;
  private final int inEachList;
  private final EvaluationExtras extras;
  private final Writer page;

  /**
   * @param allModels of all sets, so that a model has one colour
   * @param number from 1
   * @param inEachList most images in one list of pictures
   * @param extras sections that were asked for, of all sets
   */
  SetSection(
      EvaluatedSet set,
      List<String> allModels,
      int number,
      int inEachList,
      EvaluationExtras extras,
      Writer page) {
    this.extras = extras;
    this.set = set;
    this.evaluation = set.evaluation();
    this.allModels = allModels;
    this.id = "set-" + number;
    this.inEachList = inEachList;
    this.page = page;
  }

  void write() throws IOException {
    page.write("<article aria-labelledby=\"%1$s\">\n<h2 id=\"%1$s\">".formatted(id));
    page.write("%s</h2>\n".formatted(Html.escape(set.name())));
    writeSummary();
    if (!evaluation.models().isEmpty()) {
      writeFigures();
      writeModels();
    }
    if (!evaluation.comparisons().isEmpty()) {
      writeDifferences();
    }
    if (!set.byCategory().isEmpty() && !evaluation.models().isEmpty()) {
      writeCategories();
    }
    for (SetConfounds each : extras.confounds()) {
      if (each.set().equals(set.name())) {
        ConfoundSection.write(each, id + "-confounds", page);
      }
    }
    new Pictures(set, series(), inEachList, page).write();
    int pair = 0;
    for (Disagreements each : extras.disagreements()) {
      if (each.set().equals(set.name())) {
        DisagreementSection.write(each, id + "-disagreements-" + ++pair, page);
      }
    }
    page.write("</article>\n");
  }

  static String swatch(int series) {
    return "<i class=\"swatch\" style=\"background:%s\"></i>".formatted(Svg.seriesInPage(series));
  }

  /** Text in a chart shrinks with it, so a phone gets one drawn for its size. */
  static void writeInTwoSizes(Writer page, Function<IntervalCharts.Size, String> chart)
      throws IOException {
    page.write(
        "<div class=\"chart\">\n<div class=\"wide\">%s</div>\n<div class=\"narrow\">%s</div>\n</div>\n"
            .formatted(
                chart.apply(IntervalCharts.Size.WIDE), chart.apply(IntervalCharts.Size.NARROW)));
  }

  /** Models and their colours. */
  private Map<String, Integer> series() {
    Map<String, Integer> series = new LinkedHashMap<>();
    evaluation.models().forEach(m -> series.put(m.model(), allModels.indexOf(m.model())));
    return series;
  }

  private void start(String key, String heading) throws IOException {
    page.write(
        "<section aria-labelledby=\"%1$s-%2$s\">\n<h3 id=\"%1$s-%2$s\">%3$s</h3>\n"
            .formatted(id, key, heading));
  }

  private void note(String html) throws IOException {
    page.write("<p class=\"note\">%s</p>\n".formatted(Numbers.unbroken(html)));
  }

  private void writeSummary() throws IOException {
    page.write("<dl class=\"figures\">\n");
    fact("Images", Numbers.count(evaluation.images()));
    if (evaluation.omitted() > 0) {
      fact("Left out: a score is missing", Numbers.count(evaluation.omitted()));
    }
    for (ModelEvaluation model : evaluation.models().stream().limit(1).toList()) {
      fact("Human scores, mean", Numbers.of(model.figure(Figure.TRUTH_MEAN).value()));
      fact("Standard deviation", Numbers.of(model.figure(Figure.TRUTH_SD).value()));
    }
    if (evaluation.humans().isPresent()) {
      fact("Human consistency", Numbers.of(evaluation.humans().get().spearman().value()));
    }
    page.write("</dl>\n");
    note("Data: " + Html.escape(set.format()) + ".");
    if (evaluation.humans().isPresent()) {
      writeHumans(evaluation.humans().get());
    }
  }

  private void fact(String label, String value) throws IOException {
    page.write("<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(label, value));
  }

  private void writeHumans(HumanConsistency humans) throws IOException {
    String halvings =
        humans.halvings() == 1
            ? "one halving"
            : "the mean of %d halvings, which gave %s to %s"
                .formatted(
                    humans.halvings(), Numbers.of(humans.least()), Numbers.of(humans.most()));
    note(
        """
        <strong>Human consistency.</strong> When the people are split at random into two halves, the \
        two halves' scores correlate at Spearman %s: %s. That is the mark to measure a model by. Of all \
        people together one would expect %s (Spearman-Brown)."""
            .formatted(
                Numbers.withInterval(humans.spearman()),
                halvings,
                Numbers.of(humans.spearmanBrown().value())));
  }

  private void writeFigures() throws IOException {
    start("figures", "Metrics");
    note(
        evaluation.images() < Intervals.LEAST_IMAGES
            ? "There are no intervals: they take %d images or more."
                .formatted(Intervals.LEAST_IMAGES)
            : """
            In grey: the 95 % interval. With other images of the same kind, the figure would probably \
            lie there.""");
    page.write("<div class=\"beside\">\n" + FigureTable.of(evaluation, series()) + "<div>\n");
    String reference =
        evaluation.humans().isPresent()
            ? " Dashed: how well people agree with each other, with its interval as a band."
            : "";
    note("Spearman with its 95 % interval: further to the right is better." + reference);
    page.write(
        "<div class=\"chart\">%s</div>\n"
            .formatted(ranking(evaluation, allModels, IntervalCharts.Size.NARROW)));
    page.write("</div>\n</div>\n</section>\n");
  }

  /** Spearman of each model beside the consistency of the human scores. */
  static String ranking(Evaluation evaluation, List<String> allModels, IntervalCharts.Size size) {
    List<IntervalCharts.Row> rows =
        evaluation.models().stream()
            .map(
                m ->
                    new IntervalCharts.Row(
                        m.model(),
                        m.figure(Figure.SPEARMAN),
                        Optional.of(allModels.indexOf(m.model()))))
            .toList();
    Estimate humans = evaluation.humans().map(HumanConsistency::spearman).orElse(NO_REFERENCE);
    return IntervalCharts.dots(
        rows, humans, "Spearman", "Spearman of each model, with its interval", size);
  }

  private void writeModels() throws IOException {
    start("models", "Model by model");
    for (ModelEvaluation model : evaluation.models()) {
      int series = allModels.indexOf(model.model());
      page.write(
          "<h4>%s%s</h4>\n<div class=\"panels\">\n"
              .formatted(swatch(series), Html.escape(model.model())));
      ModelCharts charts = ModelCharts.of(set, model, series);
      panel("Distribution", charts.distribution(), distribution(model));
      panel("Predictions and human scores", charts.scatter(), images(model, charts.hasDots()));
      if (model.calibration().isPresent()) {
        Calibration calibration = model.calibration().get();
        panel("Calibration", charts.calibration(calibration), calibration(model, calibration));
      }
      page.write("</div>\n");
    }
    page.write("</section>\n");
  }

  private void panel(String title, String svg, String caption) throws IOException {
    page.write(
        "<figure><h5>%s</h5>%s<figcaption>%s</figcaption></figure>\n"
            .formatted(title, svg, Numbers.unbroken(caption)));
  }

  private static String distribution(ModelEvaluation model) {
    Distribution d = model.distribution();
    StringBuilder caption =
        new StringBuilder(
            "A narrow distribution says nearly the same of every image. Predictions lie from %s to %s, human scores from %s to %s%s."
                .formatted(
                    Numbers.of(d.predictions().min()),
                    Numbers.of(d.predictions().max()),
                    Numbers.of(d.truth().min()),
                    Numbers.of(d.truth().max()),
                    d.hasUnlikeScales()
                        ? ", which is another scale. Only the predictions are drawn"
                        : ". Their spread is %s of the human scores'"
                            .formatted(Numbers.percent(model.figure(Figure.SD_RATIO).value()))));
    for (PileUp heap : d.pileUps()) {
      caption.append(
          " %s of them lie heaped at a %s of %s."
              .formatted(
                  Numbers.percent(heap.share()),
                  heap.side() == PileUp.Side.FLOOR ? "floor" : "ceiling",
                  Numbers.of(heap.at())));
    }
    return caption.toString();
  }

  private static String images(ModelEvaluation model, boolean dots) {
    String marks = dots ? "A dot is an image. " : "Darker cells hold more images. ";
    if (model.distribution().hasUnlikeScales()) {
      return marks
          + "Each axis has its own scale, so that no line shows where prediction and human score are equal.";
    }
    double bias = model.figure(Figure.BIAS).value();
    return "%sOn the dashed line, prediction and human score are equal. A prediction is off by %s on average; over all images, they are %s too %s."
        .formatted(
            marks,
            Numbers.of(model.figure(Figure.MAE).value()),
            Numbers.of(Math.abs(bias)),
            bias < 0 ? "low" : "high");
  }

  private static String calibration(ModelEvaluation model, Calibration calibration) {
    double intercept = calibration.line().intercept();
    String asItIs =
        model.distribution().hasUnlikeScales()
            ? ""
            : "%s as it is, ".formatted(Numbers.of(model.figure(Figure.MSE).value()));
    return "A dot is a tenth of the images, from the lowest predictions to the highest, with the mean human score and its 95 %% interval. Straight line: human score = %s %s %s × prediction. Mean squared error %s%s by the straight line, %s by the isotonic fit (the coloured line), both on images that the fit did not see."
        .formatted(
            Numbers.of(intercept),
            calibration.line().slope() < 0 ? "\u2212" : "+",
            Numbers.of(Math.abs(calibration.line().slope())),
            asItIs,
            Numbers.of(calibration.afterLine().get(Figure.MSE).value()),
            Numbers.of(calibration.afterIsotonic().get(Figure.MSE).value()));
  }

  private void writeDifferences() throws IOException {
    start("differences", "Differences between models");
    List<Comparison> comparisons = evaluation.comparisons();
    List<IntervalCharts.Row> rows =
        comparisons.stream()
            .limit(MOST_PAIRS_DRAWN)
            .map(
                c ->
                    new IntervalCharts.Row(
                        c.first() + " less " + c.second(),
                        c.differences().get(Figure.SPEARMAN).estimate(),
                        Optional.empty()))
            .toList();
    note(
        """
        The first model's figure less the second's, both on the same images. Where an interval does not \
        reach zero, chance among images hardly explains the difference; p says how often it would. \
        With many pairs, one or another falls under .05 by chance alone.""");
    note("Difference in Spearman: right of the dashed line, the first model ranks better.");
    writeInTwoSizes(
        page,
        size ->
            IntervalCharts.dots(
                rows,
                new Estimate(0, 0, 0),
                "difference in Spearman",
                "Differences in Spearman between models, with intervals",
                size));
    if (rows.size() < comparisons.size()) {
      note("The first %d pairs are drawn; all are in the table.".formatted(rows.size()));
    }
    page.write(FigureTable.differences(comparisons));
    page.write("</section>\n");
  }

  private void writeCategories() throws IOException {
    start("categories", "By category");
    Map<String, Integer> series = series();
    List<Map.Entry<String, Evaluation>> largest = new ArrayList<>(set.byCategory().entrySet());
    if (largest.size() > MOST_CATEGORIES) {
      largest.sort((a, b) -> b.getValue().images() - a.getValue().images());
      note("The %d largest of %d categories.".formatted(MOST_CATEGORIES, set.byCategory().size()));
      largest = largest.subList(0, MOST_CATEGORIES);
    }
    note(
        """
        Spearman within each category, with its 95 % interval; in brackets, its images. It is often \
        lower than over all images, because telling categories apart no longer helps.""");
    Map<String, List<Estimate>> groups = new LinkedHashMap<>();
    for (Map.Entry<String, Evaluation> category : largest) {
      Map<String, Estimate> own = new LinkedHashMap<>();
      category.getValue().models().forEach(m -> own.put(m.model(), m.figure(Figure.SPEARMAN)));
      groups.put(
          "%s (%s)".formatted(category.getKey(), Numbers.count(category.getValue().images())),
          series.keySet().stream().map(m -> own.getOrDefault(m, NO_REFERENCE)).toList());
    }
    legend(series);
    writeInTwoSizes(
        page,
        size ->
            IntervalCharts.bars(
                groups,
                List.copyOf(series.values()),
                "Spearman",
                "Spearman of each model in each category, with intervals",
                size));
    page.write("</section>\n");
  }

  private void legend(Map<String, Integer> series) throws IOException {
    page.write("<ul class=\"legend\">\n");
    for (Map.Entry<String, Integer> model : series.entrySet()) {
      page.write(
          "<li>%s%s</li>\n".formatted(swatch(model.getValue()), Html.escape(model.getKey())));
    }
    page.write("</ul>\n");
  }
}
