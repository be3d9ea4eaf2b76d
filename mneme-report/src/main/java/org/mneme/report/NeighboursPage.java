package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.features.Neighbours;
import org.mneme.image.ImageLimits;

/** The images that are most like one image to a model: one HTML file without script. */
public final class NeighboursPage {
  private NeighboursPage() {}

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param found the neighbours
   * @param distance how they were compared
   * @param layers by which they were compared
   * @param about the model, for the foot of the page
   * @param threads to make small pictures with
   * @param limits larger pictures are listed without a picture
   * @param out takes HTML
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      Neighbours found,
      Neighbours.Distance distance,
      String layers,
      About about,
      int threads,
      ImageLimits limits,
      OutputStream out)
      throws IOException {
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    String name = String.valueOf(found.image().getFileName());
    page.write(
        Html.start(
            "What is like %s to %s".formatted(name, about.model()), "page.css", "features.css"));
    page.write("<dl class=\"figures\">\n");
    page.write(figure("Compared images", Numbers.count(found.compared())));
    page.write(figure("Compared by", layers));
    page.write(
        figure(
            "Distance", distance == Neighbours.Distance.COSINE ? "1 \u2212 cosine" : "Euclidean"));
    if (!found.errors().isEmpty()) {
      page.write(figure("Failed", Numbers.count(found.errors().size())));
    }
    page.write(
        "</dl>\n<p class=\"note meaning\">Alike to the model, in this layer: people may see it otherwise. A distance can be compared with others on this page only.</p>\n</header>\n<main>\n<section>\n<ol class=\"images\">\n");
    List<Path> files = new ArrayList<>(List.of(found.image()));
    found.nearest().forEach(each -> files.add(each.image()));
    try (Thumbnails made = new Thumbnails(files.iterator(), threads, limits)) {
      writeImage(page, found.image(), "this picture", found.score(), made.next());
      for (Neighbours.Neighbour each : found.nearest()) {
        writeImage(
            page,
            each.image(),
            "distance " + Numbers.of(each.distance()),
            each.score(),
            made.next());
      }
    }
    page.write("</ol>\n</section>\n</main>\n<footer>\n<dl>\n");
    for (About.Fact fact : about.facts()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.label()), Html.escape(fact.text())));
    }
    page.write("</dl>\n</footer>\n</body>\n</html>\n");
    page.flush();
  }

  private static String figure(String label, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(label, Html.escape(value));
  }

  private static void writeImage(
      Writer page, Path image, String what, float score, Optional<Thumbnail> picture)
      throws IOException {
    String name = Html.escape(String.valueOf(image.getFileName()));
    page.write(
        "<li><figure>%s<figcaption><span class=\"score\">%s</span> <span class=\"percentile\">%s</span><span class=\"name\" title=\"%s\">%s</span></figcaption></figure></li>\n"
            .formatted(
                picture.map(t -> t.html(name)).orElse("<div class=\"gone\">cannot be shown</div>"),
                Float.isNaN(score) ? "" : Numbers.score(score),
                Html.escape(what),
                Html.escape(image.toString()),
                name));
  }
}
