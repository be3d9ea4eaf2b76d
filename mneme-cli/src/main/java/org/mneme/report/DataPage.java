package org.mneme.report;

import java.util.List;
import java.util.Locale;
import org.mneme.data.Inspection;
import org.mneme.data.Item;
import org.mneme.data.Problem;

/** A self-contained page that shows what is in a data set, and what is wrong with it. */
public final class DataPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%1$s</title>
      <style>
      :root { color-scheme: light dark; --chart-1: #3a6ea5; --chart-grid: #ddd; }
      @media (prefers-color-scheme: dark) { :root { --chart-1: #7fb0e6; --chart-grid: #444; } }
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 56rem; margin: 0 auto; padding: 1rem; }
      svg { width: 100%%; height: auto; }
      li { overflow-wrap: anywhere; }
      .leak { font-weight: bold; color: #b3261e; }
      @media (prefers-color-scheme: dark) { .leak { color: #ff8a80; } }
      </style>
      </head>
      <body>
      <h1>%1$s</h1>
      """;

  private DataPage() {}

  /**
   * The page's text.
   *
   * @param items of the data set that was inspected
   */
  public static String of(Inspection found, List<Item> items) {
    StringBuilder page = new StringBuilder();
    page.append(HEAD.formatted(Html.escape(found.dataSet())));
    page.append(
        String.format(
            Locale.ROOT,
            "<p>%s, %,d images; mean score %.4f, standard deviation %.4f.</p>\n",
            Html.escape(found.format().title()),
            found.images(),
            found.scores().mean(),
            found.scores().sd()));
    float[] scores = new float[items.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) items.get(i).score();
    }
    page.append(Charts.histogram(scores, "human score", "Distribution of the scores", 720, 320));
    counts(found, page);
    if (!found.leaks().isEmpty()) {
      page.append(
          "<p class=\"leak\">%d pictures are on both sides of the split (a leak).</p>\n"
              .formatted(found.leaks().size()));
    }
    page.append("<h2>%d problems</h2>\n<ul>\n".formatted(found.problems().size()));
    for (Problem problem : found.problems()) {
      String leak = problem.what().startsWith("LEAK") ? " class=\"leak\"" : "";
      page.append("<li%s>%s</li>\n".formatted(leak, Html.escape(problem.toString())));
    }
    return page.append("</ul>\n</body>\n</html>\n").toString();
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
