package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.Fidelity;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;

/**
 * Which precision scores are made in, and where that is said. The user's copies of ResMem are two
 * small networks of other weights, so that their scores differ.
 */
class PrecisionTest {
  @TempDir Path home;
  private Path photos;

  @BeforeEach
  void putCopies() throws IOException {
    putCopy(Precision.FP32, List.of());
    putCopy(Precision.INT8, List.of(new Fidelity("all kinds", 500, .9999, 1, 0, 1)));
    photos = home.resolve("photos");
    for (int i = 0; i < 4; i++) {
      Cli.picture(photos.resolve("image%d.png".formatted(i)), i);
    }
  }

  private void putCopy(Precision precision, List<Fidelity> fidelity) throws IOException {
    putCopy(precision, fidelity, precision == Precision.FP32 ? 1 : 2);
  }

  private void putCopy(Precision precision, List<Fidelity> fidelity, long weights)
      throws IOException {
    PublishedModel resmem = PublishedModel.RESMEM;
    Network network =
        Network.builder("resmem", Shape.of(3, 8, 8))
            .then("flatten", new Flatten())
            .then("fc", new Linear(192, 1))
            .then("score", new Sigmoid())
            .build();
    ModelCard card =
        new ModelCard(
            "resmem",
            TestCards.fp32("resmem", 8).preprocessing(),
            resmem.output(),
            "none",
            "made by a test",
            resmem.sha256(),
            precision,
            fidelity,
            Map.of());
    Catalog catalog = Catalog.at(home);
    Files.createDirectories(catalog.folder());
    OnnxExport.write(
        network, RandomWeights.of(network, weights), card, catalog.file(resmem, precision));
  }

  private Cli predict(String... more) {
    String[] all = new String[more.length + 2];
    all[0] = "predict";
    all[1] = photos.toString();
    System.arraycopy(more, 0, all, 2, more.length);
    return Cli.at(home, all);
  }

  private static String precisionBeside(Path scores) throws IOException {
    Path settings = scores.resolveSibling(scores.getFileName() + ".run.json");
    return new JsonMapper().readTree(settings.toFile()).path("precision").asText();
  }

  private static final Fidelity CLOSE = new Fidelity("people", 100, .995, 1.01, -.001, 1);
  private static final Fidelity CLOSE_TOO = new Fidelity("landscapes", 100, .994, .99, .002, 1);

  private void putPictures(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Cli.picture(photos.resolve("more%02d.png".formatted(i)), i);
    }
  }

  private void autoIsFp32(String reason) {
    Cli auto = predict();

    assertEquals(predict("--precision", "fp32").out(), auto.out());
    assertNotEquals(predict("--precision", "int8").out(), auto.out());
    assertTrue(auto.err().endsWith("; resmem fp32\n"), auto.err());
    assertTrue(auto.err().contains("resmem: fp32 is used: " + reason), auto.err());
    assertFalse(predict("--precision", "fp32").err().contains("is used"));
  }

  @Test
  void autoIsFp32WhereTheInt8FileWasMeasuredOnOneKindOfPictures() throws IOException {
    putPictures(16);
    autoIsFp32("the fidelity of the int8 file was measured on 1 kind of pictures, and 2 are");
  }

  @Test
  void autoIsFp32WhereTheInt8FileIsNotCloseOnOneOfItsKinds() throws IOException {
    putPictures(16);
    putCopy(Precision.INT8, List.of(CLOSE, new Fidelity("landscapes", 100, .996, 1, .0051, 1)), 1);
    Cli auto = predict();
    assertTrue(auto.err().contains("does not follow it closely enough: Spearman"), auto.err());
    assertTrue(auto.err().endsWith("; resmem fp32\n"), auto.err());
  }

  @Test
  void autoIsFp32WhereTheFirstImagesScoresDiffer() throws IOException {
    putPictures(16);
    putCopy(Precision.INT8, List.of(CLOSE, CLOSE_TOO));
    autoIsFp32("on the first 16 images, the scores in int8 and fp32 differ by ");
  }

  @Test
  void autoIsFp32ForFewImages() throws IOException {
    putPictures(11);
    putCopy(Precision.INT8, List.of(CLOSE, CLOSE_TOO));
    autoIsFp32("for fewer than 16 images, int8 saves no time");
  }

  /** The same weights under another precision's name; one picture is none. */
  @Test
  void autoIsInt8WhereWhatIsRecordedAndTheFirstImagesAgree() throws IOException {
    putPictures(20);
    Files.writeString(photos.resolve("a.png"), "no picture");
    putCopy(Precision.INT8, List.of(CLOSE, CLOSE_TOO), 1);
    Path csv = home.resolve("scores.csv");

    Cli auto = predict("-o", csv.toString());

    assertEquals(0, auto.exit(), auto.err());
    assertTrue(
        auto.err()
            .contains(
                "resmem: int8 is used: on the first 15 images, the scores in int8 and fp32 differ"
                    + " by 0.0000 on average"),
        auto.err());
    assertTrue(auto.err().endsWith("; resmem int8\n"), auto.err());
    assertEquals("int8", precisionBeside(csv));
    assertEquals(1 + 1 + 4 + 20, Files.readAllLines(csv).size());
    assertFalse(predict("-q").err().contains("is used"));

    Path begun = home.resolve("begun.csv");
    predict("--precision", "fp32", "-o", begun.toString());
    assertEquals(0, predict("--resume", "-o", begun.toString()).exit());
    assertEquals("fp32", precisionBeside(begun));
  }

  @Test
  void everyOutputOfPredictNamesThePrecision() throws IOException {
    Path csv = home.resolve("scores.csv");
    Path page = home.resolve("gallery.html");

    Cli rows = predict("--precision", "int8", "--format", "jsonl");
    predict("--precision", "int8", "-o", csv.toString());
    predict("--precision", "int8", "-o", page.toString());

    assertTrue(rows.err().endsWith("; resmem int8\n"), rows.err());
    assertEquals(4, rows.out().lines().filter(r -> r.endsWith("\"precision\":\"int8\"}")).count());
    assertEquals("int8", precisionBeside(csv));
    assertTrue(Files.readString(page).contains("resmem (int8)"));
  }

  @Test
  void aResumedFileGoesOnInThePrecisionThatItWasBegunWith() throws IOException {
    Path csv = home.resolve("scores.csv");
    predict("--precision", "int8", "-o", csv.toString());
    String whole = Files.readString(csv);
    List<String> lines = whole.lines().toList();
    Files.writeString(csv, String.join("\n", lines.subList(0, 3)) + "\n");

    Cli resumed = predict("--resume", "-o", csv.toString());

    assertEquals(0, resumed.exit(), resumed.err());
    assertEquals(whole, Files.readString(csv));
    assertEquals("int8", precisionBeside(csv));
  }

  @Test
  void aFileOfScoresIsNotContinuedInAnotherPrecision() throws IOException {
    Path csv = home.resolve("scores.csv");
    predict("-o", csv.toString());

    Cli other = predict("--resume", "--precision", "int8", "-o", csv.toString());

    assertEquals(1, other.exit());
    assertTrue(
        other.err().contains("was begun with another precision: \"fp32\", now \"int8\""),
        other.err());
  }

  @Test
  void anEvaluationNamesThePrecisionAlsoOfAModelWithALabel() throws IOException {
    StringBuilder table = new StringBuilder("image,memorability\n");
    for (int i = 0; i < 4; i++) {
      table.append("image%d.png,0.%d\n".formatted(i, i + 5));
    }
    Path csv = Files.writeString(photos.resolve("scores.csv"), table);
    Path report = home.resolve("report");

    Cli evaluated =
        Cli.at(
            home,
            "evaluate",
            "--data",
            csv.toString(),
            "--model",
            "resmem",
            "--model",
            "resmem=mine",
            "-o",
            report.toString());

    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("resmem fp32"), evaluated.out());
    String metrics = Files.readString(report.resolve("metrics.json"));
    assertTrue(metrics.contains("resmem.onnx, fp32, SHA-256 "), metrics);
    assertFalse(metrics.contains("int8"), metrics);
    assertTrue(Files.readString(report.resolve("report.html")).contains("resmem.onnx, fp32, SHA-"));
    assertTrue(Files.readString(report.resolve("predictions.csv")).contains("resmem fp32"));
  }
}
