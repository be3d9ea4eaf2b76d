package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mneme.features.TopImages;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.score.ScorerOptions;

/**
 * A contact sheet of a layer: for each unit the images that drive it most, cut to what the unit saw
 * of them. One HTML file that needs nothing beside it, and no script.
 */
public final class TopImagesPage {
  /** Browsers get slow with more; the page says how many it shows. */
  public static final int MOST_UNITS = 512;

  private static final int PATCH_SIDE = 112;

  private TopImagesPage() {}

  /** A hit as a page shows it. */
  private record Cut(String picture, String place) {}

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param found the images of each unit
   * @param first the first unit that is shown, counted from 0
   * @param last the last unit that is shown
   * @param about the model, for the foot of the page
   * @param options how the pictures were decoded
   * @param progress hears how many pictures are cut, and can end it
   * @param out takes HTML
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      TopImages found,
      int first,
      int last,
      About about,
      ScorerOptions options,
      Progress progress,
      OutputStream out)
      throws IOException {
    Map<TopImages.Hit, Cut> cuts = cuts(found, first, last, options, progress);
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    page.write(
        Html.start(
            "What drives the units of %s in %s".formatted(found.layer(), about.model()),
            "page.css",
            "features.css"));
    page.write("<dl class=\"figures\">\n");
    page.write(figure("Images", Numbers.count(found.images())));
    page.write(
        figure(
            "Units",
            last - first + 1 == found.units()
                ? Numbers.count(found.units())
                : String.format(Locale.ROOT, "%,d to %,d of %,d", first, last, found.units())));
    page.write(figure("A unit sees", seen(found)));
    if (!found.errors().isEmpty()) {
      page.write(figure("Failed", Numbers.count(found.errors().size())));
    }
    page.write("</dl>\n");
    page.write(
        "<p class=\"note\">For each unit the pictures in which it is strongest, each cut to the part that the unit can see there. The middle of that part counts most. What nine patches have in common is a guess about the unit, not a finding: nobody named these units, and other pictures may drive them more.</p>\n</header>\n<main>\n");
    for (int unit = first; unit <= last; unit++) {
      writeUnit(page, found, unit, cuts);
    }
    page.write("</main>\n<footer>\n<dl>\n");
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

  private static String seen(TopImages found) {
    return found.field().isWhole()
        ? "the whole crop"
        : String.format(
            Locale.ROOT,
            "%.0f \u00d7 %.0f of %d \u00d7 %d pixels",
            Math.min(found.field().columns().size(), found.field().columns().input()),
            Math.min(found.field().rows().size(), found.field().rows().input()),
            found.field().columns().input(),
            found.field().rows().input());
  }

  /** Each picture is decoded once, whatever the number of its patches. */
  private static Map<TopImages.Hit, Cut> cuts(
      TopImages found, int first, int last, ScorerOptions options, Progress progress)
      throws IOException {
    Map<Path, List<TopImages.Hit>> byImage = new LinkedHashMap<>();
    for (int unit = first; unit <= last; unit++) {
      for (TopImages.Hit hit : found.hits(unit)) {
        byImage.computeIfAbsent(hit.image(), image -> new ArrayList<>()).add(hit);
      }
    }
    progress.begin("Cutting patches", byImage.size(), "images");
    Map<TopImages.Hit, Cut> cuts = new LinkedHashMap<>();
    int done = 0;
    for (Map.Entry<Path, List<TopImages.Hit>> each : byImage.entrySet()) {
      progress.check();
      try {
        Rgb picture = ImageDecoder.decode(each.getKey(), options.decode(), options.limits());
        for (TopImages.Hit hit : each.getValue()) {
          cuts.put(hit, cut(found, hit, picture));
        }
      } catch (ImageException e) {
        progress.say(String.valueOf(e.getMessage())); // it could be read before
      }
      progress.advance(++done);
    }
    return cuts;
  }

  private static Cut cut(TopImages found, TopImages.Hit hit, Rgb picture) throws IOException {
    TopImages.Patch patch = found.patch(hit, picture);
    Rgb part = picture.cut(patch.left(), patch.top(), patch.width(), patch.height());
    String place =
        "%d \u00d7 %d pixels at (%d, %d)"
            .formatted(patch.width(), patch.height(), patch.left(), patch.top());
    String name = Html.escape(String.valueOf(hit.image().getFileName()));
    return new Cut(Thumbnail.of(part, PATCH_SIDE).html(name + ", " + place), place);
  }

  private static void writeUnit(
      Writer page, TopImages found, int unit, Map<TopImages.Hit, Cut> cuts) throws IOException {
    page.write("<section class=\"unit\" id=\"unit-%1$d\">\n<h2>Unit %1$d</h2>\n".formatted(unit));
    if (found.hits(unit).isEmpty()) {
      page.write("<p class=\"note\">gives the same for every picture</p>\n</section>\n");
      return;
    }
    page.write("<ol class=\"patches\">\n");
    for (TopImages.Hit hit : found.hits(unit)) {
      Cut cut = cuts.get(hit);
      page.write(
          "<li title=\"%s\"><figure>%s<figcaption><b>%s</b> <span class=\"name\">%s</span></figcaption></figure></li>\n"
              .formatted(
                  Html.escape(hit.image() + (cut == null ? "" : ": " + cut.place())),
                  cut == null ? "<div class=\"gone\">cannot be shown</div>" : cut.picture(),
                  Numbers.of(hit.value()),
                  Html.escape(String.valueOf(hit.image().getFileName()))));
    }
    page.write("</ol>\n</section>\n");
  }
}
