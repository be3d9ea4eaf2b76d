package org.mneme.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.mneme.evaluate.Calibration;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.ModelEvaluation;
import org.mneme.evaluate.Recalibration;

/**
 * One model's charts, all of one size: predictions beside human scores. They stay small however
 * many images there are; up to 1,000 are dots with their names.
 */
final class ModelCharts {
  private static final int WIDTH = 340;
  private static final int HEIGHT = 260;

  /** From this many images on, dots would cover one another; images are counted in cells. */
  private static final int MOST_DOTS = 1000;

  private static final int CELLS = 44;
  private static final int CURVE_POINTS = 200;
  private static final Map<String, Object> DASHED =
      Map.of("linetype", "dashed", "color", Svg.INK, "size", .8);

  private final String model;
  private final String colour;
  private final List<String> images;
  private final double[] truth;
  private final double[] predictions;
  private final boolean unlike;
  private final Range across;
  private final Range up;

  /**
   * @param images their names
   * @param truth as many, at least one, all finite
   * @param predictions as many, all finite
   * @param unlike whether the two are on scales of their own, so that each axis has its own
   */
  private ModelCharts(
      String model,
      int series,
      List<String> images,
      double[] truth,
      double[] predictions,
      boolean unlike) {
    this.model = model;
    this.images = images;
    this.colour = Svg.series(series);
    this.truth = truth;
    this.predictions = predictions;
    this.unlike = unlike;
    Range both = Range.of(truth, predictions).notEmpty();
    this.across = unlike ? Range.of(predictions).notEmpty() : both;
    this.up = unlike ? Range.of(truth).notEmpty() : both;
  }

  /** Draws one model on one data set, by the images that have both scores. */
  static ModelCharts of(EvaluatedSet set, ModelEvaluation model, int series) {
    double[] truth = set.table().truth();
    double[] predictions = set.table().predictions(model.model());
    int[] rows = set.table().rowsWithBoth(model.model());
    return new ModelCharts(
        model.model(),
        series,
        IntStream.of(rows).mapToObj(row -> set.items().get(row).id()).toList(),
        IntStream.of(rows).mapToDouble(row -> truth[row]).toArray(),
        IntStream.of(rows).mapToDouble(row -> predictions[row]).toArray(),
        model.distribution().hasUnlikeScales());
  }

  /**
   * How often each score was remembered, and how often it is predicted; of scores on unlike scales,
   * the predictions alone.
   */
  String distribution() {
    Range range = across.ofScores();
    int bars = Bins.fitting(predictions.length);
    Bins predicted = Bins.of(predictions, range, bars);
    if (unlike) {
      return new Plot()
          .layer("bar", bars(predicted), bar(colour, .6))
          .axis("x", "prediction", range.low(), range.high(), .025)
          .counts("y", "images", Collections.max(predicted.counts()))
          .draw("Distribution of predictions by " + model, WIDTH, HEIGHT);
    }
    Bins people = Bins.of(truth, range, bars);
    int most = Math.max(Collections.max(people.counts()), Collections.max(predicted.counts()));
    return new Plot()
        .layer("bar", bars(people), bar(Svg.TRUTH, .75))
        .layer("bar", bars(predicted), bar(colour, .6))
        .key(List.of("human scores", "predictions"), List.of(Svg.TRUTH, colour), range, most)
        .axis("x", "score", range.low(), range.high(), .025)
        .countsUnderKey("y", "images", most)
        .draw("Distribution of human scores and of predictions by " + model, WIDTH, HEIGHT);
  }

  private static Map<String, List<?>> bars(Bins bins) {
    return Map.of("x", bins.centres(), "y", bins.counts());
  }

  private static Map<String, Object> bar(String fill, double alpha) {
    return Map.of("width", 1, "size", 0, "fill", fill, "alpha", alpha);
  }

  /** Whether {@link #scatter} shows each image as a dot. */
  boolean hasDots() {
    return truth.length <= MOST_DOTS;
  }

  /** Every image's prediction and human score: dots with names, or counted in cells. */
  String scatter() {
    Plot plot = hasDots() ? dots() : cells();
    String drawn =
        onItsAxes(plot)
            .draw(
                "Human score over prediction by %s, %s images"
                    .formatted(model, Numbers.count(truth.length)),
                WIDTH,
                HEIGHT);
    return hasDots() ? Svg.withTitles(drawn, this::title) : drawn;
  }

  private String title(int image) {
    return "%s: prediction %s, human score %s"
        .formatted(
            images.get(image), Numbers.score(predictions[image]), Numbers.score(truth[image]));
  }

  private Plot dots() {
    return new Plot()
        .layer(
            "point",
            Map.of(
                "x", Arrays.stream(predictions).boxed().toList(),
                "y", Arrays.stream(truth).boxed().toList()),
            Map.of("color", colour, "size", truth.length <= 200 ? 2.6 : 1.8, "alpha", .6));
  }

  private Plot cells() {
    int[][] counts = new int[CELLS][CELLS];
    int most = 0;
    for (int i = 0; i < truth.length; i++) {
      int column = across.cell(predictions[i], CELLS);
      int row = up.cell(truth[i], CELLS);
      most = Math.max(most, ++counts[column][row]);
    }
    Map<String, List<Double>> cells = new LinkedHashMap<>();
    for (String aesthetic : List.of("xmin", "xmax", "ymin", "ymax", "alpha")) {
      cells.put(aesthetic, new ArrayList<>());
    }
    double wide = across.length() / CELLS;
    double high = up.length() / CELLS;
    for (int column = 0; column < CELLS; column++) {
      for (int row = 0; row < CELLS; row++) {
        if (counts[column][row] > 0) {
          cells.get("xmin").add(across.low() + column * wide);
          cells.get("xmax").add(across.low() + (column + 1) * wide);
          cells.get("ymin").add(up.low() + row * high);
          cells.get("ymax").add(up.low() + (row + 1) * high);
          // The scale is logarithmic, or a few crowded cells would hide all others.
          double full = most == 1 ? 1 : Math.log(counts[column][row]) / Math.log(most);
          cells.get("alpha").add(.18 + .82 * full);
        }
      }
    }
    return new Plot().layer("rect", cells, Map.of("size", 0, "fill", colour));
  }

  /** Mean human score over mean prediction, and what would set the predictions right. */
  String calibration(Calibration calibration) {
    Range own = Range.of(predictions);
    double[] at =
        own.length() == 0
            ? new double[] {own.low()}
            : DoubleStream.iterate(own.low(), v -> v + own.length() / CURVE_POINTS)
                .limit(CURVE_POINTS + 1)
                .toArray();
    List<Calibration.Bin> bins = calibration.reliability();
    List<Double> x = bins.stream().map(Calibration.Bin::prediction).toList();
    Plot plot =
        new Plot()
            .layer("line", curve(calibration.line(), at), Map.of("color", Svg.INK, "size", .8))
            .layer("line", curve(calibration.isotonic(), at), Map.of("color", colour, "size", 1))
            .layer(
                "linerange",
                Map.of(
                    "x", x,
                    "ymin", inside(bins.stream().mapToDouble(b -> b.truth().low())),
                    "ymax", inside(bins.stream().mapToDouble(b -> b.truth().high()))),
                Map.of("color", colour, "size", 1.1))
            .layer(
                "point",
                Map.of("x", x, "y", inside(bins.stream().mapToDouble(b -> b.truth().value()))),
                Map.of("color", colour, "size", 3));
    return onItsAxes(plot).draw("Mean human score over prediction by " + model, WIDTH, HEIGHT);
  }

  private Map<String, List<?>> curve(Recalibration curve, double[] at) {
    return Map.of(
        "x", Arrays.stream(at).boxed().toList(), "y", inside(Arrays.stream(at).map(curve::apply)));
  }

  /** An axis drops what lies beyond it, so marks end there. */
  private List<Double> inside(DoubleStream values) {
    return values.map(v -> Math.max(up.low(), Math.min(up.high(), v))).boxed().toList();
  }

  /** On one scale, prediction and human score are equal on a line from corner to corner. */
  private Plot onItsAxes(Plot plot) {
    Plot lined =
        unlike ? plot : plot.line(across.low(), up.low(), across.high(), up.high(), DASHED);
    return lined
        .grid(true, true)
        .axis("x", "prediction", across.low(), across.high(), .02)
        .axis("y", "human score", up.low(), up.high(), .02);
  }
}
