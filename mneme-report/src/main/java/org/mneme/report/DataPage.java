package org.mneme.report;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.mneme.data.Inspection;
import org.mneme.data.Item;
import org.mneme.data.Problem;

/** A self-contained page that shows what is in a data set, and what is wrong with it. */
public final class DataPage {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 320;

  private DataPage() {}

  /**
   * {@return the page's text, HTML}
   *
   * @param found what an inspection found
   * @param items of the data set that was inspected
   * @throws IOException if the page cannot be made
   */
  public static String of(Inspection found, List<Item> items) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(Html.start(found.dataSet(), "page.css"));
    page.append(
        String.format(
            Locale.ROOT,
            "<p>%s, %,d images; mean score %.4f, standard deviation %.4f.</p>\n</header>\n",
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
    if (!found.leaks().isEmpty()) {
      page.append(
          "<p><strong>%d pictures are on both sides of the split (a leak).</strong></p>\n"
              .formatted(found.leaks().size()));
    }
    page.append("<h2>%d problems</h2>\n<ul>\n".formatted(found.problems().size()));
    for (Problem problem : found.problems()) {
      page.append("<li>%s</li>\n".formatted(Html.escape(problem.toString())));
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
