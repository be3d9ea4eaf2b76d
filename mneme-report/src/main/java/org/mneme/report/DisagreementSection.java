package org.mneme.report;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Optional;
import org.mneme.evaluate.Disagreements;
import org.mneme.explain.Explanation;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;

/** Where two models disagree most: each image beside both models' maps of it. */
final class DisagreementSection {
  private static final int SIDE = 300;

  private DisagreementSection() {}

  static void write(Disagreements found, String id, Writer page) throws IOException {
    page.write(
        "<section class=\"disagreements\" aria-labelledby=\"%1$s\">\n<h3 id=\"%1$s\">Where %2$s and %3$s disagree most</h3>\n"
            .formatted(id, Html.escape(found.first()), Html.escape(found.second())));
    page.write(
        "<p class=\"note\">Percentiles among the images of %s, since models may score on scales of their own. The maps show what each model's score depends on: orange raises it, blue lowers it, each as strong as its own largest value. They explain the models, not people, and a difference between two maps is no reason for the difference between two scores.</p>\n"
            .formatted(Html.escape(found.set())));
    page.write("<ol class=\"cases\">\n");
    for (Disagreements.Case each : found.cases()) {
      write(found, each, page);
    }
    page.write("</ol>\n</section>\n");
  }

  private static void write(Disagreements found, Disagreements.Case each, Writer page)
      throws IOException {
    String name = Html.escape(each.item().id());
    Optional<Rgb> picture = picture(each);
    page.write(
        "<li>\n<figure>%s"
            .formatted(
                picture.isPresent()
                    ? Thumbnail.of(picture.get(), SIDE).html(name)
                    : "<div class=\"gone\">no picture</div>"));
    page.write(
        "<figcaption><span class=\"said\">People <b>%s</b> %s</span><span class=\"name\">%s</span></figcaption></figure>\n"
            .formatted(Numbers.score(each.item().score()), place(each.percentile()), name));
    write(found.first(), each.first(), picture, page);
    write(found.second(), each.second(), picture, page);
    page.write("</li>\n");
  }

  private static Optional<Rgb> picture(Disagreements.Case each) {
    try {
      Rgb picture =
          ImageDecoder.decode(each.item().image(), DecodeMode.NATURAL, ImageLimits.DEFAULT);
      double scale = Math.min(1, (double) SIDE / Math.max(picture.width(), picture.height()));
      return Optional.of(
          picture.resizedTo(
              Math.max(1, (int) Math.round(scale * picture.width())),
              Math.max(1, (int) Math.round(scale * picture.height()))));
    } catch (ImageException e) {
      return Optional.empty();
    }
  }

  private static void write(
      String model, Disagreements.Side side, Optional<Rgb> picture, Writer page)
      throws IOException {
    Optional<Explanation> explanation = side.explanation();
    String map = "<div class=\"gone\">no map</div>";
    String reach = "";
    if (explanation.isPresent() && picture.isPresent()) {
      Explanation.Drawn drawn = explanation.get().maps().get(0);
      map =
          Thumbnail.of(
                  MapColours.over(
                      picture.get(), drawn.map(), explanation.get().seen(), MapFiles.STRENGTH))
              .html("what the score by %s depends on".formatted(Html.escape(model)));
      reach =
          drawn.map().isConstant()
              ? "the score is the same whatever is hidden"
              : String.format(
                  Locale.ROOT,
                  "map %s to %s",
                  Numbers.of(drawn.map().least()),
                  Numbers.of(drawn.map().most()));
    }
    page.write(
        "<figure>%s<figcaption><span class=\"said\">%s <b>%s</b> %s</span><span class=\"name\">%s</span></figcaption></figure>\n"
            .formatted(
                map,
                Html.escape(model),
                Numbers.score(side.score()),
                place(side.percentile()),
                reach));
  }

  private static String place(double percentile) {
    return "percentile %d".formatted(Math.round(percentile));
  }
}
