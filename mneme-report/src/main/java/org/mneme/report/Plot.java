package org.mneme.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jetbrains.letsPlot.commons.encoding.UnsupportedRGBEncoder;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/** A chart in the making: layers over two axes, in the page's colours. For one thread. */
final class Plot {
  /**
   * Lets-Plot reads links and formulas out of labels; after this, which has no width, it cannot.
   */
  private static final String UNREAD = "\u2060";

  private static final int MOST_COUNTED_SINGLY = 10;

  /**
   * Times the highest count, that an axis of counts goes up to where a key stands above the bars.
   */
  private static final double ROOM_FOR_KEY = 1.3;

  private final List<Object> layers = new ArrayList<>();
  private final List<Map<String, Object>> scales = new ArrayList<>();
  private final List<String> unmarked = new ArrayList<>();
  private boolean horizontalGrid = true;
  private boolean verticalGrid;

  Plot() {
    // Opacity as it is given: it serves light and dark pages alike.
    scales.add(Map.of("aesthetic", "alpha", "scale_mapper_kind", "identity", "guide", "none"));
  }

  /** Lets layers have a colour for each mark, as a column {@code color} or {@code fill}. */
  Plot ownColours() {
    for (String aesthetic : List.of("color", "fill")) {
      scales.add(Map.of("aesthetic", aesthetic, "scale_mapper_kind", "identity", "guide", "none"));
    }
    return this;
  }

  /**
   * Adds marks over those there are.
   *
   * @param geom Lets-Plot's name of the mark
   * @param columns by aesthetic, all of one length
   * @param settings aesthetics that are the same for every mark
   */
  Plot layer(String geom, Map<String, ? extends List<?>> columns, Map<String, ?> settings) {
    Map<String, Object> layer = new HashMap<>(settings);
    layer.put("geom", geom);
    layer.put("stat", "identity");
    layer.put("tooltips", "none");
    layer.put("data", columns);
    layer.put(
        "mapping", columns.keySet().stream().collect(Collectors.toMap(name -> name, name -> name)));
    layers.add(layer);
    return this;
  }

  /** Adds a straight line between two points. */
  Plot line(double x, double y, double xEnd, double yEnd, Map<String, ?> settings) {
    return layer(
        "segment",
        Map.of("x", List.of(x), "y", List.of(y), "xend", List.of(xEnd), "yend", List.of(yEnd)),
        settings);
  }

  /**
   * An axis of numbers.
   *
   * @param aesthetic x or y
   * @param margin share of the range that is left free at both ends
   */
  Plot axis(String aesthetic, String name, double low, double high, double margin) {
    Range range = new Range(low, high).notEmpty();
    scales.add(
        Map.of(
            "aesthetic",
            aesthetic,
            "name",
            literal(name),
            "limits",
            List.of(range.low(), range.high()),
            "expand",
            List.of(margin, 0)));
    return this;
  }

  /** An axis of counts from 0 up, with room above; few are marked one by one, never halves. */
  Plot counts(String aesthetic, String name, int most) {
    return wholeNumbers(aesthetic, name, 0, most, 0.06 * most, 0);
  }

  /** The same with room for a {@link #key} above the highest count. */
  Plot countsUnderKey(String aesthetic, String name, int most) {
    return wholeNumbers(aesthetic, name, 0, most, (ROOM_FOR_KEY - 1) * most, 0);
  }

  /**
   * An axis of whole numbers; few are marked one by one.
   *
   * @param room left free above the highest, in numbers
   * @param margin share of the range that is left free at both ends
   */
  Plot wholeNumbers(String aesthetic, String name, int low, int high, double room, double margin) {
    axis(aesthetic, name, low, high + room, margin);
    if (high - low <= MOST_COUNTED_SINGLY) {
      Map<String, Object> marked = new HashMap<>(scales.remove(scales.size() - 1));
      marked.put("breaks", IntStream.rangeClosed(low, high).asDoubleStream().boxed().toList());
      marked.put("labels", IntStream.rangeClosed(low, high).mapToObj(String::valueOf).toList());
      scales.add(marked);
    }
    return this;
  }

  /** An axis of names, which stand at 0, 1, ... */
  Plot names(String aesthetic, List<String> names) {
    List<Double> places = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      places.add((double) i);
    }
    scales.add(
        Map.of(
            "aesthetic",
            aesthetic,
            "name",
            "",
            "breaks",
            places,
            "labels",
            names.stream().map(Plot::literal).toList(),
            "limits",
            List.of(-.5, names.size() - .5),
            "expand",
            List.of(0, 0)));
    return this;
  }

  /**
   * Says inside the chart what its colours are, at the upper left, above the highest count.
   *
   * @param names from the top down
   * @param colours one each
   * @param range of the axis across
   * @param most the highest count, as {@link #countsUnderKey} is given it
   */
  Plot key(List<String> names, List<String> colours, Range range, int most) {
    for (int i = 0; i < names.size(); i++) {
      double y = most * (ROOM_FOR_KEY - .07 - .13 * i);
      Map<String, List<?>> place =
          Map.of("x", List.of(range.low() + .03 * range.length()), "y", List.of(y));
      layer("point", place, Map.of("color", colours.get(i), "size", 5, "shape", 15));
      layer(
          "text",
          Map.of(
              "x",
              List.of(range.low() + .06 * range.length()),
              "y",
              List.of(y),
              "label",
              List.of(literal(names.get(i)))),
          Map.of("color", Svg.INK, "hjust", "left", "size", 5));
    }
    return this;
  }

  /** Leaves an axis without numbers. */
  Plot withoutTicks(String aesthetic) {
    unmarked.add(aesthetic);
    return this;
  }

  Plot grid(boolean horizontal, boolean vertical) {
    horizontalGrid = horizontal;
    verticalGrid = vertical;
    return this;
  }

  /**
   * The chart as an SVG element.
   *
   * @param description for people who do not see it
   * @param width in pixels; the chart can be shown at any other
   * @param height in pixels
   */
  String draw(String description, int width, int height) {
    Map<String, Object> plot = new HashMap<>();
    plot.put("kind", "plot");
    plot.put("ggsize", Map.of("width", width, "height", height));
    plot.put("layers", layers);
    plot.put("scales", scales);
    plot.put("theme", theme());
    String drawn =
        PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
            plot, null, new UnsupportedRGBEncoder(), true);
    return Svg.forPage(drawn, description, width, height);
  }

  /** Text that is shown as it is. */
  static String literal(String text) {
    return Html.allowed(text).replace("<", "<" + UNREAD).replace("\\", "\\" + UNREAD);
  }

  private Map<String, Object> theme() {
    Map<String, Object> blank = Map.of("name", "blank", "blank", true);
    Map<String, Object> grid = Map.of("name", "line", "color", Svg.GRID, "blank", false);
    Map<String, Object> text = Map.of("name", "text", "color", Svg.INK, "blank", false);
    Map<String, Object> theme = new HashMap<>();
    theme.put("name", "minimal");
    theme.put("legend_position", "none");
    theme.put("text", text);
    theme.put("line", Map.of("name", "line", "color", Svg.INK, "blank", false));
    theme.put("axis_title", Map.of("name", "text", "color", Svg.INK, "blank", false, "size", 13));
    theme.put("axis_line_x", grid);
    theme.put("plot_background", blank);
    theme.put("panel_background", blank);
    theme.put("panel_grid_minor", blank);
    theme.put("panel_grid_major_x", verticalGrid ? grid : blank);
    theme.put("panel_grid_major_y", horizontalGrid ? grid : blank);
    for (String axis : unmarked) {
      theme.put("axis_text_" + axis, blank);
      theme.put("axis_title_" + axis, blank);
      theme.put("axis_ticks_" + axis, blank);
    }
    return theme;
  }
}
