package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.golden.TestModels;
import org.mneme.network.Network;
import org.mneme.onnx.OnnxExport;

/**
 * Model files that tell how sure they are and how familiar a picture is: those that adapt makes,
 * and those that an evaluation calibrates.
 */
class ModelCertaintyTest {
  private static final int PICTURES = BrightPictures.COUNT;

  @TempDir private static Path folder;
  private static BrightPictures pictures;
  private static Path data;

  @BeforeAll
  static void makeModelsAndPictures() throws IOException {
    pictures = BrightPictures.in(folder);
    pictures.write("small1", TestCards.fp32("small1", 8), 1);
    data = pictures.data();
  }

  private static Cli predict(Path model, String... more) {
    List<String> command = new ArrayList<>(List.of("predict"));
    command.addAll(List.of(more));
    command.addAll(List.of("--quiet", "--model", model.toString()));
    return Cli.at(folder.resolve("home"), command.toArray(String[]::new));
  }

  /** Striped and coloured, unlike all that a model was fitted to. */
  private static Path strange(String name) throws IOException {
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 144; p++) {
      image.setRGB(p % 12, p / 12, (p % 2 == 0 ? 0xff00c8 : 0));
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /**
   * The file alone tells: 90 % of the pictures that it was fitted to lie in their interval (at
   * least 80 % of 60), and a picture of another kind, striped and coloured, is unlike all of them.
   */
  @Test
  void anAdaptedModelTellsHowSureItIs() throws IOException {
    Path out = folder.resolve("sure.onnx");
    Cli adapted =
        pictures.adapt(
            List.of(folder.resolve("small1.onnx").toString()),
            "--layer",
            folder.resolve("small1.onnx") + ":relu1:mean",
            "--head",
            "kernel",
            "-o",
            out.toString());
    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(adapted.err().contains("90 % intervals: "), adapted.err());
    Path strange = strange("strange.png");
    Path csv = folder.resolve("sure.csv");
    Cli predicted =
        predict(out, data.resolve("images").toString(), strange + "", "-o", csv.toString());
    assertEquals(0, predicted.exit(), predicted.err());
    List<String> rows = Files.readAllLines(csv);
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    List<String> truth = Files.readAllLines(data.resolve("scores.csv"));
    int inside = 0;
    int familiar = 0;
    for (int i = 1; i <= PICTURES; i++) {
      String[] cells = rows.get(i).split(",", -1);
      double human = Double.parseDouble(truth.get(i).split(",", -1)[1]);
      inside +=
          Double.parseDouble(cells[3]) <= human && human <= Double.parseDouble(cells[4]) ? 1 : 0;
      familiar += Double.parseDouble(cells[5]) >= .05 ? 1 : 0;
    }
    assertTrue(inside >= .8 * PICTURES, inside + " of " + PICTURES);
    assertTrue(familiar >= .9 * PICTURES, familiar + " of " + PICTURES);
    String[] last = rows.get(PICTURES + 1).split(",", -1);
    assertTrue(Double.parseDouble(last[5]) < .05, rows.get(PICTURES + 1));
    Cli again =
        predict(
            out, data.resolve("images").toString(), strange + "", "--resume", "-o", csv.toString());
    assertEquals(0, again.exit(), again.err());
    assertEquals(rows, Files.readAllLines(csv));
    Cli json = predict(out, strange.toString(), "--format", "jsonl");
    assertTrue(
        json.out().matches("(?s).*\"low\":[^n].*\"high\":[^n].*\"familiar\":0.*"), json.out());
    Cli table =
        Cli.at(
            folder.resolve("home"),
            "predict",
            strange + "",
            "--format",
            "table",
            "--model",
            out + "");
    assertTrue(table.out().contains("(of another kind)"), table.out());
  }

  private static Cli calibrate(Path model, Path out) {
    return Cli.at(
        folder.resolve("home"),
        "evaluate",
        "--data",
        data.toString(),
        "--model",
        model.toString(),
        "--calibrate",
        out.toString(),
        "-o",
        folder.resolve("calibration").toString());
  }

  private static double familiar(Cli predicted) {
    assertEquals(0, predicted.exit(), predicted.err());
    List<String> rows = predicted.out().lines().toList();
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    return Double.parseDouble(rows.get(1).substring(rows.get(1).lastIndexOf(',') + 1));
  }

  /** What a network sees in its last layer but one: eight channels' means, then a score. */
  private static Path scoring(String name, int seed) throws IOException {
    Network network = BrightPictures.scoring();
    Path file = folder.resolve(name + ".onnx");
    OnnxExport.write(network, RandomWeights.of(network, seed), TestCards.fp32(name, 8), file);
    return file;
  }

  /**
   * A model that was not fitted here learns from an evaluation how sure it is: its scores stay to
   * the last digit, pictures like those of the evaluation are familiar, one of another kind is not.
   */
  @Test
  void anEvaluationWritesAModelThatKnowsHowSureItIs() throws IOException {
    Path plain = scoring("plain", 3);
    Path out = folder.resolve("calibrated.onnx");
    Cli evaluated = calibrate(plain, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated.err().contains("from 60 images, and telling how familiar a picture is"),
        evaluated.err());
    String images = data.resolve("images").toString();
    List<String> before = predict(plain, images, "--format", "csv").out().lines().toList();
    List<String> after = predict(out, images, "--format", "csv").out().lines().toList();
    assertEquals("image,score,error", before.get(0));
    int familiar = 0;
    for (int i = 1; i <= PICTURES; i++) {
      assertTrue(after.get(i).startsWith(before.get(i) + ","), after.get(i));
      String cell = after.get(i).substring(after.get(i).lastIndexOf(',') + 1);
      familiar += Double.parseDouble(cell) >= .05 ? 1 : 0;
    }
    assertTrue(familiar >= .9 * PICTURES, familiar + " of " + PICTURES);
    Path strange = strange("strange3.png");
    assertTrue(familiar(predict(out, strange.toString(), "--format", "csv")) < .05);
    // Calibrated once more, it is the same file: nothing of the first calibration is left in it.
    Path again = folder.resolve("again.onnx");
    Cli second = calibrate(out, again);
    assertEquals(0, second.exit(), second.err());
    assertEquals(Files.size(out), Files.size(again));
    assertEquals(
        after, predict(again, images, "--format", "csv").out().lines().toList(), second.err());
  }

  /** An adapted model keeps what it knows of the pictures that it was fitted to. */
  @Test
  void anAdaptedModelStaysFamiliarWithItsOwnPictures() throws IOException {
    Path adapted = folder.resolve("own.onnx");
    String small = folder.resolve("small1.onnx").toString();
    Cli made =
        pictures.adapt(List.of(small), "--layer", small + ":relu1:mean", "-o", adapted.toString());
    assertEquals(0, made.exit(), made.err());
    Path out = folder.resolve("own-calibrated.onnx");
    Cli evaluated = calibrate(adapted, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated
            .err()
            .contains(
                "own.onnx: familiarity stays that beside the pictures that the model was fitted to"),
        evaluated.err());
    String image = data.resolve("images/00.png").toString();
    assertEquals(
        familiar(predict(adapted, image, "--format", "csv")),
        familiar(predict(out, image, "--format", "csv")));
  }

  /** A network whose score is made of the picture itself has no features to compare. */
  @Test
  void whereFamiliarityCannotBeHadOneLineSaysWhy() throws IOException {
    Path plain = TestModels.tiny(folder.resolve("flat.onnx"), 4);
    Path out = folder.resolve("flat-calibrated.onnx");
    Cli evaluated = calibrate(plain, out);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(
        evaluated.err().contains("flat.onnx: familiarity needs a layer before the score"),
        evaluated.err());
    String image = data.resolve("images/00.png").toString();
    List<String> rows = predict(out, image, "--format", "csv").out().lines().toList();
    assertEquals("image,score,error,low,high,familiar", rows.get(0));
    assertTrue(rows.get(1).endsWith(","), rows.get(1));
  }
}
