package org.mneme.report;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mneme.data.InspectOptions;
import org.mneme.data.Inspection;
import org.mneme.data.Item;
import org.mneme.data.Problem;

/** A self-contained page that shows what is in a data set, and what is wrong with it. */
public final class DataPage {
  private static final String PASSED = "passed";
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;
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
    page.append(Html.start(found.dataSet(), "page.css"));
    page.append(
        String.format(
            Locale.ROOT,
            "<p>%s, %,d images; mean score %.4f, standard deviation %.4f.</p>\n</header>\n<main>\n",
            Html.escape(found.format().title()),
            found.images(),
            found.scores().mean(),
            found.scores().sd()));
    float[] scores = new float[items.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) items.get(i).score();
    }
    page.append("<div class=\"chart\">")
        .append(
            Charts.histogram(scores, "human score", "Distribution of the scores", WIDTH, HEIGHT))
        .append("</div>\n");
    counts(found, page);
    checks(found, items, options, page);
    extremes("Highest scores", Comparator.comparing(Item::score).reversed(), items, options, page);
    extremes("Lowest scores", Comparator.comparing(Item::score), items, options, page);
    if (!found.problems().isEmpty()) {
      page.append("<h2>Problems</h2>\n<ul>\n");
      for (Problem problem : found.problems()) {
        page.append("<li>%s</li>\n".formatted(Html.escape(problem.toString())));
      }
      page.append("</ul>\n");
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
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
    page.append("<h2>Checks</h2>\n<dl class=\"checks\">\n");
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
    page.append("</dl>\n");
  }

  private static void check(String what, String result, StringBuilder page) {
    page.append(
        "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(what), Html.escape(result)));
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
  private static void extremes(
      String title,
      Comparator<Item> order,
      List<Item> items,
      InspectOptions options,
      StringBuilder page)
      throws IOException {
    page.append("<h2>%s</h2>\n<ol class=\"images\">\n".formatted(title));
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
    page.append("</ol>\n");
  }

  private static void counts(Inspection found, StringBuilder page) {
    page.append("<ul>\n");
    found.parts().forEach((part, count) -> count(part.label(), count, page));
    found.categories().forEach((category, count) -> count(category, count, page));
    page.append("</ul>\n");
  }

  private static void count(String name, int count, StringBuilder page) {
    page.append(String.format(Locale.ROOT, "<li>%s: %,d</li>\n", Html.escape(name), count));
  }
}
