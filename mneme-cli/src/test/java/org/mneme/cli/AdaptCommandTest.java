package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;

/** Two small networks of random weights; the brighter a picture, the better it is remembered. */
class AdaptCommandTest {
  private static final int PICTURES = 60;

  @TempDir private static Path folder;
  private static Path data;

  @BeforeAll
  static void makeModelsAndPictures() throws IOException {
    for (int i = 1; i <= 2; i++) {
      Network network =
          Network.builder("small", Shape.of(3, 8, 8))
              .then("conv1", Conv2d.of(3, 8, 3))
              .then("relu1", new Relu())
              .build();
      OnnxExport.write(
          network,
          RandomWeights.of(network, i),
          TestCards.fp32("small" + i, 8),
          folder.resolve("small%d.onnx".formatted(i)));
    }
    data = Files.createDirectories(folder.resolve("data"));
    Files.createDirectories(data.resolve("images"));
    Random random = new Random(4);
    List<String> lines = new ArrayList<>(List.of("image,score"));
    for (int i = 0; i < PICTURES; i++) {
      int brightness = random.nextInt(200);
      BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 144; p++) {
        int grey = brightness + random.nextInt(56);
        image.setRGB(p % 12, p / 12, grey * 0x10101);
      }
      String name = "%02d.png".formatted(i);
      ImageIO.write(image, "png", data.resolve("images").resolve(name).toFile());
      lines.add(name + "," + (.2 + brightness / 400.0));
    }
    Files.write(data.resolve("scores.csv"), lines);
  }

  @ParameterizedTest
  @CsvSource({"kernel, centre", "linear, mirror", "kernel, ten"})
  void modelOfTwoNetworksRanksPicturesThatItHasNotSeen(String head, String views)
      throws IOException {
    Path out = folder.resolve("%s-%s.onnx".formatted(head, views));
    String one = folder.resolve("small1.onnx").toString();
    String two = folder.resolve("small2.onnx").toString();
    Cli adapted =
        Cli.at(
            folder.resolve("home"),
            "adapt",
            "--data",
            data.toString(),
            "--model",
            one,
            "--model",
            two,
            "--layer",
            one + ":relu1:mean",
            "--layer",
            two + ":relu1:std",
            "--layer",
            two + ":relu1:mean",
            "--head",
            head,
            "--views",
            views,
            "--components",
            "20",
            "-o",
            out.toString());

    assertEquals(0, adapted.exit(), adapted.err());
    assertTrue(
        adapted.out().startsWith("5-fold cross-validation, round 1: Spearman 0.9"), adapted.out());
    ModelCard card = OnnxFile.card(out).orElseThrow();
    assertTrue(card.notes().get("training.cross-validation.1").contains("Spearman 0.9"));
    Path scores = folder.resolve("%s-%s.scores.csv".formatted(head, views));
    assertEquals(PICTURES + 1, Files.readAllLines(scores).size());

    Cli judged =
        Cli.at(
            folder.resolve("home"),
            "evaluate",
            "--data",
            data.toString(),
            "--model",
            out.toString(),
            "--scores",
            scores.toString(),
            "--output",
            folder.resolve(head + views).toString());
    assertEquals(0, judged.exit(), judged.err());
  }

  @Test
  void modelWithoutUsualLayersAsksForThem() {
    Cli adapted =
        Cli.pipe(
            "adapt",
            "--data",
            data.toString(),
            "--model",
            folder.resolve("small1.onnx").toString(),
            "-o",
            folder.resolve("no.onnx").toString());
    assertEquals(1, adapted.exit());
    assertTrue(adapted.err().contains("name the layers to look at"), adapted.err());
  }
}
