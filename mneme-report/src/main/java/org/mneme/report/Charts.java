package org.mneme.report;

import java.util.Collections;
import java.util.Map;

/**
 * Charts of scores as SVG elements to be put into a page. They take the page's text colour and
 * font, and the colours {@code --chart-1} to {@code --chart-6}, {@code --chart-truth} and {@code
 * --chart-grid}, so that one chart serves light and dark. The same chart is the same text each
 * time. Threads may share this class.
 */
final class Charts {
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
    return new Plot()
        .layer(
            "bar",
            Map.of("x", bins.centres(), "y", bins.counts()),
            Map.of("width", .94, "size", 0, "fill", Svg.series(0)))
        .layer(
            "vline",
            Map.of(),
            Map.of("xintercept", moments.mean(), "linetype", "dashed", "color", Svg.INK))
        // Room for the number at the corner of the axes.
        .axis("x", name, bins.low(), bins.high(), .025)
        .counts("y", "images", Collections.max(bins.counts()))
        .draw(description, width, height);
  }
}
