package org.mneme.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluationMatrix;

/** Figures with their intervals, one beneath the other, and tables of figures as heat maps. */
final class IntervalCharts {
  /** Charts have two sizes: for phones, and for other screens. */
  enum Size {
    NARROW(360, 44),
    WIDE(760, 90);

    private final int width;
    private final int label;

    Size(int width, int label) {
      this.width = width;
      this.label = label;
    }
  }

  private static final int AXIS = 62;

  /** Series whose colours are the two sides of a diverging scale. */
  private static final int ABOVE_ZERO = 0;

  private static final int BELOW_ZERO = 1;

  /** The library cuts off what is longer, without regard to what tells names apart. */
  private static final int AXIS_LABEL = 20;

  private IntervalCharts() {}

  /**
   * One line of a chart.
   *
   * @param parts what the estimate is the mean of, as small dots; without an interval they stand in
   *     its place
   * @param series of the colour; empty is the colour of text
   */
  record Row(String label, Estimate estimate, List<Double> parts, Optional<Integer> series) {
    Row(String label, Estimate estimate, Optional<Integer> series) {
      this(label, estimate, List.of(), series);
    }

    /** Whether the estimate itself is drawn. */
    private boolean whole() {
      return parts.size() < 2 || !Double.isNaN(estimate.low());
    }

    private String colour() {
      return series.map(Svg::series).orElse(Svg.INK);
    }
  }

  /**
   * A dot and its interval for each row, from the top.
   *
   * @param reference drawn as a dashed line with its own interval as a band
   */
  static String dots(
      List<Row> rows, Estimate reference, String axis, String description, Size size) {
    Plot plot = new Plot();
    double low = reference.value();
    double high = reference.value();
    if (reference.low() < reference.high()) {
      low = reference.low();
      high = reference.high();
      plot.layer(
          "rect",
          Map.of(
              "xmin", List.of(low),
              "xmax", List.of(high),
              "ymin", List.of(-.5),
              "ymax", List.of(rows.size() - .5)),
          Map.of("fill", Svg.TRUTH, "size", 0, "alpha", .5));
    }
    if (!Double.isNaN(reference.value())) {
      plot.line(
          reference.value(),
          -.5,
          reference.value(),
          rows.size() - .5,
          Map.of("linetype", "dashed", "color", Svg.INK, "size", .8));
    }
    Range range = around(rows, low, high);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      double y = rows.size() - 1.2 - i;
      boolean defined = !Double.isNaN(row.estimate().value());
      String label = shortened(row.label(), size.label) + (defined ? "" : ": not defined");
      // They are not on the axis, where the library cuts labels off at twenty letters.
      plot.layer(
          "text",
          Map.of(
              "x", List.of(range.low() + .012 * range.length()),
              "y", List.of(y + .42),
              "label", List.of(Plot.literal(label))),
          Map.of("color", Svg.INK, "size", 6.2, "hjust", "left"));
      if (defined) {
        if (row.whole()) {
          interval(plot, row.estimate(), y, row.colour());
          plot.layer(
              "point",
              Map.of("x", List.of(row.estimate().value()), "y", List.of(y)),
              Map.of("color", row.colour(), "size", 4.5));
        }
        double beside = row.whole() ? y - .2 : y;
        if (row.parts().size() > 1) {
          plot.layer(
              "point",
              Map.of("x", row.parts(), "y", Collections.nCopies(row.parts().size(), beside)),
              Map.of("color", row.colour(), "size", 2.5, "alpha", .75));
        }
      }
    }
    return plot.axis("x", axis, range.low(), range.high(), .06)
        .names("y", Collections.nCopies(rows.size(), ""))
        .grid(false, true)
        .draw(description, size.width, AXIS + 46 * rows.size());
  }

  /**
   * Bars from zero with intervals: for each group one for each series, from the top.
   *
   * @param groups estimates by series; NaN leaves a gap
   */
  static String bars(
      Map<String, List<Estimate>> groups,
      List<Integer> series,
      String axis,
      String description,
      Size size) {
    Plot plot = new Plot();
    double thick = .8 / series.size();
    List<Row> all = new ArrayList<>();
    int group = groups.size();
    for (List<Estimate> estimates : groups.values()) {
      group--;
      for (int s = 0; s < series.size(); s++) {
        Estimate estimate = estimates.get(s);
        if (Double.isNaN(estimate.value())) {
          continue;
        }
        double y = group + .4 - (s + .5) * thick;
        all.add(new Row("", estimate, Optional.of(series.get(s))));
        plot.layer(
            "rect",
            Map.of(
                "xmin", List.of(Math.min(0, estimate.value())),
                "xmax", List.of(Math.max(0, estimate.value())),
                "ymin", List.of(y - .45 * thick),
                "ymax", List.of(y + .45 * thick)),
            Map.of("fill", Svg.series(series.get(s)), "size", 0, "alpha", .75));
        interval(plot, estimate, y, Svg.INK);
      }
    }
    Range range = around(all, 0, 0);
    int height = AXIS + groups.size() * (10 + 16 * series.size());
    return plot.axis("x", axis, range.low(), range.high(), .06)
        .names("y", labels(List.copyOf(groups.keySet())))
        .grid(false, true)
        .draw(description, size.width, height);
  }

  private static void interval(Plot plot, Estimate estimate, double y, String colour) {
    if (estimate.low() <= estimate.high()) {
      plot.line(estimate.low(), y, estimate.high(), y, Map.of("color", colour, "size", 1.3));
    }
  }

  private static Range around(List<Row> rows, double low, double high) {
    double least = low;
    double most = high;
    for (Row row : rows) {
      Estimate e = row.estimate();
      List<Double> ends = new ArrayList<>(List.of(e.value(), e.low(), e.high()));
      ends.addAll(row.parts());
      for (double end : ends) {
        // Unlike Math.min, these pass over NaN.
        least = end < least || Double.isNaN(least) ? end : least;
        most = end > most || Double.isNaN(most) ? end : most;
      }
    }
    return Double.isNaN(least) ? new Range(0, 1) : new Range(least, most).notEmpty();
  }

  /**
   * A table of figures of -1..1 as shades: orange above 0, blue below, which people tell apart who
   * see no red or green; the stronger, the further from 0, where there is none.
   */
  static String heatMap(EvaluationMatrix matrix, String description, Size size) {
    int rows = matrix.rows().size();
    List<Integer> x = new ArrayList<>();
    List<Integer> y = new ArrayList<>();
    List<Double> alpha = new ArrayList<>();
    List<String> fill = new ArrayList<>();
    List<String> text = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      List<Optional<Estimate>> cells = matrix.rows().get(r).cells();
      for (int c = 0; c < cells.size(); c++) {
        double value = cells.get(c).map(Estimate::value).orElse(Double.NaN);
        if (!Double.isNaN(value)) {
          x.add(c);
          y.add(rows - 1 - r);
          alpha.add(.7 * Math.min(1, Math.abs(value)));
          fill.add(Svg.series(value < 0 ? BELOW_ZERO : ABOVE_ZERO));
          text.add(Numbers.score(value));
        }
      }
    }
    // Tiles would not do: the library makes those square, whatever room there is.
    Map<String, List<?>> shades =
        Map.of(
            "xmin", x.stream().map(v -> v - .49).toList(),
            "xmax", x.stream().map(v -> v + .49).toList(),
            "ymin", y.stream().map(v -> v - .47).toList(),
            "ymax", y.stream().map(v -> v + .47).toList(),
            "alpha", alpha,
            "fill", fill);
    return new Plot()
        .ownColours()
        .layer("rect", shades, Map.of("size", 0))
        .layer("text", Map.of("x", x, "y", y, "label", text), Map.of("color", Svg.INK, "size", 6))
        .names("x", matrix.data().stream().map(name -> shortened(name, 16)).toList())
        .names("y", labels(matrix.rows().stream().map(EvaluationMatrix.Row::model).toList()))
        .grid(false, false)
        .draw(description, size.width, AXIS + 24 + 46 * rows);
  }

  /** The labels from the bottom up, as the axis runs. */
  private static List<String> labels(List<String> names) {
    List<String> labels =
        new ArrayList<>(names.stream().map(name -> shortened(name, AXIS_LABEL)).toList());
    Collections.reverse(labels);
    return labels;
  }

  private static String shortened(String name, int most) {
    int[] points = name.codePoints().toArray();
    if (points.length <= most) {
      return name;
    }
    // The end tells more than the middle: names of models and folders differ there.
    int tail = most / 3;
    return new String(points, 0, most - tail - 1)
        + "\u2026"
        + new String(points, points.length - tail, tail);
  }
}
