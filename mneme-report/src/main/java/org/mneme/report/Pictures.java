package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import org.mneme.data.Item;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.image.ImageLimits;

/**
 * The images of a data set that say most: which people remember most and least, and where each
 * model is furthest from people.
 */
final class Pictures {
  /**
   * @param model empty for the human scores
   * @param rows of the data set, the strongest first
   */
  private record Shown(String heading, Optional<String> model, List<Integer> rows) {}

  private final EvaluatedSet set;
  private final Map<String, Integer> series;
  private final int most;
  private final Writer page;
  private final double[] truth;

  /**
   * @param series the models and their colours
   * @param most images in one list
   */
  Pictures(EvaluatedSet set, Map<String, Integer> series, int most, Writer page) {
    this.set = set;
    this.series = series;
    this.most = most;
    this.page = page;
    this.truth = set.table().truth();
  }

  void write() throws IOException {
    List<Shown> lists = new ArrayList<>();
    lists.add(new Shown("Most memorable", Optional.empty(), highest(row -> truth[row])));
    lists.add(new Shown("Least memorable", Optional.empty(), highest(row -> -truth[row])));
    Map<String, double[]> predictions = new LinkedHashMap<>();
    for (String model : series.keySet()) {
      double[] p = set.table().predictions(model);
      predictions.put(model, p);
      if (onAnotherScale(model)) {
        continue; // How far a prediction is off says nothing then.
      }
      Optional<String> by = Optional.of(model);
      lists.add(new Shown("Predicted too high", by, positive(row -> p[row] - truth[row])));
      lists.add(new Shown("Predicted too low", by, positive(row -> truth[row] - p[row])));
    }
    lists.removeIf(list -> list.rows.isEmpty());
    if (lists.isEmpty()) {
      return;
    }
    Map<Path, Thumbnail> thumbnails = thumbnails(lists);
    page.write("<section class=\"pictures\">\n<h3>Images</h3>\n");
    page.write(
        "<p class=\"note\">%s</p>\n"
            .formatted(
                lists.stream().anyMatch(list -> list.model.isPresent())
                    ? "People: the human score. Model: its prediction, and how far it is off."
                    : "People: the human score."));
    for (Shown list : lists) {
      write(list, predictions, thumbnails);
    }
    page.write("</section>\n");
  }

  private boolean onAnotherScale(String model) {
    return set.evaluation().models().stream()
        .anyMatch(m -> m.model().equals(model) && m.distribution().hasUnlikeScales());
  }

  /** The rows of the highest values, NaN left out. */
  private List<Integer> highest(IntToDoubleFunction value) {
    Comparator<Integer> byValue = Comparator.comparingDouble(value::applyAsDouble);
    // Among equals the earlier row is the higher.
    Comparator<Integer> lowestFirst = byValue.thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> kept = new PriorityQueue<>(lowestFirst);
    for (int row = 0; row < truth.length; row++) {
      if (!Double.isNaN(value.applyAsDouble(row))) {
        kept.add(row);
        if (kept.size() > most) {
          kept.remove();
        }
      }
    }
    List<Integer> rows = new ArrayList<>(kept);
    rows.sort(lowestFirst.reversed());
    return rows;
  }

  private List<Integer> positive(IntToDoubleFunction value) {
    return highest(row -> value.applyAsDouble(row) > 0 ? value.applyAsDouble(row) : Double.NaN);
  }

  private Map<Path, Thumbnail> thumbnails(List<Shown> lists) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (Shown list : lists) {
      list.rows.forEach(row -> files.add(set.items().get(row).image()));
    }
    Map<Path, Thumbnail> thumbnails = new LinkedHashMap<>();
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
    try (Thumbnails made = new Thumbnails(files.iterator(), threads, ImageLimits.DEFAULT)) {
      for (Path file : files) {
        made.next().ifPresent(thumbnail -> thumbnails.put(file, thumbnail));
      }
    }
    return thumbnails;
  }

  private void write(Shown list, Map<String, double[]> predictions, Map<Path, Thumbnail> thumbnails)
      throws IOException {
    String by =
        list.model
            .map(m -> " by %s%s".formatted(SetSection.swatch(series.get(m)), Html.escape(m)))
            .orElse("");
    boolean any = list.rows.stream().anyMatch(r -> thumbnails.containsKey(item(r).image()));
    page.write(
        "<h4>%s%s</h4>\n<ol class=\"%s\">\n".formatted(list.heading, by, any ? "images" : "names"));
    for (int row : list.rows) {
      String name = Html.escape(item(row).id());
      Thumbnail thumbnail = thumbnails.get(item(row).image());
      String picture = any ? "<div class=\"gone\">no picture</div>" : "";
      page.write(
          "<li><figure>%s<figcaption>%s<span class=\"name\">%s</span></figcaption></figure></li>\n"
              .formatted(
                  thumbnail == null ? picture : thumbnail.html(name),
                  scores(list, predictions, row),
                  name));
    }
    page.write("</ol>\n");
  }

  private Item item(int row) {
    return set.items().get(row);
  }

  private String scores(Shown list, Map<String, double[]> predictions, int row) {
    StringBuilder html = new StringBuilder();
    html.append(score("People", truth[row], ""));
    if (list.model.isPresent()) {
      double prediction = predictions.get(list.model.get())[row];
      double off = prediction - truth[row];
      html.append(
          score("Model", prediction, (off > 0 ? "+" : "\u2212") + Numbers.score(Math.abs(off))));
    }
    return html.toString();
  }

  private static String score(String whose, double score, String off) {
    return "<span class=\"said\">%s <b>%s</b> %s</span>"
        .formatted(whose, Numbers.score(score), off);
  }
}
