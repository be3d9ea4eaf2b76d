package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;
import org.mneme.image.ImageLimits;
import org.mneme.score.Score;
import org.mneme.score.Sureness;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class GalleryTest {
  private static final About ABOUT =
      new About("tiny <1>", List.of(new About.Fact("Licence", "none & \"free\"")));

  @TempDir Path folder;

  private static Gallery gallery(Optional<Integer> top) {
    return new Gallery(ABOUT, top, 2, ImageLimits.DEFAULT);
  }

  private static String html(Gallery gallery, boolean complete) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    gallery.write(out, complete);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** The page is written so that an XML parser takes it too, which forgives nothing. */
  private static Document parse(String html) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(html)));
  }

  private Path picture(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private static List<String> texts(Document page, String element, String cssClass) {
    NodeList all = page.getElementsByTagName(element);
    return IntStream.range(0, all.getLength())
        .mapToObj(i -> (Element) all.item(i))
        .filter(e -> e.getAttribute("class").equals(cssClass))
        .map(Element::getTextContent)
        .toList();
  }

  @Test
  void pageIsWellFormedAndShowsNamesAsTheyAre() throws Exception {
    String odd = "<b>&\".jpg";
    Gallery gallery = gallery(Optional.empty());
    gallery.add(new Score(picture(odd, 30, 20), .25f, null));
    gallery.add(new Score(Path.of("c\u0001\u001b.jpg"), .75f, null));
    gallery.add(new Score(Path.of("</script><img src=x>.jpg"), Float.NaN, "bad <i>"));
    Document page = parse(html(gallery, true));
    assertEquals(List.of("0.750", "0.250"), texts(page, "span", "score"));
    assertEquals(List.of("c\ufffd\ufffd.jpg", odd), texts(page, "span", "name"));
    assertEquals(1, page.getElementsByTagName("img").getLength(), "the other is not there");
    assertEquals(1, page.getElementsByTagName("script").getLength());
    String failed = texts(page, "ul", "failures").get(0).strip();
    assertEquals("</script><img src=x>.jpg bad <i>", failed);
  }

  /** A model that tells how sure it is; other pages have neither. */
  @Test
  void intervalsAndPicturesOfAnotherKindAreShown() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    Path picture = picture("sure.png", 30, 20);
    gallery.add(new Score(picture, .5f, null, new Sureness(.25f, .75f, .01f)));
    gallery.add(new Score(picture, .4f, null, new Sureness(.2f, .6f, .3f)));
    Document page = parse(html(gallery, true));
    assertEquals(List.of("0.25 to 0.75", "0.20 to 0.60"), texts(page, "span", "interval"));
    assertEquals(List.of("of another kind"), texts(page, "strong", "strange"));
  }

  @Test
  void pageNeedsNothingBesideIt() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    gallery.add(new Score(picture("a.png", 30, 20), .25f, null));
    String html = html(gallery, true);
    assertFalse(html.contains("href="), "links to something");
    assertFalse(html.replace("http://www.w3.org/", "").contains("http"), "names a server");
    assertTrue(html.contains("prefers-color-scheme: dark"));
  }

  @Test
  void picturesAreSmallAndKeepTheirShape() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    gallery.add(new Score(picture("wide.png", 1000, 500), .5f, null));
    gallery.add(new Score(picture("little.png", 30, 20), .4f, null));
    NodeList images = parse(html(gallery, true)).getElementsByTagName("img");
    assertPicture((Element) images.item(0), 240, 120);
    assertPicture((Element) images.item(1), 30, 20);
  }

  /** Stored 4:3 on its side: EXIF orientation 6 turns it upright. */
  @Test
  void picturesStandUpright() throws Exception {
    Path turned = Shared.path("data/images/files/jpeg-exif6.jpg");
    BufferedImage stored = ImageIO.read(turned.toFile());
    Gallery gallery = gallery(Optional.empty());
    gallery.add(new Score(turned, .5f, null));
    Element image = (Element) parse(html(gallery, true)).getElementsByTagName("img").item(0);
    assertEquals(
        stored.getWidth() > stored.getHeight(),
        Integer.parseInt(image.getAttribute("width"))
            < Integer.parseInt(image.getAttribute("height")));
  }

  private static void assertPicture(Element image, int width, int height) throws IOException {
    String jpeg = image.getAttribute("src").substring("data:image/jpeg;base64,".length());
    BufferedImage decoded =
        ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(jpeg)));
    assertEquals(width, decoded.getWidth());
    assertEquals(height, decoded.getHeight());
    assertEquals(String.valueOf(width), image.getAttribute("width"));
  }

  /** By hand: .2, .4, .9 have mean .5 and squares .09 + .01 + .16 = .26; sqrt(.13) = .36056. */
  @Test
  void figuresAreOfAllScores() throws Exception {
    Gallery gallery = gallery(Optional.of(1));
    for (float value : new float[] {.2f, .4f, .9f}) {
      gallery.add(new Score(Path.of("x.jpg"), value, null));
    }
    Document page = parse(html(gallery, true));
    String figures = texts(page, "dl", "figures").get(0).replaceAll("\\s+", " ").strip();
    assertEquals("Images3 Mean0.500 Standard deviation0.361 Lowest0.200 Highest0.900", figures);
    assertEquals(List.of("0.900"), texts(page, "span", "score"));
  }

  @Test
  void middleIsLeftOutOfManyAndThePageSaysSo() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    int count = 10_000;
    for (int i = 0; i < count; i++) {
      gallery.add(new Score(Path.of("gone%d.jpg".formatted(i)), (float) i / count, null));
    }
    Document page = parse(html(gallery, true));
    List<String> scores = texts(page, "span", "score");
    assertEquals(Gallery.MOST_SHOWN, scores.size());
    assertEquals("0.900", scores.get(999));
    assertEquals("0.100", scores.get(1000));
    assertTrue(
        page.getDocumentElement()
            .getTextContent()
            .contains("The 1,000 highest and the 1,000 lowest of 10,000 images"));
  }

  /** The script has the middle: names, scores and percentiles; the page stays XML. */
  @Test
  void allOfManyImagesAreListedForTheScript() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    int count = 5_000;
    for (int i = 0; i < count; i++) {
      String name = i == 2500 ? "a <b> & \"c\".jpg" : "gone%d.jpg".formatted(i);
      gallery.add(new Score(Path.of("some", name), (float) i / count, null));
    }
    Document page = parse(html(gallery, true));
    JsonNode rows = listed(page);
    assertEquals(count - Gallery.MOST_SHOWN, rows.get("rows").size());
    assertEquals("some" + java.io.File.separator, rows.get("folders").get(0).get(0).textValue());
    JsonNode odd = null;
    for (JsonNode row : rows.get("rows")) {
      odd = row.get(1).textValue().startsWith("a ") ? row : odd;
    }
    assertEquals("a <b> & \"c\".jpg", odd.get(1).textValue());
    assertEquals(.5f, odd.get(2).floatValue());
    assertEquals(50, odd.get(3).intValue());
    assertTrue(page.getDocumentElement().getTextContent().contains("all 5,000 images are listed"));
  }

  @Test
  void theHighestThatWereAskedForAreListedAndNoOthers() throws Exception {
    Gallery gallery = gallery(Optional.of(2_100));
    for (int i = 0; i < 3_000; i++) {
      gallery.add(new Score(Path.of("gone%d.jpg".formatted(i)), i / 3000f, null));
    }
    JsonNode rows = listed(parse(html(gallery, true))).get("rows");
    assertEquals(100, rows.size());
    assertEquals("gone999.jpg", rows.get(0).get(1).textValue());
    assertEquals("gone900.jpg", rows.get(99).get(1).textValue());
  }

  private static JsonNode listed(Document page) throws IOException {
    NodeList scripts = page.getElementsByTagName("script");
    Element data = (Element) scripts.item(0);
    assertEquals("application/json", data.getAttribute("type"));
    return new JsonMapper().readTree(data.getTextContent());
  }

  @Test
  void pageOfAnInterruptedRunSaysSo() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    gallery.add(new Score(Path.of("x.jpg"), .5f, null));
    assertTrue(html(gallery, false).contains("interrupted"));
    assertFalse(html(gallery, true).contains("interrupted"));
  }

  @Test
  void pageOfFailuresOnlyIsStillAPage() throws Exception {
    Gallery gallery = gallery(Optional.empty());
    for (int i = 0; i < 300; i++) {
      gallery.add(new Score(Path.of("x.jpg"), Float.NaN, "gone"));
    }
    Document page = parse(html(gallery, true));
    assertTrue(page.getDocumentElement().getTextContent().contains("and 100 more"));
  }
}
