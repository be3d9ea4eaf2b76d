package org.mneme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.data.ScoreRange;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.score.Scorer;

class ModelsAverageCommandTest {
  @TempDir private Path folder;

  @BeforeEach
  void makeModels() throws IOException {
    for (int i = 1; i <= 3; i++) {
      write(TestCards.fp32("model" + i, 8), i, "memorability: 0..1");
    }
    write(TestCards.fp32("percent", 8), 7, ScoreRange.PERCENTAGES.meaning());
    write(TestCards.fp32("z1", 8), 8, new ScoreRange(-2, 3).meaning());
    write(TestCards.fp32("z2", 8), 9, new ScoreRange(-3, 2).meaning());
    write(TestCards.fp32("larger", 9), 4, "memorability: 0..1");
    write(TestCards.fp32("alarms", 8), 5, "false alarms: 0..1");
    Preprocessing wider =
        new Preprocessing(
            21, 21, 17, ChannelOrder.RGB, 255, List.of(.5f, .4f, .3f), List.of(.25f, .5f, .3f));
    write(TestCards.fp32("wider", wider), 6, "memorability: 0..1");
  }

  private void write(ModelCard card, long seed, String output) throws IOException {
    String name = card.name();
    int crop = card.preprocessing().cropWidth();
    Network network =
        Network.builder(name, Shape.of(3, crop, crop))
            .then("flatten", new Flatten())
            .then("fc", new Linear(3 * crop * crop, 1))
            .build();
    ModelCard other =
        new ModelCard(
            name,
            card.preprocessing(),
            output,
            "licence of " + name,
            "made as " + name,
            "",
            card.precision(),
            card.fidelity(),
            card.notes());
    OnnxExport.write(network, RandomWeights.of(network, seed), other, file(name));
  }

  private Path file(String name) {
    return folder.resolve(name + ".onnx");
  }

  private Cli average(String... arguments) {
    return Cli.at(
        folder.resolve("home"),
        Stream.of(new String[] {"models", "average"}, arguments)
            .flatMap(Arrays::stream)
            .map(each -> Files.exists(file(each)) ? file(each).toString() : each)
            .toArray(String[]::new));
  }

  private float score(String model, Path image) throws IOException {
    try (Scorer scorer = Scorer.open(file(model))) {
      return scorer.score(image);
    }
  }

  private Path picture() throws IOException {
    Path image = folder.resolve("picture.png");
    BufferedImage picture = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 600; p++) {
      picture.setRGB(p % 30, p / 30, p * 0x12345);
    }
    ImageIO.write(picture, "png", image.toFile());
    return image;
  }

  @Test
  void scoreIsTheWeightedMeanOfTheModels() throws IOException {
    Path image = picture();
    String out = file("mean").toString();
    Cli made = average("model1", "model2", "model3", "--weights", "3,2,5", "-o", out);
    assertEquals(0, made.exit(), made.err());
    double mean =
        .3 * score("model1", image) + .2 * score("model2", image) + .5 * score("model3", image);
    assertEquals(mean, score("mean", image), 1e-5);
    assertFalse(Math.abs(mean - score("model1", image)) < 1e-3, "the models differ");

    ModelCard card = OnnxFile.card(file("mean")).orElseThrow();
    assertEquals("licence of model1\n\nlicence of model2\n\nlicence of model3", card.licence());
    assertEquals(
        "averaged by Mneme: 0.30 of (made as model1), 0.20 of (made as model2), 0.50 of (made as model3)",
        card.origin());
    assertEquals("0.2000 of " + file("model2"), card.notes().get("average.model2"));
  }

  /** Intervals hold for one model's scores; that the mean has none is said. */
  @Test
  void lostIntervalsAreSaid() throws IOException {
    ModelCard card = TestCards.fp32("sure", 8);
    ScoreIntervals intervals =
        new ScoreIntervals(.9, .1, 0, .1, 1, 0, 1, 100, ScoreIntervals.Kind.SPLIT);
    write(card.withNotes(Map.of(ScoreIntervals.NOTE, intervals.toNote())), 5, "memorability: 0..1");
    Cli made = average("model1", "sure", "-o", file("mean").toString());
    assertEquals(0, made.exit(), made.err());
    assertTrue(made.err().contains("The averaged file has no intervals: those of "), made.err());
    assertEquals(2, made.err().lines().count(), made.err());
    try (Scorer scorer = Scorer.open(file("mean"))) {
      assertFalse(scorer.tellsSureness());
    }
    assertEquals(1, average("model1", "model2", "-o", file("m").toString()).err().lines().count());
  }

  @Test
  void modelsOfOtherSquaresAndMeansSeeTheirOwn() throws IOException {
    Path image = picture();
    Cli made = average("model1", "wider", "-o", file("both").toString());
    assertEquals(0, made.exit(), made.err());
    assertEquals((score("model1", image) + score("wider", image)) / 2, score("both", image), 1e-5);
    assertEquals(17, OnnxFile.card(file("both")).orElseThrow().preprocessing().cropWidth());
  }

  /** Two data sets' z-scores end elsewhere and are of one kind all the same. */
  @Test
  void theMeanNamesTheMeanOfTheRanges() throws IOException {
    Cli made = average("z1", "z2", "--weights", "1,3", "-o", file("z").toString());
    assertEquals(0, made.exit(), made.err());
    assertEquals(
        new ScoreRange(-2.75, 2.25).meaning(), OnnxFile.card(file("z")).orElseThrow().output());
  }

  @Test
  void whatCannotBeAveragedIsSaidInOneLine() {
    String out = file("mean").toString();
    assertTrue(
        refusal("model1", "larger", "-o", out).contains("want images prepared in different ways"));
    assertTrue(
        refusal("model1", "alarms", "-o", out)
            .contains(
                "model1.onnx predicts memorability, and " + file("alarms") + " false alarms"));
    assertTrue(
        refusal("model1", "model2", "--weights", "1", "-o", out)
            .startsWith("mneme: 2 models and 1"));
    assertTrue(
        refusal("model1", "model2", "--weights", "1,0", "-o", out)
            .startsWith("mneme: weights must be above 0"));
    assertTrue(
        refusal("model1", "percent", "-o", out)
            .contains("model1.onnx gives scores of 0..1, and " + file("percent") + " of 0..100"));
    assertFalse(Files.exists(file("mean")));
    assertEquals(2, average("model1", "-o", out).exit());
  }

  private String refusal(String... arguments) {
    Cli refused = average(arguments);
    assertEquals(1, refused.exit(), refused.err());
    assertEquals(1, refused.err().strip().lines().count(), refused.err());
    return refused.err();
  }
}
