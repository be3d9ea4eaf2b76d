package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What else goes with scores, and where models disagree. */
class ExtraSectionsTest {
  private static final int IMAGES = 40;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;
  private Path study;

  /** Pictures of one gray each with a spot; the lighter, the higher the score. */
  @BeforeEach
  void makeStudy() throws IOException {
    Cli.tinyModel(folder, 1);
    Cli.tinyModel(folder, 2);
    study = Files.createDirectories(folder.resolve("study"));
    StringBuilder csv = new StringBuilder("image,score\n");
    Random random = new Random(3);
    for (int i = 0; i < IMAGES; i++) {
      int gray = 20 + 5 * i;
      BufferedImage image = new BufferedImage(24, 16, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(gray, gray, gray));
      graphics.fillRect(0, 0, 24, 16);
      graphics.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256)));
      graphics.fillRect(random.nextInt(20), random.nextInt(12), 4, 4);
      graphics.dispose();
      ImageIO.write(image, "png", study.resolve("%02d.png".formatted(i)).toFile());
      csv.append("%02d.png,%s\n".formatted(i, .3 + i * .01));
    }
    Files.writeString(study.resolve("scores.csv"), csv.toString());
  }

  private Cli run(String... words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      all.add(word.replace("STUDY", study.toString()).replace("DIR", folder.toString()));
    }
    return Cli.at(folder.resolve("home"), all.toArray(String[]::new));
  }

  @Test
  void statisticsThatGoWithAScoreArePrinted() throws IOException {
    Cli cli = run("data", "statistics", "STUDY", "--scores", "STUDY/scores.csv");
    assertEquals(0, cli.exit(), cli.err());
    List<String> lines = cli.out().lines().toList();
    assertTrue(lines.get(0).contains("Rank correlation of image statistics with score"), cli.out());
    assertTrue(lines.get(2).startsWith("luminance"), cli.out());
    assertTrue(lines.get(2).contains("<0.001 *"), cli.out());
    assertTrue(cli.out().contains("constant"), cli.out());
    assertTrue(cli.out().contains("a confound of these images"), cli.out());
    assertFalse(cli.out().contains("image,width"), cli.out());
  }

  @Test
  void theStatisticsThemselvesGoToTheFile() throws IOException {
    Cli cli =
        run(
            "data",
            "statistics",
            "STUDY",
            "--scores",
            "STUDY/scores.csv",
            "--output",
            "DIR/statistics.csv");
    assertEquals(0, cli.exit(), cli.err());
    assertEquals(IMAGES + 1, Files.readAllLines(folder.resolve("statistics.csv")).size());
  }

  @Test
  void scoresOfOtherImagesAreRefused() throws IOException {
    Files.writeString(folder.resolve("other.csv"), "image,score\nelsewhere.jpg,0.5\n");
    Cli cli = run("data", "statistics", "STUDY", "--scores", "DIR/other.csv");
    assertEquals(1, cli.exit());
    assertTrue(cli.err().contains("has no score for any of these images"), cli.err());
    Cli ignored = run("data", "statistics", "STUDY", "--score-column", "x");
    assertEquals(2, ignored.exit());
    assertTrue(ignored.err().contains("--score-column would be ignored"), ignored.err());
  }

  /** As mneme features writes them; the score falls as the share of sky grows. */
  @Test
  void otherFiguresOfTheImagesAreCorrelatedToo() throws IOException {
    StringBuilder csv = new StringBuilder("image,sky,kind,error\n");
    for (int i = 0; i < IMAGES; i++) {
      csv.append("%02d.png,%s,drawing,\n".formatted(i, i == 3 ? "" : "" + (1 - i * .02)));
    }
    Files.writeString(folder.resolve("sky.csv"), csv.toString());
    Cli cli =
        run("data", "statistics", "STUDY", "--scores=STUDY/scores.csv", "--covariates=DIR/sky.csv");
    assertEquals(0, cli.exit(), cli.err());
    String sky = cli.out().lines().filter(line -> line.startsWith("sky")).findFirst().orElseThrow();
    assertTrue(sky.contains("-1.000") && sky.strip().endsWith("39"), sky);
    assertTrue(cli.err().contains("columns without numbers are left out: kind"), cli.err());
    Cli report =
        run(
            "evaluate",
            "--data=STUDY",
            "--model=DIR/tiny1.onnx",
            "--statistics",
            "--covariates=DIR/sky.csv",
            "-o",
            "DIR/with sky");
    assertEquals(0, report.exit(), report.err());
    String page = Files.readString(folder.resolve("with sky/report.html"));
    assertTrue(page.contains("<th scope=\"row\">Sky</th>"), "no sky");
    Cli alone =
        run(
            "evaluate",
            "--data=STUDY",
            "--model=DIR/tiny1.onnx",
            "--covariates=DIR/sky.csv",
            "-oDIR/x");
    assertEquals(2, alone.exit());
    assertTrue(alone.err().contains("--covariates would be ignored"), alone.err());
  }

  /** Written by predict, with a picture that failed: its row has no score. */
  @Test
  void aFileOfPredictIsTaken() throws IOException {
    Files.writeString(study.resolve("bad.png"), "no picture");
    Cli predicted = run("predict", "STUDY", "-m", "DIR/tiny1.onnx", "-o", "DIR/predicted.csv");
    assertEquals(0, predicted.exit(), predicted.err());
    Cli cli = run("data", "statistics", "STUDY", "--scores", "DIR/predicted.csv");
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.out().contains("luminance"), cli.out());
  }

  @Test
  void theReportShowsBothSections() throws IOException {
    Cli cli =
        run(
            "evaluate",
            "--data",
            "STUDY",
            "--model",
            "DIR/tiny1.onnx=one",
            "--model",
            "DIR/tiny2.onnx=two",
            "--statistics",
            "--disagreements",
            "3",
            "-o",
            "DIR/report");
    assertEquals(0, cli.exit(), cli.err());
    String page = Files.readString(folder.resolve("report/report.html"));
    assertTrue(page.contains("What else goes with the scores"), "no statistics");
    assertTrue(page.contains("<th scope=\"row\">Mean luminance</th>"), "no luminance");
    assertTrue(page.contains("Where one and two disagree most"), "no disagreements");
    String cases = page.substring(page.indexOf("<ol class=\"cases\">"));
    assertEquals(9, cases.substring(0, cases.indexOf("</ol>")).split("<img ", -1).length - 1);
    assertTrue(cases.contains("what the score by two depends on"), "no map");
    JsonNode json = JSON.readTree(folder.resolve("report/metrics.json").toFile());
    JsonNode confounds = json.path("confounds").path(0);
    assertEquals("luminance", confounds.at("/human_scores/0/statistic").asText());
    assertTrue(confounds.at("/human_scores/0/spearman/low").asDouble() > .5, json.toString());
    assertEquals(8, confounds.at("/models/two").size());
    JsonNode disagreements = json.path("disagreements").path(0);
    assertEquals("one", disagreements.path("first").asText());
    assertEquals(3, disagreements.path("images").size());
    assertTrue(disagreements.at("/images/0/second/map/most").isNumber(), json.toString());
  }

  @Test
  void oneModelCannotDisagree() {
    Cli cli =
        run(
            "evaluate",
            "--data",
            "STUDY",
            "--model",
            "DIR/tiny1.onnx",
            "--disagreements",
            "3",
            "-o",
            "DIR/report");
    assertEquals(2, cli.exit());
    assertTrue(cli.err().contains("--disagreements needs two --model; there are 1"), cli.err());
  }
}
