package org.mneme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.data.Item;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.evaluate.Evaluation;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.Intervals;
import org.mneme.evaluate.Missing;
import org.mneme.evaluate.ScoreTable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class EvaluationPageTest {
  private static final String HOSTILE = "</script><a href=\"http://x\">y</a>&'\u0001\\(x\\)";

  @TempDir Path folder;

  private static double[] truth(int images) {
    Random random = new Random(5);
    return random.doubles(images).map(u -> Math.round(u * 1000) / 1000.).toArray();
  }

  private static double[] noisy(double[] truth, double noise) {
    Random random = new Random(7);
    return Arrays.stream(truth).map(t -> .3 + .5 * t + noise * random.nextGaussian()).toArray();
  }

  private static List<Item> items(Path folder, int images) {
    Path csv = folder.resolve("scores.csv");
    return IntStream.range(0, images)
        .mapToObj(
            i -> {
              Path image = folder.resolve(i + ".png");
              return new Item("set", i + ".png", image, .5, null, null, null, null, csv, i + 2L);
            })
        .toList();
  }

  private EvaluatedSet set(String name, ScoreTable table, Map<String, Evaluation> byCategory) {
    return set(folder, name, table, byCategory);
  }

  private static EvaluatedSet set(
      Path folder, String name, ScoreTable table, Map<String, Evaluation> byCategory) {
    Evaluation evaluation = Evaluation.of(table, Missing.OMIT, Intervals.DEFAULT);
    return new EvaluatedSet(
        name, "plain CSV", items(folder, table.images()), table, evaluation, byCategory, Map.of());
  }

  private static ScoreTable one(int images) {
    double[] truth = truth(images);
    return ScoreTable.of(truth).withModel("sharp", noisy(truth, .05));
  }

  private static ScoreTable two(int images) {
    double[] truth = truth(images);
    return one(images).withModel("dull", noisy(truth, .4));
  }

  private Path write(List<EvaluatedSet> sets) throws IOException {
    Path html = folder.resolve("report.html");
    EvaluationPage.write(
        new EvaluationReport("A title", sets, Map.of("Seed", "17"), List.of()), html);
    return html;
  }

  /** The page is written so that an XML parser takes it too, which forgives nothing. */
  private static Document parse(String html) throws Exception {
    DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    return builder.parse(new InputSource(new StringReader(html)));
  }

  private static Set<String> headings(Document page) {
    return Stream.of("h2", "h3")
        .map(page::getElementsByTagName)
        .flatMap(n -> IntStream.range(0, n.getLength()).mapToObj(n::item))
        .map(n -> n.getTextContent().strip())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Human scores in percent, a model's in 0..1: a difference of the two says nothing. */
  @Test
  void onUnlikeScalesNoDifferenceIsShown() throws Exception {
    double[] truth = Arrays.stream(truth(60)).map(t -> 100 * t).toArray();
    double[] fractions = Arrays.stream(truth).map(t -> t / 150).toArray();
    ScoreTable table = ScoreTable.of(truth).withModel("fractions", fractions);
    String unlike = Files.readString(write(List.of(set("percent", table, Map.of()))));

    parse(unlike);
    assertTrue(unlike.contains("which is another scale. Only the predictions are drawn"), unlike);
    assertTrue(unlike.contains("Each axis has its own scale"), unlike);
    for (String meaningless :
        List.of("is off by", "Predicted too", "of the human scores'.", "as it is,")) {
      assertFalse(unlike.contains(meaningless), meaningless);
    }
    String alike = Files.readString(write(List.of(set("alike", one(60), Map.of()))));
    for (String meant :
        List.of("is off by", "Predicted too", "of the human scores'.", "as it is,")) {
      assertTrue(alike.contains(meant), meant);
    }
    assertFalse(alike.contains("another scale"), alike);
  }

  @Test
  void pageOfOneModelHasWhatThereIsAndNothingElse() throws Exception {
    String html = Files.readString(write(List.of(set("tiny", one(60), Map.of()))));
    Document page = parse(html);
    assertEquals(
        Set.of("In short", "tiny", "Metrics", "Model by model", "Images", "Provenance"),
        headings(page));
    assertEquals(4, page.getElementsByTagName("svg").getLength(), "interval and three panels");
    assertFalse(html.contains("Human consistency"));
    assertFalse(html.contains("Share of human"));
    assertEquals(0, page.getElementsByTagName("img").getLength(), "no image is there");
  }

  @Test
  void pageOfManyHasEverySection() throws Exception {
    ScoreTable table = two(80);
    double[] truth = truth(80);
    ScoreTable halved = table.withHalving(noisy(truth, .01), truth);
    List<String> labels =
        IntStream.range(0, 80).mapToObj(i -> i % 2 == 0 ? "food" : "animal").toList();
    Map<String, Evaluation> by = Evaluation.by(labels, table, Missing.OMIT, Intervals.DEFAULT);
    String html =
        Files.readString(
            write(List.of(set("LaMem", halved, by), set("MemCat", one(60), Map.of()))));
    Document page = parse(html);
    assertTrue(
        headings(page)
            .containsAll(
                Set.of(
                    "Every model on every data set",
                    "LaMem",
                    "MemCat",
                    "Differences between models",
                    "By category")),
        headings(page).toString());
    assertTrue(html.contains("Human consistency") && html.contains("Share of human consistency"));
    String text = page.getDocumentElement().getTextContent();
    assertTrue(text.contains("sharp ranks best, before dull (Spearman"), "which is better");
    assertTrue(text.contains("food (40)") && text.contains("animal (40)"));
    assertTrue(text.contains("Seed"));
  }

  /** Also in the charts, whose library would make a link and a formula of it. */
  @Test
  void hostileNamesAreShownAsTheyAre() throws Exception {
    double[] truth = truth(60);
    ScoreTable table =
        ScoreTable.of(truth)
            .withModel(HOSTILE, noisy(truth, .1))
            .withModel("<svg onload=x>", noisy(truth, .2));
    Map<String, Evaluation> by =
        Map.of(HOSTILE, Evaluation.of(table, Missing.OMIT, Intervals.DEFAULT));
    Path html = folder.resolve("report.html");
    List<EvaluatedSet> sets = List.of(set(HOSTILE, table, by), set("b", table, Map.of()));
    EvaluationPage.write(
        new EvaluationReport(HOSTILE, sets, Map.of(HOSTILE, HOSTILE), List.of(HOSTILE)), html);
    Document page = parse(Files.readString(html));
    NodeList links = page.getElementsByTagName("a");
    for (int i = 0; i < links.getLength(); i++) {
      assertTrue(((Element) links.item(i)).getAttribute("href").startsWith("#"));
    }
    assertEquals(0, page.getElementsByTagName("script").getLength());
    String shown = HOSTILE.replace('\u0001', '\ufffd');
    assertEquals(shown, page.getElementsByTagName("h1").item(0).getTextContent());
    String text = page.getDocumentElement().getTextContent().replace("\u2060", "");
    assertTrue(text.contains(shown + " less <svg onload=x>"), "in the differences' chart");
  }

  @Test
  void pageNeedsNothingBesideIt() throws Exception {
    String html = Files.readString(write(List.of(set("tiny", two(60), Map.of()))));
    assertFalse(html.replace("http://www.w3.org/", "").contains("http"), "names a server");
    assertFalse(html.contains("url(") && !html.contains("url(#"), "needs a file");
    assertTrue(html.contains("prefers-color-scheme: dark") && html.contains("@media print"));
  }

  @Test
  void figuresOfAConstantModelAreNotDefinedAndAreNotDrawn() throws Exception {
    double[] constant = new double[60];
    Arrays.fill(constant, .7);
    ScoreTable table = one(60).withModel("same", constant);
    Map<String, Evaluation> by =
        Map.of("all", Evaluation.of(table, Missing.OMIT, Intervals.DEFAULT));
    String html = Files.readString(write(List.of(set("a", table, by), set("b", table, Map.of()))));
    parse(html);
    assertFalse(html.contains("NaN"));
    assertTrue(html.contains("<td>not defined</td>"));
    assertTrue(html.contains("cannot be evaluated: the predictions do not vary"));
    assertTrue(html.contains("same: not defined"), "in the chart");
  }

  @Test
  void aModelAloneWithOneImageHasAPage() throws Exception {
    ScoreTable table = ScoreTable.of(new double[] {.5}).withModel("a", new double[] {.7});
    String html = Files.readString(write(List.of(set("tiny", table, Map.of()))));
    assertEquals(2 + 1, parse(html).getElementsByTagName("svg").getLength(), "no calibration");
    assertTrue(html.contains("+0.200"), "the only image is predicted too high");
    assertFalse(html.contains("Predicted too low"));
  }

  /** Ends of an interval that differ in the last bit once filled the memory with axis marks. */
  @Test
  void anIntervalOfHardlyAnyWidthIsDrawn() throws Exception {
    Estimate perfect = new Estimate(1, Math.nextDown(1), 1);
    List<IntervalCharts.Row> rows =
        List.of(new IntervalCharts.Row("perfect", perfect, Optional.empty()));
    Estimate none = new Estimate(Double.NaN, Double.NaN, Double.NaN);
    String svg = IntervalCharts.dots(rows, none, "x", "d", IntervalCharts.Size.NARROW);
    assertTrue(parse(svg).getDocumentElement().getTextContent().contains("perfect"));
  }

  @Test
  void halvingsAloneHaveAPage() throws Exception {
    double[] truth = truth(30);
    ScoreTable table = ScoreTable.of(truth).withHalving(truth, noisy(truth, .1));
    Document page = parse(Files.readString(write(List.of(set("people", table, Map.of())))));
    assertEquals(Set.of("In short", "people", "Images", "Provenance"), headings(page));
  }

  /** By hand: of .1 .. .9, .9 is remembered most and .1 least; the third is furthest off. */
  @Test
  void imagesAreShownInOrderWithPicturesOfThoseThatAreThere() throws Exception {
    ImageIO.write(
        new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB),
        "png",
        folder.resolve("2.png").toFile());
    ScoreTable table =
        ScoreTable.of(new double[] {.9, .1, .5, Double.NaN})
            .withModel("a", new double[] {.8, .2, .9, .5});
    Document page = parse(Files.readString(write(List.of(set("tiny", table, Map.of())))));
    NodeList lists = page.getElementsByTagName("ol");
    List<String> names =
        IntStream.range(0, lists.getLength())
            .mapToObj(i -> names((Element) lists.item(i)))
            .toList();
    assertEquals(List.of("0 2 1", "1 2 0", "2 1", "0"), names);
    assertEquals(3, page.getElementsByTagName("img").getLength(), "one image in three lists");
  }

  private static String names(Element list) {
    NodeList spans = list.getElementsByTagName("span");
    return IntStream.range(0, spans.getLength())
        .mapToObj(i -> (Element) spans.item(i))
        .filter(e -> e.getAttribute("class").equals("name"))
        .map(e -> e.getTextContent().replace(".png", ""))
        .collect(Collectors.joining(" "));
  }

  /** A process of its own, for its own heap: folder, images. */
  static final class LargePage {
    public static void main(String[] args) throws IOException {
      Path folder = Path.of(args[0]);
      ScoreTable table = two(Integer.parseInt(args[1]));
      EvaluatedSet set = set(folder, "large", table, Map.of());
      EvaluationPage.write(
          new EvaluationReport("t", List.of(set), Map.of(), List.of()),
          folder.resolve("report.html"));
    }
  }

  /** Drawn one by one, they would be 200,000 marks of some 100 bytes in two models' panels. */
  @Test
  void aHundredThousandImagesTakeASmallHeapAndASmallPage() throws Exception {
    long few = Files.size(write(List.of(set("few", two(2000), Map.of()))));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                LargePage.class.getName(),
                folder.toString(),
                "100000")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.txt").toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(folder.resolve("out.txt")));
    long many = Files.size(folder.resolve("report.html"));
    assertTrue(many < 1.5 * few && many < 2_000_000, few + " and " + many + " bytes");
  }

  @Test
  void aNewerPageTakesTheOldOnesPlaceAndLeavesNothingBesideIt() throws Exception {
    Path html = write(List.of(set("tiny", one(30), Map.of())));
    String old = Files.readString(html);
    assertFalse(old.contains("newer"));
    write(List.of(set("newer", one(30), Map.of())));
    assertTrue(Files.readString(html).contains("newer"));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(html), files.toList());
    }
    EvaluationReport report =
        new EvaluationReport("t", List.of(set("a", one(30), Map.of())), Map.of(), List.of());
    assertThrows(
        IOException.class,
        () -> EvaluationPage.write(report, folder.resolve("missing/report.html")));
  }

  @Test
  void figuresAreRoundedForReading() {
    assertEquals("0.503", Numbers.of(.50321));
    assertEquals("0.0152", Numbers.of(.015193));
    assertEquals("\u22121.25", Numbers.of(-1.2481));
    assertEquals("0.000", Numbers.of(-0.0));
    assertEquals("0.000001", Numbers.of(.00000123));
    assertEquals("1234.57", Numbers.of(1234.567));
    assertEquals("not defined", Numbers.of(Double.NaN));
    assertEquals("p < 0.001", Numbers.p(.0004));
    assertEquals("p = 0.012", Numbers.p(.012));
  }
}
