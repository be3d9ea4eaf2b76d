package org.mneme.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.Catalog;
import org.mneme.data.ReadOptions;
import org.mneme.data.ScoreRange;
import org.mneme.features.FeatureCache;
import org.mneme.head.Head;
import org.mneme.head.LinearRidge;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.ModelIdentity;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.score.Scorer;

/**
 * A Vision Transformer as PyTorch exports it (attention, LayerNorm, GELU), with random weights.
 * What PyTorch gives for two pictures, and how it was made, stands in golden/vit.
 */
class VisionTransformerTest {
  private static final Preprocessing PREPARED =
      new Preprocessing(
          48,
          48,
          48,
          48,
          ChannelOrder.RGB,
          255,
          List.of(.5f, .5f, .5f),
          List.of(.25f, .25f, .25f),
          null,
          new Resizing(Resizing.Fit.SHORTER, Resizing.Filter.BICUBIC));

  @TempDir private Path folder;
  private Catalog catalog;

  @BeforeEach
  void copyModels() throws IOException {
    catalog = Catalog.at(folder.resolve("cache"));
    for (String name :
        List.of("tokens.onnx", "embedding.onnx", "both.onnx", "a.png", "b.png", "golden.json")) {
      try (InputStream in = getClass().getResourceAsStream("/golden/vit/" + name)) {
        Files.copy(in, folder.resolve(name));
      }
    }
  }

  private Source open(String model, String layer, Views views) throws IOException {
    String file = folder.resolve(model).toString();
    List<String> layers = layer.isEmpty() ? List.of() : List.of(file + ":" + layer);
    return SourceChoice.of(List.of(file), layers, views, Optional.of(PREPARED), false)
        .get(0)
        .open(catalog, false, 1, Progress.SILENT);
  }

  private SourceTables tables(Source source, List<Path> images) throws IOException {
    return SourceTables.of(
        List.of(source), images, new FeatureCache(catalog.features()), 1, Progress.SILENT);
  }

  private List<Path> pictures(int count) throws IOException {
    Random random = new Random(3);
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(50 + i, 70 - i, BufferedImage.TYPE_INT_RGB);
      int colour = random.nextInt(0x1000000);
      for (int x = 0; x < picture.getWidth(); x++) {
        for (int y = 0; y < picture.getHeight(); y++) {
          picture.setRGB(x, y, colour + x * y * i);
        }
      }
      Path file = Files.createDirectories(folder.resolve("data/images")).resolve(i + ".png");
      ImageIO.write(picture, "png", file.toFile());
      images.add(file);
    }
    return images;
  }

  /** Both are float32; the orders of sums differ. */
  @ParameterizedTest
  @CsvSource({
    "tokens.onnx, tokens:cls, cls",
    "tokens.onnx, tokens:mean, mean",
    "tokens.onnx, tokens:patches, patches",
    "both.onnx, embedding, embedding",
    "embedding.onnx, '', embedding"
  })
  void featuresAreThoseOfPyTorch(String model, String layer, String golden) throws IOException {
    JsonNode expected = new JsonMapper().readTree(folder.resolve("golden.json").toFile());
    List<Path> images = List.of(folder.resolve("a.png"), folder.resolve("b.png"));
    try (SourceTables tables = tables(open(model, layer, Views.CENTRE), images)) {
      FrozenRows rows = tables.rows(new int[] {0, 1});
      float[] features = new float[rows.lengths().get(0)];
      for (int i = 0; i < images.size(); i++) {
        rows.read(i, 0, features);
        JsonNode wanted = expected.get(String.valueOf(images.get(i).getFileName())).get(golden);
        assertEquals(wanted.size(), features.length);
        for (int k = 0; k < features.length; k++) {
          assertEquals(wanted.get(k).asDouble(), features[k], 1e-5, golden + " " + k);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tokens.onnx, tokens:cls, MIRROR",
    "tokens.onnx, tokens:max, CENTRE",
    "tokens.onnx, tokens:std, CENTRE",
    "embedding.onnx, '', CENTRE",
    "embedding.onnx, '', MIRROR"
  })
  void theFileGivesTheFeaturesTimesTheHead(String model, String layer, Views views)
      throws IOException {
    List<Path> images = pictures(9);
    Source source = open(model, layer, views);
    double[] scores = IntStream.range(0, 9).mapToDouble(i -> i / 10.0).toArray();
    ScoreRange range = ScoreRange.FRACTIONS;
    Path file = folder.resolve("adapted.onnx");
    try (SourceTables tables = tables(source, images)) {
      FrozenRows rows = tables.rows(IntStream.range(0, 9).toArray());
      Head head = LinearRidge.fit(rows, scores);
      Preprocessing prepared = AdaptedModel.preprocessing(List.of(source));
      ModelCard card =
          new ModelCard("t", prepared, "m", "", "", "", Precision.FP32, List.of(), Map.of());
      OnnxFile.write(
          AdaptedModel.of(List.of(source), head, range, new double[0], 1).withCard(card), file);
      assertEquals(
          PREPARED.resizing(), OnnxFile.card(file).orElseThrow().preprocessing().resizing());
      Files.delete(folder.resolve(model)); // the file stands alone
      float[] features = new float[rows.lengths().get(0)];
      try (Scorer scorer = Scorer.open(file)) {
        for (int i = 0; i < images.size(); i++) {
          rows.read(i, 0, features);
          double expected = range.clamp(head.predict(List.of(features)));
          assertEquals(expected, scorer.score(images.get(i)), 1e-5, "image " + i);
        }
      }
    }
  }

  /** The weights of the second view's copy are those of the first. */
  @Test
  void aSecondViewOfOneImageNetworksDoesNotDoubleTheFile() throws IOException {
    Source source = open("embedding.onnx", "", Views.MIRROR);
    assertTrue(source.network().isSingle());
    assertFalse(open("tokens.onnx", "tokens:cls", Views.MIRROR).network().isSingle());
    List<Path> images = pictures(9);
    try (SourceTables tables = tables(source, images)) {
      Head head =
          LinearRidge.fit(
              tables.rows(IntStream.range(0, 9).toArray()),
              IntStream.range(0, 9).mapToDouble(i -> i / 10.0).toArray());
      int bytes =
          AdaptedModel.of(List.of(source), head, ScoreRange.FRACTIONS, new double[0], 1)
              .toBytes()
              .length;
      long own = Files.size(folder.resolve("embedding.onnx"));
      assertTrue(bytes < 2 * own, bytes + " bytes, the network alone " + own);
    }
  }

  @Test
  void otherPreprocessingOrAnotherFileHasItsOwnFeatures() throws IOException {
    List<Path> images = pictures(2);
    FeatureCache cache = new FeatureCache(catalog.features());
    tables(open("tokens.onnx", "tokens:cls", Views.CENTRE), images).close();
    assertEquals(1, cache.entries().size());
    tables(open("tokens.onnx", "tokens:cls", Views.CENTRE), images).close();
    assertEquals(1, cache.entries().size());
    for (Preprocessing other :
        List.of(
            PREPARED.withResizing(Resizing.USUAL),
            PREPARED.withResizing(new Resizing(Resizing.Fit.SHORTER, Resizing.Filter.BILINEAR)),
            PREPARED.withDivisor(1))) {
      int before = cache.entries().size();
      String file = folder.resolve("tokens.onnx").toString();
      Source source =
          SourceChoice.of(
                  List.of(file),
                  List.of(file + ":tokens:cls"),
                  Views.CENTRE,
                  Optional.of(other),
                  false)
              .get(0)
              .open(catalog, false, 1, Progress.SILENT);
      tables(source, images).close();
      assertEquals(before + 1, cache.entries().size());
    }
    tables(open("embedding.onnx", "", Views.CENTRE), images).close();
    assertEquals(5, cache.entries().size());
  }

  @Test
  void whatHasToBeSaidIsAskedFor() {
    RefusedException tokens =
        assertThrows(RefusedException.class, () -> open("tokens.onnx", "", Views.CENTRE));
    assertTrue(tokens.getMessage().contains("10 tokens of 16 numbers"), tokens.getMessage());
    assertEquals(Action.CHOOSE_STATISTIC, tokens.remedies().get(0).action());
    RefusedException both =
        assertThrows(RefusedException.class, () -> open("both.onnx", "", Views.CENTRE));
    assertTrue(both.getMessage().contains("2 outputs: tokens, embedding"), both.getMessage());
    ModelException grid =
        assertThrows(
            ModelException.class,
            () ->
                open("tokens.onnx", "tokens:grid2", Views.CENTRE)
                    .network()
                    .checked(PREPARED.withCrop(32, 32).input(), List.of("tokens"), 1));
    assertTrue(grid.getMessage().contains("[N, 3, 48, 48]"), grid.getMessage());
    String file = folder.resolve("tokens.onnx").toString();
    ModelException nothing =
        assertThrows(
            ModelException.class,
            () ->
                SourceChoice.of(List.of(file), List.of(), Views.CENTRE)
                    .get(0)
                    .open(catalog, false, 1, Progress.SILENT));
    assertEquals(Action.GIVE_PREPROCESSING, nothing.remedies().get(0).action());
    assertThrows(IllegalArgumentException.class, () -> LayerChoice.parse("tokens:maen"));
    assertEquals(new LayerChoice("a:0", Optional.empty()), LayerChoice.parse("a:0"));
  }

  @Test
  void adaptationsModelNamesTheFileThatItWasMadeFrom() throws IOException {
    StringBuilder rows = new StringBuilder("image,score\n");
    List<Path> images = pictures(24);
    for (int i = 0; i < images.size(); i++) {
      rows.append(i).append(".png,").append(.3 + i / 50.0).append('\n');
    }
    Files.writeString(folder.resolve("data/scores.csv"), rows);
    String file = folder.resolve("tokens.onnx").toString();
    AdaptSettings usual = AdaptSettings.of(folder.resolve("data"));
    AdaptSettings settings =
        new AdaptSettings(
            folder.resolve("data/scores.csv"),
            ReadOptions.STRICT,
            SourceChoice.of(
                List.of(file),
                List.of(file + ":tokens:patches"),
                Views.MIRROR,
                Optional.of(PREPARED),
                false),
            Optional.of(HeadKind.LINEAR),
            true,
            usual.components(),
            2,
            1,
            1,
            1);
    Path out = folder.resolve("mine.onnx");
    Adaptation.run(settings, out, "", catalog, AdaptListener.SILENT);
    ModelCard card = OnnxFile.card(out).orElseThrow();
    assertEquals("adapted-tokens", card.name());
    String sha256 = ModelIdentity.of(Path.of(file)).sha256();
    assertTrue(card.origin().contains(sha256), card.origin());
    assertEquals("not stated: that of the network in tokens.onnx", card.licence());
  }
}
