package org.mneme.report;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mneme.explain.Area;
import org.mneme.explain.CropRanking;
import org.mneme.explain.Explanation;
import org.mneme.explain.ScoreMap;
import org.mneme.image.Rgb;

/**
 * A page about one picture: which parts raise its score and which lower it. One HTML file that
 * needs nothing beside it, with the picture in its own size. Without script the first map shows;
 * with it, its strength is set, maps are chosen, and values are read under the pointer.
 */
public final class ExplanationPage {
  /** Values under the pointer are means of so many cells a side at most. */
  private static final int READ_CELLS = 48;

  private static final int CROP_SIDE = 240;

  private ExplanationPage() {}

  /**
   * Writes the page, UTF-8, and leaves the stream open.
   *
   * @param explanation of one picture
   * @param picture the picture itself
   * @param crops of the picture, ranked
   * @param about the model, for the foot of the page
   * @param out takes HTML
   * @throws IOException if the stream cannot be written
   */
  public static void write(
      Explanation explanation,
      Rgb picture,
      Optional<CropRanking> crops,
      About about,
      OutputStream out)
      throws IOException {
    Writer page = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    String name = name(explanation.picture());
    page.write(
        Html.start("What the score of %s depends on".formatted(name), "page.css", "explain.css"));
    page.write("<dl class=\"figures\">\n");
    page.write(figure("Score by " + about.model(), Numbers.score(explanation.score())));
    page.write(
        figure("Picture", "%d \u00d7 %d".formatted(explanation.width(), explanation.height())));
    page.write("</dl>\n</header>\n<main>\n");
    writeSettings(page, explanation.maps());
    writeStage(page, explanation, picture, name);
    for (Explanation.Drawn drawn : explanation.maps()) {
      writeMethod(page, drawn);
    }
    page.write(
        "<p class=\"note\">The map explains the model, not people: it shows what the model's score hangs on. The frame is what the network sees; beyond it the picture changes nothing.</p>\n");
    if (crops.isPresent()) {
      writeCrops(page, crops.get(), picture);
    }
    page.write("</main>\n<footer>\n<dl>\n");
    for (About.Fact fact : about.facts()) {
      page.write(
          "<div><dt>%s</dt><dd>%s</dd></div>\n"
              .formatted(Html.escape(fact.label()), Html.escape(fact.text())));
    }
    page.write(
        "</dl>\n</footer>\n<script>\n%s</script>\n</body>\n</html>\n"
            .formatted(Html.resource("explain.js")));
    page.flush();
  }

  /** The last part of a path, whatever system it is from. */
  private static String name(String picture) {
    return picture.substring(Math.max(picture.lastIndexOf('/'), picture.lastIndexOf('\\')) + 1);
  }

  private static String figure(String label, String value) {
    return "<div><dt>%s</dt><dd>%s</dd></div>\n".formatted(Html.escape(label), value);
  }

  private static void writeSettings(Writer page, List<Explanation.Drawn> maps) throws IOException {
    page.write("<div class=\"settings controls\" hidden=\"hidden\">\n");
    if (maps.size() > 1) {
      page.write("<fieldset><legend>Method</legend>\n");
      for (int i = 0; i < maps.size(); i++) {
        String method = Html.escape(maps.get(i).method().name());
        page.write(
            "<label><input type=\"radio\" name=\"method\" value=\"%1$s\"%2$s/> %1$s</label>\n"
                .formatted(method, i == 0 ? " checked=\"checked\"" : ""));
      }
      page.write("</fieldset>\n");
    }
    page.write(
        """
        <label>Strength of the map <input id="strength" type="range" min="0" max="100" value="%d"/>
        <output id="strength-shown" for="strength"></output></label>
        <label><input id="natural" type="checkbox"/> Original size</label>
        </div>
        """
            .formatted(Math.round(100 * MapFiles.STRENGTH)));
  }

  private static void writeStage(Writer page, Explanation explanation, Rgb picture, String name)
      throws IOException {
    page.write("<div class=\"stage\"><div class=\"layers\">\n");
    Thumbnail whole = Thumbnail.of(picture, Math.max(picture.width(), picture.height()));
    page.write(whole.html(Html.escape(name)) + "\n");
    for (int i = 0; i < explanation.maps().size(); i++) {
      Explanation.Drawn drawn = explanation.maps().get(i);
      page.write(
          "<div class=\"map\" id=\"map-%s\" style=\"%s\" data-values=\"%s\"%s><img src=\"%s\" alt=\"\"/></div>\n"
              .formatted(
                  Html.escape(drawn.method().name()),
                  place(drawn.map().area()),
                  values(drawn.map()),
                  i == 0 ? "" : " hidden=\"hidden\"",
                  MapColours.dataUri(drawn.map())));
    }
    if (!explanation.seen().equals(Area.WHOLE)) {
      page.write("<div class=\"seen\" style=\"%s\"></div>\n".formatted(place(explanation.seen())));
    }
    page.write("</div></div>\n<p class=\"note readout\" role=\"status\"></p>\n");
  }

  private static String place(Area area) {
    return String.format(
        Locale.ROOT,
        "left:%.4f%%;top:%.4f%%;width:%.4f%%;height:%.4f%%",
        100 * area.left(),
        100 * area.top(),
        100 * area.width(),
        100 * area.height());
  }

  private static String values(ScoreMap map) {
    ScoreMap read =
        map.resampled(Math.min(READ_CELLS, map.rows()), Math.min(READ_CELLS, map.columns()));
    StringBuilder text = new StringBuilder("[");
    for (int row = 0; row < read.rows(); row++) {
      text.append(row == 0 ? "[" : ",[");
      for (int column = 0; column < read.columns(); column++) {
        text.append(column == 0 ? "" : ",")
            .append(String.format(Locale.ROOT, "%.5f", read.at(row, column)));
      }
      text.append(']');
    }
    return text.append(']').toString();
  }

  private static void writeMethod(Writer page, Explanation.Drawn drawn) throws IOException {
    ScoreMap map = drawn.map();
    page.write(
        "<section class=\"method\" data-method=\"%s\">\n<h2>%s</h2>\n"
            .formatted(
                Html.escape(drawn.method().name()), Html.escape(title(drawn.method().name()))));
    page.write("<p class=\"note\">%s.</p>\n".formatted(Html.escape(drawn.method().meaning())));
    if (drawn.note().isPresent()) {
      page.write("<p>%s.</p>\n".formatted(Html.escape(drawn.note().get())));
    } else {
      page.write(
          """
          <div class="scale"><div class="ends"><span>lowers %s</span><span>0</span><span>raises %s</span></div>
          <div class="ramp"></div><div class="unit">change of score; on this map %s to %s</div></div>
          """
              .formatted(
                  Numbers.of(-map.reach()),
                  "+" + Numbers.of(map.reach()),
                  Numbers.of(map.least()),
                  Numbers.of(map.most())));
    }
    page.write(
        "<p class=\"note\">%s; %s s</p>\n</section>\n"
            .formatted(
                Html.escape(Html.capitalised(drawn.method().describe())),
                String.format(Locale.ROOT, "%.1f", drawn.seconds())));
  }

  private static String title(String method) {
    return Html.capitalised(method.replace('-', ' '));
  }

  private static void writeCrops(Writer page, CropRanking crops, Rgb picture) throws IOException {
    page.write("<section>\n<h2>Crops</h2>\n<p class=\"note\">");
    page.write(Html.escape(CropRanking.NOTE) + ".</p>\n<div class=\"crops\">\n");
    writeCrops(page, "Highest score", crops.highest(ExplanationJson.CROPS), picture);
    writeCrops(page, "Lowest score", crops.lowest(ExplanationJson.CROPS), picture);
    page.write("</div>\n</section>\n");
  }

  private static void writeCrops(
      Writer page, String heading, List<CropRanking.ScoredCrop> crops, Rgb picture)
      throws IOException {
    page.write("<div><h3>%s</h3>\n<ol class=\"images\">\n".formatted(heading));
    for (CropRanking.ScoredCrop crop : crops) {
      String place =
          "%d \u00d7 %d at (%d, %d)"
              .formatted(crop.width(), crop.height(), crop.left(), crop.top());
      Thumbnail cut =
          Thumbnail.of(
              picture.cut(crop.left(), crop.top(), crop.width(), crop.height()), CROP_SIDE);
      page.write(
          "<li><figure>%s<figcaption><span class=\"score\">%s</span> <span class=\"name\">%s</span></figcaption></figure></li>\n"
              .formatted(cut.html("crop of " + place), Numbers.score(crop.score()), place));
    }
    page.write("</ol></div>\n");
  }
}
