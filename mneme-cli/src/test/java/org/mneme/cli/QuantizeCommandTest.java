package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;

/** On a network of two convolutions and pictures of noise. */
class QuantizeCommandTest {
  private static final int PICTURES = 60;

  @TempDir private static Path folder;
  private static Path model;

  @BeforeAll
  static void makeModelAndPictures() throws IOException {
    Network network =
        Network.builder("small", Shape.of(3, 8, 8))
            .then("conv1", Conv2d.of(3, 8, 3))
            .then("relu1", new Relu())
            .then("conv2", Conv2d.of(8, 8, 3))
            .then("relu2", new Relu())
            .then("flatten", new Flatten())
            .then("fc", new Linear(128, 1))
            .then("score", new Sigmoid())
            .build();
    model = folder.resolve("small.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 3), TestCards.fp32("small", 8), model);
    for (int i = 0; i < PICTURES; i++) {
      Cli.picture(folder.resolve("pictures/%d.png".formatted(i)), i);
    }
  }

  @Test
  void int8FileIsMadeEvaluatedOnOtherPicturesAndTakenByPredict() throws IOException {
    Path int8 = folder.resolve("small-int8.onnx");
    String pictures = folder.resolve("pictures").toString();

    Cli made =
        Cli.pipe(
            "models",
            "quantize",
            model.toString(),
            "--images",
            pictures,
            "--count",
            "10",
            "--held-out",
            "40",
            "-o",
            int8.toString());

    assertEquals(0, made.exit(), made.err());
    assertTrue(
        made.err().contains("2 layers in int8, 1 in float, calibrated on 10 images"), made.err());
    assertTrue(made.err().contains("on 40 images of " + pictures), made.err());
    ModelCard card = OnnxFile.card(int8).orElseThrow();
    assertEquals(Precision.INT8, card.precision());
    assertEquals(1, card.fidelity().size());
    assertTrue(card.fidelity().get(0).spearman() > .9, card.fidelity().toString());

    Cli scored = Cli.pipe("predict", "--model", int8.toString(), pictures);
    assertEquals(0, scored.exit(), scored.err());
    assertEquals(1 + PICTURES, scored.out().lines().count());
  }

  @Test
  void tooFewPicturesAreCounted() {
    Cli made =
        Cli.pipe(
            "models",
            "quantize",
            model.toString(),
            "--images",
            folder.resolve("pictures").toString(),
            "-o",
            folder.resolve("no.onnx").toString());

    assertEquals(1, made.exit());
    assertTrue(
        made.err()
            .contains(
                "60 pictures found, 158 needed: 64 to fit to, as many to fit the last layer to and 30 to measure on"),
        made.err());
    assertTrue(Files.notExists(folder.resolve("no.onnx")));
  }

  @Test
  void withoutAPlaceToWriteItIsAUsageError() {
    assertEquals(2, Cli.pipe("models", "quantize", model.toString()).exit());
  }
}
