package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.Shared;
import org.mneme.golden.TestModels;

class SelectCommandTest {
  @TempDir Path folder;

  /** The example of docs/select.md on 80 landscapes with human scores of LNSIM. */
  @Test
  void theExampleOfTheGuideRunsOnRealPictures() throws IOException {
    List<String> rows = Files.readAllLines(Shared.path("data/lnsim/scores.csv")).subList(0, 81);
    Path scores = Files.write(folder.resolve("scores.csv"), rows);
    Cli cli =
        Cli.pipe(
            "select",
            scores.toString(),
            "--images",
            Shared.path("data/lnsim/images").toString(),
            "--condition",
            "low=..30%",
            "--condition",
            "high=70%..",
            "--each",
            "8",
            "--match",
            "luminance",
            "--match",
            "contrast",
            "--match",
            "colourfulness",
            "-o",
            folder.resolve("stimuli").toString());
    assertEquals(0, cli.exit(), cli.err());
    List<String> selection = Files.readAllLines(folder.resolve("stimuli/selection.csv"));
    assertEquals(17, selection.size());
    assertTrue(
        selection
            .get(0)
            .startsWith("image,condition,memorability,luminance,contrast,colourfulness,hash"),
        selection.get(0));
    List<String> psychoPy = Files.readAllLines(folder.resolve("stimuli/psychopy.csv"));
    assertEquals("imageFile,condition,memorability", psychoPy.get(0));
    JsonNode jsPsych = new JsonMapper().readTree(folder.resolve("stimuli/jspsych.json").toFile());
    assertEquals(16, jsPsych.size());
    assertEquals("high", jsPsych.get(15).get("condition").asText());
    List<String> balance = Files.readAllLines(folder.resolve("stimuli/balance.csv"));
    assertEquals("column,mean low,sd low,mean high,sd high,d,ks,tolerance,met", balance.get(0));
    assertEquals(5, balance.size());
    assertTrue(balance.get(4).endsWith(",0.05,true"), balance.get(4));
    String page = Files.readString(folder.resolve("stimuli/selection.html"));
    assertEquals(16, page.split("<img ", -1).length - 1);
    assertTrue(
        Files.readString(folder.resolve("stimuli/methods.txt"))
            .startsWith("From 80 pictures, 2 sets of 8 were selected with Mneme by their memorab"));
  }

  private Path table(String column) throws IOException {
    List<String> rows = new ArrayList<>(List.of("image,score," + column));
    for (int i = 0; i < 60; i++) {
      rows.add("%02d.jpg,0.%02d,%d".formatted(i, i, i));
    }
    return Files.write(folder.resolve("table.csv"), rows);
  }

  @Test
  void aDemandThatIsNotMetIsSaidAndTheNearestSetsAreWritten() throws IOException {
    Cli cli =
        Cli.pipe(
            "select",
            table("age").toString(),
            "--apart",
            "--each",
            "5",
            "--match",
            "age=0.01",
            "-o",
            folder.resolve("out").toString());
    // What goes along with the score cannot be matched and apart: matching comes first.
    assertEquals(0, cli.exit(), cli.err());
    Cli ranges =
        Cli.pipe(
            "select",
            table("age").toString(),
            "--condition",
            "low=..0.2",
            "--condition",
            "high=0.4..",
            "--each",
            "5",
            "--match",
            "age",
            "-o",
            folder.resolve("out").toString());
    assertEquals(3, ranges.exit(), ranges.err());
    assertTrue(ranges.err().contains("not met: age: the standardised difference is"), ranges.err());
    assertTrue(Files.exists(folder.resolve("out/selection.csv")));
  }

  /** Pictures instead of a table are scored as predict scores them; a table adds a column. */
  @Test
  void picturesAreScoredOnTheWay() throws IOException {
    Path model = TestModels.tiny(folder.resolve("tiny.onnx"), 1);
    Path photos = Files.createDirectories(folder.resolve("photos"));
    List<String> ages = new ArrayList<>(List.of("image,age"));
    for (int i = 0; i < 24; i++) {
      BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < 256; pixel++) {
        image.setRGB(pixel % 16, pixel / 16, (pixel * 7919 + i * 104729) * 65537);
      }
      ImageIO.write(image, "png", photos.resolve("p%02d.png".formatted(i)).toFile());
      ages.add("p%02d.png,%d".formatted(i, i % 5));
    }
    Path table = Files.write(folder.resolve("ages.csv"), ages);
    Path out = folder.resolve("out");
    Cli cli =
        Cli.pipe(
            "select",
            photos.toString(),
            table.toString(),
            "--model",
            model.toString(),
            "--apart",
            "--each",
            "5",
            "--match",
            "age=0.5",
            "--near",
            "-1",
            "-o",
            out.toString());
    assertEquals(0, cli.exit(), cli.err());
    assertTrue(cli.err().contains("24 images scored"), cli.err());
    Cli predicted =
        Cli.pipe("predict", photos.toString(), "--model", model.toString(), "--format", "csv");
    assertEquals(predicted.out(), Files.readString(out.resolve("scores.csv")));
    assertEquals(11, Files.readAllLines(out.resolve("selection.csv")).size());
    Cli idle =
        Cli.pipe(
            "select",
            table.toString(),
            "--model",
            model.toString(),
            "--apart",
            "--each",
            "5",
            "-o",
            out.toString());
    assertEquals(2, idle.exit());
    assertTrue(idle.err().contains("only tables are given"), idle.err());
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String table = table("age").toString();
    String out = folder.resolve("out").toString();
    Cli column =
        Cli.pipe("select", table, "--sets", "2", "--each", "5", "--match", "weight", "-o", out);
    assertEquals(1, column.exit());
    assertTrue(
        column.err().contains("no column of numbers 'weight'; there are: score, age"),
        column.err());
    Cli images =
        Cli.pipe("select", table, "--sets", "2", "--each", "5", "--match", "contrast", "-o", out);
    assertEquals(1, images.exit());
    assertTrue(images.err().contains("RMS contrast is measured of the images"), images.err());
    Cli nothing = Cli.pipe("select", table, "--each", "5", "-o", out);
    assertEquals(2, nothing.exit());
    Cli many = Cli.pipe("select", table, "--sets", "4", "--each", "50", "-o", out);
    assertEquals(1, many.exit());
    assertTrue(many.err().contains("50"), many.err());
  }
}
