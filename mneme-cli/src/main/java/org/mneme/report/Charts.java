package org.mneme.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.letsPlot.commons.encoding.UnsupportedRGBEncoder;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/**
 * Charts as SVG elements to be put into a page. They take the page's text colour and font, and the
 * colours {@code --chart-1} and {@code --chart-grid}, so that one chart serves light and dark. The
 * same chart is the same text each time. Threads may share this class.
 */
public final class Charts {
  private Charts() {}

  /**
   * How often values fall between equally spaced limits, with a dashed line at their mean.
   *
   * @param values at least one, all finite
   * @param name of what the values are, under the axis
   * @param description for people who do not see the chart
   * @param width in pixels; the chart can be shown at any other
   * @param height in pixels
   */
  public static String histogram(
      float[] values, String name, String description, int width, int height) {
    Moments moments = Moments.of(values);
    Bins bins = Bins.of(values, moments);
    List<Object> centres = new ArrayList<>();
    List<Object> counts = new ArrayList<>();
    for (int i = 0; i < bins.counts().size(); i++) {
      centres.add(bins.low() + (i + .5) * bins.width());
      counts.add(bins.counts().get(i));
    }
    Map<String, Object> bars =
        Map.of(
            "geom",
            "bar",
            "stat",
            "identity",
            "mapping",
            Map.of("x", "x", "y", "y"),
            "data",
            Map.of("x", centres, "y", counts),
            "width",
            .94,
            "size",
            0,
            "fill",
            Svg.SERIES_1,
            "tooltips",
            "none");
    Map<String, Object> mean =
        Map.of(
            "geom", "vline",
            "xintercept", moments.mean(),
            "linetype", "dashed",
            "color", Svg.INK,
            "tooltips", "none");
    Map<String, Object> x =
        Map.of(
            "aesthetic",
            "x",
            "name",
            name,
            "limits",
            List.of(bins.low(), bins.high()),
            // Room for the number at the corner of the axes.
            "expand",
            List.of(.025, 0));
    Map<String, Object> y =
        Map.of(
            "aesthetic",
            "y",
            "name",
            "images",
            "limits",
            List.of(0, Collections.max(bins.counts()) * 1.06),
            "expand",
            List.of(0, 0));
    return draw(List.of(bars, mean), List.of(x, y), description, width, height);
  }

  private static String draw(
      List<Object> layers, List<Object> scales, String description, int width, int height) {
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

  private static Map<String, Object> theme() {
    Map<String, Object> blank = Map.of("name", "blank", "blank", true);
    Map<String, Object> grid = Map.of("name", "line", "color", Svg.GRID, "blank", false);
    return Map.of(
        "name",
        "minimal",
        "text",
        Map.of("name", "text", "color", Svg.INK, "blank", false),
        "line",
        Map.of("name", "line", "color", Svg.INK, "blank", false),
        "axis_title",
        Map.of("name", "text", "color", Svg.INK, "blank", false, "size", 13),
        "axis_line_x",
        Map.of("name", "line", "color", Svg.GRID, "blank", false),
        "plot_background",
        blank,
        "panel_background",
        blank,
        "panel_grid_major_x",
        blank,
        "panel_grid_minor",
        blank,
        "panel_grid_major_y",
        grid);
  }
}
