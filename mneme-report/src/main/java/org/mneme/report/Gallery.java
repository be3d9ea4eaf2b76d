package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.image.ImageLimits;
import org.mneme.score.Score;
import org.mneme.score.Sureness;

/**
 * A page that shows images by their scores: one HTML file that needs nothing beside it, with small
 * pictures, the distribution of all scores and how they came to be. It works without script; with
 * it, the order can be turned, images found by name and score, seen large where their files are
 * still there, and a selection saved as CSV.
 *
 * <p>Memory does not grow with the pictures, which are made one after the other as the page is
 * written, but by some hundred bytes with each score up to {@link #MOST_LISTED}, by 4 beyond. For
 * one thread.
 */
public final class Gallery {
  /** So many have a small picture in the page; of more, the highest and the lowest. */
  public static final int MOST_SHOWN = 2000;

  /** So many can be paged through, sorted, searched and selected; of more, those shown. */
  public static final int MOST_LISTED = 200_000;

  private static final int MOST_FAILURES_LISTED = 200;

  private final About about;
  private final Best shown;
  private final long wanted;
  private final Listing listing = new Listing(MOST_LISTED);
  private final int threads;
  private final ImageLimits limits;
  private final List<Score> failures = new ArrayList<>();
  private float[] values = new float[1024];
  private int scored;
  private long failed;

  /**
   * A page without scores so far.
   *
   * @param about the model, for the foot of the page
   * @param top shows only this many of the highest; empty shows all, up to {@link #MOST_LISTED}
   * @param threads to make small pictures with
   * @param limits larger pictures are listed without a picture
   */
  public Gallery(About about, Optional<Integer> top, int threads, ImageLimits limits) {
    this.about = about;
    this.wanted = top.map(Integer::longValue).orElse(Long.MAX_VALUE);
    this.shown =
        top.map(n -> new Best(Math.min(n, MOST_SHOWN), 0))
            .orElseGet(() -> new Best(MOST_SHOWN / 2, MOST_SHOWN / 2));
    this.threads = threads;
    this.limits = limits;
  }

  /**
   * Takes one score, failed or not.
   *
   * @param score with or without an error
   */
  public void add(Score score) {
    if (score.failed()) {
      failed++;
      if (failures.size() < MOST_FAILURES_LISTED) {
        failures.add(score);
      }
      return;
    }
    shown.add(score);
    listing.add(score);
    if (scored == values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(2, scored));
    }
    values[scored++] = score.value();
  }

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param out takes HTML
   * @param complete whether all images that were asked for are in it
   * @throws IOException if the stream cannot be written
   */
  public void write(OutputStream out, boolean complete) throws IOException {
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    page.write(Html.start("Image scores by " + about.model(), "page.css"));
    writeSummary(page, complete);
    page.write("</header>\n<main>\n");
    if (scored > 0) {
      writeDistribution(page);
      writeImages(page, shown.sorted());
    }
    writeFailures(page);
    page.write("</main>\n<footer>\n<dl>\n");
    for (About.Fact fact : about.facts()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.label()), Html.escape(fact.text())));
    }
    page.write(
        "</dl>\n</footer>\n<script>\n%s</script>\n</body>\n</html>\n"
            .formatted(Html.resource("gallery.js")));
    page.flush();
  }

  private void writeSummary(Writer page, boolean complete) throws IOException {
    page.write("<dl class=\"figures\">\n");
    figure(page, "Images", "%,d", scored);
    if (scored > 0) {
      Moments m = Moments.of(Arrays.copyOf(values, scored));
      figure(page, "Mean", "%.3f", m.mean());
      if (scored > 1) {
        figure(page, "Standard deviation", "%.3f", m.sd());
      }
      figure(page, "Lowest", "%.3f", m.least());
      figure(page, "Highest", "%.3f", m.most());
    }
    if (failed > 0) {
      figure(page, "Failed", "%,d", failed);
    }
    page.write("</dl>\n");
    if (scored > 0) {
      page.write(
          "<p class=\"note meaning\">%s</p>\n".formatted(Html.escape(about.meaning().orElse(""))));
    }
    if (!complete) {
      page.write("<p class=\"note\">The run was interrupted: images are missing here.</p>\n");
    }
  }

  private static void figure(Writer page, String label, String format, Object value)
      throws IOException {
    page.write(
        "<div><dt>%s</dt><dd>%s</dd></div>\n"
            .formatted(label, String.format(Locale.ROOT, format, value)));
  }

  /** Twice: text in a chart shrinks with it, so a phone gets one drawn for its size. */
  private void writeDistribution(Writer page) throws IOException {
    float[] all = Arrays.copyOf(values, scored);
    String description =
        String.format(Locale.ROOT, "Histogram of %,d scores; dashed: their mean", scored);
    page.write("<section aria-labelledby=\"distribution\">\n");
    page.write("<h2 id=\"distribution\">Distribution of the scores</h2>\n");
    page.write("<p class=\"note\">Dashed: the mean</p>\n<div class=\"chart\">\n");
    page.write("<div class=\"wide\">%s</div>\n".formatted(chart(all, description, 1100, 280)));
    page.write("<div class=\"narrow\">%s</div>\n".formatted(chart(all, description, 360, 240)));
    page.write("</div>\n</section>\n");
  }

  private static String chart(float[] values, String description, int width, int height) {
    return Charts.histogram(values, "score", description, width, height);
  }

  private void writeImages(Writer page, List<Score> sorted) throws IOException {
    page.write(
        """
        <section aria-labelledby="by-score">
        <div class="bar">
        <h2 id="by-score">%s</h2>
        <label class="controls" hidden="hidden">Order <select id="order">
        <option value="high">highest first</option><option value="low">lowest first</option>
        <option value="name">by name</option></select></label>
        <label class="controls" hidden="hidden">Find <input id="find" type="search" placeholder="part of a name"/></label>
        <label class="controls" hidden="hidden">Score from <input id="least" type="number" step="any"/></label>
        <label class="controls" hidden="hidden">to <input id="most" type="number" step="any"/></label>
        <button class="controls" hidden="hidden" id="all" type="button">Select all</button>
        <button class="controls" hidden="hidden" id="save" type="button">Save selection</button>
        <span id="count" class="note" role="status"></span>
        </div>
        %s<ol class="images" id="images">
        """
            .formatted(imagesHeading(sorted.size()), listingNote(sorted.size())));
    float[] all = Arrays.copyOf(values, scored);
    Arrays.sort(all);
    List<Path> files = sorted.stream().map(Score::image).toList();
    try (Thumbnails thumbnails = new Thumbnails(files.iterator(), threads, limits)) {
      for (Score score : sorted) {
        writeImage(page, score, percentile(all, score.value()), thumbnails.next());
      }
    }
    page.write(
        """
        </ol>
        <nav class="bar" id="pages" hidden="hidden" aria-label="Pages of images">
        <button id="previous" type="button">Previous</button><span id="page" class="note" role="status"></span>
        <button id="next" type="button">Next</button></nav>
        """);
    if (listed() > sorted.size()) {
      listing.write(page, sorted, listed(), score -> percentile(all, score));
    }
    page.write("</section>\n");
  }

  /** How many images the page's script can show. */
  private long listed() {
    long all = Math.min(wanted, scored);
    return listing.isTooLong() ? Math.min(all, shown.sorted().size()) : all;
  }

  private String listingNote(int pictures) {
    if (pictures == Math.min(wanted, scored)) {
      return "";
    }
    return listing.isTooLong()
        ? "<p class=\"note\">%s</p>\n"
            .formatted(
                String.format(
                    Locale.ROOT,
                    "A page lists at most %,d images; the highest and the lowest are here. A table of the scores holds all.",
                    MOST_LISTED))
        : "<p class=\"note\">%s</p>\n"
            .formatted(
                String.format(
                    Locale.ROOT,
                    "With script, all %,d images are listed, 200 at a time. The page itself holds small pictures of %,d; the others are read from their files, if these are where they were.",
                    listed(),
                    pictures));
  }

  private String imagesHeading(int count) {
    if (count == scored) {
      return "Images";
    }
    return shown.keepsLowest()
        ? String.format(
            Locale.ROOT,
            "The %1$,d highest and the %1$,d lowest of %2$,d images",
            count / 2,
            scored)
        : String.format(Locale.ROOT, "The %,d highest of %,d images", count, scored);
  }

  /** The percentage of scores below this one, half of those that are equal among them: 0..100. */
  private static long percentile(float[] sorted, float score) {
    int below = 0;
    int upTo = 0;
    int found = Arrays.binarySearch(sorted, score);
    if (found >= 0) {
      below = found;
      upTo = found + 1;
      while (below > 0 && sorted[below - 1] == score) {
        below--;
      }
      while (upTo < sorted.length && sorted[upTo] == score) {
        upTo++;
      }
    }
    return Math.round(50.0 * (below + upTo) / sorted.length);
  }

  private static void writeImage(
      Writer page, Score score, long percentile, Optional<Thumbnail> thumbnail) throws IOException {
    String path = Html.escape(score.image().toString());
    String name = Html.escape(String.valueOf(score.image().getFileName()));
    String picture =
        thumbnail.map(t -> t.html(name)).orElse("<div class=\"gone\">cannot be shown</div>");
    page.write(
        "<li data-name=\"%s\" data-score=\"%s\" data-file=\"%s\"><figure>%s"
            .formatted(path, score.value(), Html.escape(file(score.image())), picture));
    page.write(
        String.format(
            Locale.ROOT,
            "<figcaption><span class=\"score\">%.3f</span>%s <span class=\"percentile\">percentile %d</span>"
                + "<span class=\"name\" title=\"%s\">%s</span><label class=\"pick controls\" hidden=\"hidden\">"
                + "<input type=\"checkbox\"/> select</label></figcaption></figure></li>\n",
            score.value(),
            sureness(score.sureness()),
            percentile,
            path,
            name));
  }

  /** Where a browser on this machine finds the whole picture. */
  private static String file(Path image) {
    return image.toAbsolutePath().normalize().toUri().toASCIIString();
  }

  /** Nothing for a model that does not tell. */
  private static String sureness(Sureness sureness) {
    String interval =
        Float.isNaN(sureness.low())
            ? ""
            : String.format(
                Locale.ROOT,
                " <span class=\"interval\" title=\"90 %% interval\">%.2f to %.2f</span>",
                sureness.low(),
                sureness.high());
    return sureness.isUnfamiliar()
        ? interval
            + " <strong class=\"strange\" title=\"Unlike the pictures that the model was fitted to; the"
            + " score can be far off\">of another kind</strong>"
        : interval;
  }

  private void writeFailures(Writer page) throws IOException {
    if (failed == 0) {
      return;
    }
    page.write("<section aria-labelledby=\"failed\">\n<h2 id=\"failed\">Failed</h2>\n");
    page.write("<ul class=\"failures\">\n");
    for (Score failure : failures) {
      page.write(
          "<li>%s <span>%s</span></li>\n"
              .formatted(
                  Html.escape(failure.image().toString()),
                  Html.escape(String.valueOf(failure.error()))));
    }
    if (failed > failures.size()) {
      page.write(String.format(Locale.ROOT, "<li>and %,d more</li>\n", failed - failures.size()));
    }
    page.write("</ul>\n</section>\n");
  }
}
