package org.mneme.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.data.InspectOptions;
import org.mneme.data.Inspection;
import org.mneme.data.Item;
import org.mneme.data.Part;
import org.mneme.data.Problem;

/** A self-contained page that shows what is in a data set, and what is wrong with it. */
public final class DataPage {
  private static final String PASSED = "passed";
  private static final int EXTREMES = 6;
  private static final int MOST_NAMED = 20;

  private DataPage() {}

  /**
   * {@return the page's text, HTML}
   *
   * @param found what an inspection found
   * @param items of the data set that was inspected
   * @param options how closely it was looked at
   * @throws IOException if the page cannot be made
   */
  public static String of(Inspection found, List<Item> items, InspectOptions options)
      throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(Html.start("Data set %s".formatted(found.dataSet()), "page.css", "evaluation.css"));
    page.append("<dl class=\"figures\">\n");
    figure("Images", Numbers.count(found.images()), page);
    figure("Mean human score", Numbers.score(found.scores().mean()), page);
    figure("Standard deviation", Numbers.score(found.scores().sd()), page);
    figure("Format", found.format().title(), page);
    page.append("</dl>\n</header>\n<main>\n");
    distribution(items, page);
    checks(found, items, options, page);
    problems(found, page);
    counts("Parts", named(found.parts()), page);
    counts("Categories", found.categories(), page);
    images(items, options, page);
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** Twice: text in a chart shrinks with it, so a phone gets one drawn for its size. */
  private static void distribution(List<Item> items, StringBuilder page) {
    float[] scores = new float[items.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) items.get(i).score();
    }
    String what = "Distribution of the human scores";
    page.append("<section><h2>%s</h2>\n<p class=\"note\">Dashed: the mean.</p>\n".formatted(what))
        .append("<div class=\"chart\">\n<div class=\"wide\">")
        .append(Charts.histogram(scores, "human score", what, 820, 300))
        .append("</div>\n<div class=\"narrow\">")
        .append(Charts.histogram(scores, "human score", what, 360, 240))
        .append("</div>\n</div></section>\n");
  }

  private static void problems(Inspection found, StringBuilder page) {
    if (found.problems().isEmpty()) {
      return;
    }
    page.append("<section><h2>Problems</h2>\n<ul class=\"failures\">\n");
    for (Problem problem : found.problems()) {
      page.append("<li>%s</li>\n".formatted(Html.escape(problem.toString())));
    }
    page.append("</ul></section>\n");
  }

  private static void figure(String label, String value, StringBuilder page) {
    page.append(
        "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(label), Html.escape(value)));
  }

  private static void checks(
      Inspection found, List<Item> items, InspectOptions options, StringBuilder page) {
    int copies = found.duplicates().stream().mapToInt(each -> each.items().size() - 1).sum();
    int others = found.problems().size() - copies;
    String files =
        switch (options.images()) {
          case SKIP -> "Rows: names, scores, splits (image files were not opened)";
          case HEADER -> "Rows: names, scores, splits; image files by their first bytes";
          case DECODE -> "Rows: names, scores, splits; image files, decoded whole";
        };
    String notLooked = "not looked for";
    boolean split = !found.parts().isEmpty();
    List<Item> without = items.stream().filter(item -> item.part() == null).toList();
    page.append(
        "<section><h2>Checks</h2>\n<div class=\"scroll\"><table class=\"checks\">\n<thead><tr><th scope=\"col\">Check</th><th scope=\"col\">Result</th></tr></thead>\n<tbody>\n");
    check(files, others == 0 ? PASSED : counted(others, "problem"), page);
    check(
        "The same picture more than once",
        options.duplicates() ? (copies == 0 ? PASSED : counted(copies, "further copy")) : notLooked,
        page);
    int leaks = found.leaks().size();
    check(
        "A picture on two sides of the split",
        !split
            ? "no split comes with the data"
            : options.duplicates() ? (leaks == 0 ? PASSED : counted(leaks, "leak")) : notLooked,
        page);
    if (split) {
      check(
          "Every image is in a split",
          without.isEmpty()
              ? PASSED
              : counted(without.size(), "image") + " in none: " + named(without),
          page);
    }
    page.append("</tbody></table></div></section>\n");
  }

  private static void check(String what, String result, StringBuilder page) {
    page.append(
        "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
            .formatted(Html.escape(what), Html.escape(result)));
  }

  private static String counted(int count, String what) {
    String several = what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? what : several);
  }

  private static String named(List<Item> items) {
    String names = items.stream().limit(MOST_NAMED).map(Item::id).collect(Collectors.joining(", "));
    return items.size() > MOST_NAMED ? names + ", …" : names;
  }

  /** Small pictures, so that a scale that is turned round or a wrong column is seen. */
  private static void images(List<Item> items, InspectOptions options, StringBuilder page)
      throws IOException {
    Comparator<Item> lowest = Comparator.comparing(Item::score);
    if (items.size() <= EXTREMES) {
      images("Images, highest score first", lowest.reversed(), items, options, page);
    } else {
      images("Highest scores", lowest.reversed(), items, options, page);
      images("Lowest scores", lowest, items, options, page);
    }
  }

  private static void images(
      String title,
      Comparator<Item> order,
      List<Item> items,
      InspectOptions options,
      StringBuilder page)
      throws IOException {
    page.append(
        "<section class=\"pictures\"><h2>%s</h2>\n<ol class=\"images\">\n".formatted(title));
    for (Item item : items.stream().sorted(order).limit(EXTREMES).toList()) {
      String name = Html.escape(item.id());
      page.append("<li><figure>")
          .append(
              Thumbnail.of(item.image(), options.limits())
                  .map(thumbnail -> thumbnail.html(name))
                  .orElse("<div class=\"gone\">cannot be shown</div>"))
          .append(
              String.format(
                  Locale.ROOT,
                  "<figcaption><span class=\"score\">%.3f</span> <span class=\"name\" title=\"%s\">%s</span></figcaption></figure></li>\n",
                  item.score(),
                  name,
                  name));
    }
    page.append("</ol></section>\n");
  }

  private static Map<String, Integer> named(Map<Part, Integer> parts) {
    Map<String, Integer> named = new LinkedHashMap<>();
    parts.forEach((part, count) -> named.put(part.label(), count));
    return named;
  }

  private static void counts(String title, Map<String, Integer> counts, StringBuilder page) {
    if (counts.isEmpty()) {
      return;
    }
    page.append("<section><h2>%s</h2>\n<div class=\"scroll\"><table>\n<tbody>\n".formatted(title));
    counts.forEach(
        (name, count) ->
            page.append(
                "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n"
                    .formatted(Html.escape(name), Numbers.count(count))));
    page.append("</tbody></table></div></section>\n");
  }
}
