package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.mneme.features.FeatureMap;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;

/**
 * A map of images by what a model's layers give for them, coloured by its score: one HTML file that
 * needs nothing beside it. With script each dot shows its picture; without it, its name.
 */
public final class FeatureMapPage {
  /** Of more images the dots have no pictures: the page would be too large for a browser. */
  static final int MOST_PICTURES = 5000;

  private static final int WIDTH = 1000;
  private static final int LEAST_HEIGHT = 320;
  private static final int MOST_HEIGHT = 900;
  private static final int EDGE = 24;
  private static final int SIDE = 120;

  /** Parts of the map along a side, the images that one needs to be shown, and how many are. */
  private static final int PARTS = 6;

  private static final int LEAST_OF_PART = 5;
  private static final int PARTS_SHOWN = 4;
  private static final int PICTURES_OF_PART = 8;
  private static final List<String> RANKS = List.of("The %s", "Second %s", "Third %s", "Fourth %s");

  private FeatureMapPage() {}

  /** A cell of the map and the points in it. */
  private record Part(List<Integer> points, double mean) {}

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param map the places
   * @param layers by which images were compared
   * @param about the model, for the foot of the page
   * @param threads to make small pictures with
   * @param limits larger pictures are dots without a picture
   * @param progress hears how many small pictures are made, and can end it
   * @param out takes HTML
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      FeatureMap map,
      String layers,
      About about,
      int threads,
      ImageLimits limits,
      Progress progress,
      OutputStream out)
      throws IOException {
    List<FeatureMap.Point> points = map.points();
    List<String> pictures = pictures(points, threads, limits, progress);
    double[] scores =
        points.stream()
            .mapToDouble(FeatureMap.Point::score)
            .filter(s -> !Double.isNaN(s))
            .sorted()
            .toArray();
    ScoreColours colours =
        scores.length == 0
            ? new ScoreColours(0, 1)
            : new ScoreColours(scores[0], scores[scores.length - 1]);
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    page.write(
        Html.start("Images as %s sees them".formatted(about.model()), "page.css", "features.css"));
    page.write("<dl class=\"figures\">\n");
    page.write(figure("Images", Numbers.count(points.size())));
    page.write(figure("Compared by", layers));
    page.write(figure("Method", map.method() == FeatureMap.Method.PCA ? "PCA" : "t-SNE"));
    if (!map.errors().isEmpty()) {
      page.write(figure("Failed", Numbers.count(map.errors().size())));
    }
    page.write(
        "</dl>\n<p class=\"note meaning\">%s</p>\n</header>\n<main>\n"
            .formatted(Numbers.unbroken(meaning(map))));
    writeRamp(page, scores);
    writeSheet(page, points, pictures, colours);
    if (scores.length > 0) {
      writeParts(page, points, pictures);
    }
    page.write("</main>\n<footer>\n<dl>\n");
    for (About.Fact fact : about.facts()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.label()), Html.escape(fact.text())));
    }
    page.write(
        "</dl>\n</footer>\n<script>\n%s</script>\n</body>\n</html>\n"
            .formatted(Html.resource("features.js")));
    page.flush();
  }

  private static String figure(String label, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(label, Html.escape(value));
  }

  private static String meaning(FeatureMap map) {
    if (map.method() == FeatureMap.Method.TSNE) {
      return "Near dots are pictures that are alike to the model. Which pictures stand together means something; how far apart two groups stand, and how large a group looks, means little.";
    }
    return "Near dots are pictures that are alike to the model along the two directions in which these pictures differ most. %s of what sets them apart is seen here; pictures that stand together can still differ in the rest."
        .formatted(Numbers.percent(map.shares().stream().mapToDouble(Double::doubleValue).sum()));
  }

  /** Data URIs of small pictures; empty text for one that cannot be shown. */
  private static List<String> pictures(
      List<FeatureMap.Point> points, int threads, ImageLimits limits, Progress progress)
      throws IOException {
    List<String> pictures = new ArrayList<>();
    if (points.size() > MOST_PICTURES) {
      points.forEach(point -> pictures.add(""));
      return pictures;
    }
    progress.begin("Making small pictures", points.size(), "images");
    List<Path> files = points.stream().map(FeatureMap.Point::image).toList();
    try (Thumbnails made = new Thumbnails(files.iterator(), threads, limits, SIDE)) {
      for (int i = 0; i < files.size(); i++) {
        progress.check();
        pictures.add(made.next().map(Thumbnail::dataUri).orElse(""));
        progress.advance(i + 1);
      }
    }
    return pictures;
  }

  private static void writeRamp(Writer page, double[] scores) throws IOException {
    if (scores.length == 0) {
      page.write("<p class=\"note\">The model gives no score, so the dots have no colour.</p>\n");
      return;
    }
    page.write(
        "<div class=\"ramp-row\"><span>score %s</span><span class=\"colours\" style=\"background:%s\"></span><span>%s</span></div>\n"
            .formatted(
                Numbers.score(scores[0]),
                ScoreColours.gradient(),
                Numbers.score(scores[scores.length - 1])));
  }

  private static void writeSheet(
      Writer page, List<FeatureMap.Point> points, List<String> pictures, ScoreColours colours)
      throws IOException {
    Span x = range(points.stream().mapToDouble(FeatureMap.Point::x).toArray());
    Span y = range(points.stream().mapToDouble(FeatureMap.Point::y).toArray());
    // Both directions have one scale, so that distances can be seen.
    double scale =
        Math.min(
            (WIDTH - 2 * EDGE) / Math.max(x.length(), 1e-30),
            (MOST_HEIGHT - 2 * EDGE) / Math.max(y.length(), 1e-30));
    double height = Math.max(LEAST_HEIGHT, y.length() * scale + 2 * EDGE);
    page.write(
        "<div class=\"sheet\"><svg viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"Map of %d images\">\n"
            .formatted(WIDTH, Math.round(height), points.size()));
    for (int i = 0; i < points.size(); i++) {
      FeatureMap.Point point = points.get(i);
      String name = Html.escape(String.valueOf(point.image().getFileName()));
      String score = Float.isNaN(point.score()) ? "" : Numbers.score(point.score());
      page.write(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"%s\" data-name=\"%s\" data-score=\"%s\" data-picture=\"%s\"><title>%s %s</title></circle>\n",
              WIDTH / 2.0 + (point.x() - x.middle()) * scale,
              height / 2 - (point.y() - y.middle()) * scale,
              colours.of(point.score()),
              name,
              score,
              pictures.get(i),
              name,
              score));
    }
    page.write("</svg></div>\n<div class=\"shown\" role=\"status\" hidden=\"hidden\"></div>\n");
  }

  private record Span(double low, double high) {
    double length() {
      return high - low;
    }

    double middle() {
      return (low + high) / 2;
    }
  }

  private static Span range(double[] values) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    return new Span(low, high);
  }

  private static double place(Span range, double value) {
    return range.high > range.low ? (value - range.low) / (range.high - range.low) : .5;
  }

  /** Which parts of the map score highest and lowest: groups of pictures to look at. */
  private static void writeParts(Writer page, List<FeatureMap.Point> points, List<String> pictures)
      throws IOException {
    List<Part> parts = parts(points);
    if (parts.size() < 2) {
      return;
    }
    int shown = Math.min(PARTS_SHOWN, parts.size() / 2);
    page.write(
        "<section>\n<h2>Parts of the map by their mean score</h2>\n<p class=\"note\">The map is divided into %d \u00d7 %d parts; those with %d pictures or more are compared. What the pictures of a part have in common is for you to see.</p>\n<div class=\"groups\">\n"
            .formatted(PARTS, PARTS, LEAST_OF_PART));
    for (int i = 0; i < shown; i++) {
      writePart(page, "highest", i + 1, parts.get(i), points, pictures);
    }
    for (int i = 0; i < shown; i++) {
      writePart(page, "lowest", i + 1, parts.get(parts.size() - 1 - i), points, pictures);
    }
    page.write("</div>\n</section>\n");
  }

  /** The highest mean first. */
  private static List<Part> parts(List<FeatureMap.Point> points) {
    Span x = range(points.stream().mapToDouble(FeatureMap.Point::x).toArray());
    Span y = range(points.stream().mapToDouble(FeatureMap.Point::y).toArray());
    Map<Integer, List<Integer>> cells = new TreeMap<>();
    for (int i = 0; i < points.size(); i++) {
      FeatureMap.Point point = points.get(i);
      if (!Float.isNaN(point.score())) {
        int column = (int) Math.min(PARTS - 1, Math.floor(place(x, point.x()) * PARTS));
        int row = (int) Math.min(PARTS - 1, Math.floor(place(y, point.y()) * PARTS));
        cells.computeIfAbsent(row * PARTS + column, cell -> new ArrayList<>()).add(i);
      }
    }
    List<Part> parts = new ArrayList<>();
    for (List<Integer> cell : cells.values()) {
      if (cell.size() >= LEAST_OF_PART) {
        parts.add(
            new Part(
                cell, cell.stream().mapToDouble(i -> points.get(i).score()).average().orElse(0)));
      }
    }
    parts.sort(Comparator.comparingDouble(Part::mean).reversed());
    return parts;
  }

  private static void writePart(
      Writer page,
      String which,
      int rank,
      Part part,
      List<FeatureMap.Point> points,
      List<String> pictures)
      throws IOException {
    page.write(
        "<div><h3>%s: mean %s of %s pictures</h3>\n<ol class=\"images\">\n"
            .formatted(
                RANKS.get(rank - 1).formatted(which),
                Numbers.score(part.mean),
                Numbers.count(part.points.size())));
    // Spread over the part, so that it is seen as a whole.
    int count = Math.min(PICTURES_OF_PART, part.points.size());
    for (int i = 0; i < count; i++) {
      int at = part.points.get(i * part.points.size() / count);
      String name = Html.escape(String.valueOf(points.get(at).image().getFileName()));
      page.write(
          "<li><figure>%s<figcaption><span class=\"score\">%s</span> <span class=\"name\">%s</span></figcaption></figure></li>\n"
              .formatted(
                  pictures.get(at).isEmpty()
                      ? "<div class=\"gone\">no picture</div>"
                      : "<img src=\"%s\" alt=\"%s\"/>".formatted(pictures.get(at), name),
                  Numbers.score(points.get(at).score()),
                  name));
    }
    page.write("</ol></div>\n");
  }
}
