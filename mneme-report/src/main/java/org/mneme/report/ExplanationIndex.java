package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mneme.explain.Explanation;
import org.mneme.image.Rgb;

/**
 * A page that leads to the pages of many explained pictures, each as a small picture with its first
 * map. Memory grows with some kilobytes a picture. For one thread.
 */
public final class ExplanationIndex {
  private static final int SIDE = 240;

  private final List<Entry> entries = new ArrayList<>();

  private record Entry(String page, String name, float score, Thumbnail picture) {}

  /** An index without pictures so far. */
  public ExplanationIndex() {}

  /**
   * Adds a picture.
   *
   * @param explanation of the picture
   * @param picture the picture itself
   * @param page name of its page, beside this one
   * @throws IOException if the small picture cannot be made
   */
  public void add(Explanation explanation, Rgb picture, String page) throws IOException {
    double scale = Math.min(1, (double) SIDE / Math.max(picture.width(), picture.height()));
    Rgb small =
        picture.resizedTo(
            Math.max(1, (int) Math.round(scale * picture.width())),
            Math.max(1, (int) Math.round(scale * picture.height())));
    Thumbnail drawn =
        Thumbnail.of(
            MapColours.over(
                small, explanation.maps().get(0).map(), explanation.seen(), MapFiles.STRENGTH));
    entries.add(new Entry(page, explanation.picture(), explanation.score(), drawn));
  }

  /** {@return how many pictures were added} */
  public int size() {
    return entries.size();
  }

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param about the model, for the foot of the page
   * @param out takes HTML
   * @throws IOException if the stream cannot be written
   */
  public void write(About about, OutputStream out) throws IOException {
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    page.write(Html.start("What the scores by %s depend on".formatted(about.model()), "page.css"));
    page.write("</header>\n<main>\n");
    page.write(
        "<p class=\"note\">Orange raises the score, blue lowers it; each picture leads to its map with units.</p>\n");
    page.write("<section><ol class=\"images\">\n");
    for (Entry entry : entries) {
      String name = Html.escape(entry.name());
      page.write(
          "<li><a href=\"%s\"><figure>%s<figcaption><span class=\"score\">%s</span> <span class=\"name\">%s</span></figcaption></figure></a></li>\n"
              .formatted(
                  Html.escape(Html.link(entry.page())),
                  entry.picture().html(name),
                  Numbers.score(entry.score()),
                  name));
    }
    page.write("</ol></section>\n</main>\n<footer>\n<dl>\n");
    for (About.Fact fact : about.facts()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.label()), Html.escape(fact.text())));
    }
    page.write("</dl>\n</footer>\n</body>\n</html>\n");
    page.flush();
  }
}
