package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.TestCards;
import org.mneme.image.Crops;
import org.mneme.image.ImageException;
import org.mneme.image.Preprocessing;
import org.mneme.network.GoldenNetworks;
import org.mneme.network.Network;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;

class ScorerTest {
  /** The network's own rounding differs with the size of a batch. */
  private static final float ROUNDING = 1e-6f;

  @TempDir static Path folder;
  private static Path model;
  private static final List<Path> images = new ArrayList<>();

  @BeforeAll
  static void makeModelAndImages() throws IOException {
    model = folder.resolve("mini.onnx");
    Network network = GoldenNetworks.miniResMem();
    OnnxExport.write(network, RandomWeights.of(network, 7), TestCards.fp32("mini", 99), model);
    Random random = new Random(8);
    for (int i = 0; i < 21; i++) {
      images.add(folder.resolve("image%d.png".formatted(i)));
      ImageIO.write(picture(random), "png", images.get(i).toFile());
    }
  }

  private static BufferedImage picture(Random random) {
    BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 600; i++) {
      image.setRGB(i % 30, i / 30, random.nextInt(1 << 24));
    }
    return image;
  }

  private static ScorerOptions options() {
    return ScorerOptions.defaults().withThreads(2);
  }

  @Test
  void batchOfEightEqualsEightBatchesOfOne() throws IOException {
    try (Scorer eight = Scorer.open(model, options().withBatch(8));
        Scorer one = Scorer.open(model, options().withBatch(1))) {
      List<Score> scores = eight.scoreAll(images);
      assertEquals(images.size(), scores.size());
      for (int i = 0; i < images.size(); i++) {
        assertEquals(images.get(i), scores.get(i).image());
        assertEquals(one.score(images.get(i)), scores.get(i).value(), ROUNDING);
      }
      assertNotEquals(scores.get(0).value(), scores.get(1).value(), ROUNDING);
    }
  }

  @Test
  void tenCropIsTheMeanOverTenCrops() throws IOException {
    try (Scorer ten = Scorer.open(model, options().withCrops(Crops.TEN).withBatch(3));
        Scorer many = Scorer.open(model, options().withCrops(Crops.TEN).withBatch(40))) {
      List<Score> scores = many.scoreAll(images.subList(0, 5));
      for (int i = 0; i < 5; i++) {
        assertEquals(ten.score(images.get(i)), scores.get(i).value(), ROUNDING);
      }
    }
  }

  @Test
  void pathStreamAndBufferedImageScoreAlike() throws IOException {
    try (Scorer scorer = Scorer.open(model, options());
        InputStream stream = Files.newInputStream(images.get(0))) {
      float score = scorer.score(images.get(0));
      assertEquals(score, scorer.score(stream));
      assertEquals(score, scorer.score(ImageIO.read(images.get(0).toFile())));
      assertTrue(score > 0 && score < 1);
    }
  }

  @Test
  void badImageCostsItsOwnRowOnly() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path missing = folder.resolve("missing.jpg");
    try (Scorer scorer = Scorer.open(model, options().withBatch(4))) {
      List<Path> mixed = List.of(text, images.get(0), missing, images.get(1), text);
      List<Score> scores = scorer.scoreAll(mixed);
      assertEquals(mixed, scores.stream().map(Score::image).toList());
      assertEquals(
          List.of(true, false, true, false, true), scores.stream().map(Score::failed).toList());
      assertTrue(Float.isNaN(scores.get(0).value()));
      assertEquals(scorer.score(images.get(1)), scores.get(3).value(), ROUNDING);
      assertThrows(ImageException.class, () -> scorer.score(text));
    }
  }

  @Test
  void onlyBadImagesGiveOnlyErrors() throws IOException {
    try (Scorer scorer = Scorer.open(model, options())) {
      List<Score> scores =
          scorer.scoreAll(List.of(folder.resolve("a.jpg"), folder.resolve("b.jpg")));
      assertTrue(scores.stream().allMatch(Score::failed));
      assertEquals(List.of(), scorer.scoreAll(List.of()));
    }
  }

  @Test
  void manyThreadsGetTheSameScores() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Scorer scorer = Scorer.open(model, options())) {
      float expected = scorer.score(images.get(3));
      List<Callable<Float>> tasks = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        tasks.add(() -> scorer.score(images.get(3)));
      }
      for (Future<Float> result : threads.invokeAll(tasks)) {
        assertEquals(expected, result.get(), ROUNDING);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void closedScorerSaysSo() throws IOException {
    Scorer scorer = Scorer.open(model, options());
    scorer.close();
    scorer.close();
    assertThrows(IllegalStateException.class, () -> scorer.score(images.get(0)));
  }

  @Test
  void interruptEndsARunEarly() throws IOException {
    try (Scorer scorer = Scorer.open(model, options().withBatch(1))) {
      List<Score> seen = new ArrayList<>();
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedIOException.class, () -> scorer.scoreEach(images.iterator(), seen::add));
      assertTrue(Thread.interrupted());
      assertTrue(seen.size() < images.size());
    }
  }

  @Test
  void someoneElsesModelNeedsItsPreprocessing() throws IOException {
    Path foreign = folder.resolve("foreign.onnx");
    OnnxProtos.write(OnnxProtos.read(model).toBuilder().clearMetadataProps().build(), foreign);
    ModelException error =
        assertThrows(ModelException.class, () -> Scorer.open(foreign, options()));
    assertTrue(error.getMessage().contains("Give its preprocessing"), error.getMessage());
    Preprocessing preprocessing = OnnxFile.card(model).orElseThrow().preprocessing();
    try (Scorer own = Scorer.open(model, options());
        Scorer other = Scorer.open(foreign, options().withPreprocessing(preprocessing))) {
      assertFalse(other.card().isPresent());
      assertEquals(own.score(images.get(0)), other.score(images.get(0)));
    }
  }

  @Test
  void wrongCropIsNamed() {
    ModelException error =
        assertThrows(
            ModelException.class,
            () ->
                Scorer.open(
                    model,
                    options()
                        .withPreprocessing(Preprocessing.RESMEM)
                        .withOverridePreprocessing(true)));
    assertTrue(error.getMessage().contains("[N, 3, 227, 227]"), error.getMessage());
  }

  @Test
  void textIsNoModel() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "hello, not a model at all");
    ModelException error = assertThrows(ModelException.class, () -> Scorer.open(text, options()));
    assertTrue(
        error.getMessage().contains("is plain text; needed is an ONNX model"), error.getMessage());
  }
}
