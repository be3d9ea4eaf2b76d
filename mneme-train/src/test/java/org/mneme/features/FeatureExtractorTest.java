package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.Shared;
import org.mneme.golden.TestCards;
import org.mneme.golden.TestPictures;
import org.mneme.image.DecodeMode;
import org.mneme.network.Conv2d;
import org.mneme.network.Flatten;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.onnx.OnnxExport;
import org.mneme.progress.Progress;
import org.mneme.remedy.RefusedException;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

class FeatureExtractorTest {
  @TempDir Path folder;

  /** A convolution to 4 channels of 6 x 6, then one number. */
  static Path convolution(Path folder) throws IOException {
    Network network =
        Network.builder("small", Shape.of(3, 8, 8))
            .then("conv", Conv2d.of(3, 4, 3))
            .then("relu", new Relu())
            .then("flatten", new Flatten())
            .then("fc", new Linear(144, 1))
            .then("score", new Sigmoid())
            .build();
    Path file = folder.resolve("small.onnx");
    OnnxExport.write(network, RandomWeights.of(network, 3), TestCards.fp32("small", 8), file);
    return file;
  }

  private static List<FeatureRow> rows(
      Path model, ScorerOptions options, List<Path> images, String... layers) throws IOException {
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureExtractor extractor =
        FeatureExtractor.open(model, options, List.of(layers), true)) {
      extractor.run(images.iterator(), rows::add, Progress.SILENT);
    }
    return rows;
  }

  /**
   * golden/resmem-1.1.6-layers.csv, made by golden/make_layers.py: resmem 1.1.6, torch 2.15.0,
   * Pillow 13.0.0. Rounding of single precision grows with a layer's values, so differences count
   * relative to the largest of the layer's numbers there, but not below 1.
   */
  @Test
  void layersOfResMemAreThoseOfPyTorch() throws IOException {
    Map<String, Map<String, Double>> golden = new LinkedHashMap<>();
    Map<String, Double> sizes = new LinkedHashMap<>();
    List<String> layers = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                FeatureExtractorTest.class.getResourceAsStream("/golden/resmem-1.1.6-layers.csv"),
                StandardCharsets.UTF_8))) {
      for (String line : in.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        String layer = cells[1] + ":" + cells[2];
        double value = Double.parseDouble(cells[4]);
        golden
            .computeIfAbsent(cells[0], image -> new LinkedHashMap<>())
            .put(layer + "." + cells[3], value);
        sizes.merge(cells[1], Math.max(1, Math.abs(value)), Math::max);
        if (!layers.contains(layer)) {
          layers.add(layer);
        }
      }
    }
    Path photographs = Shared.path("data/lnsim/images");
    List<Path> images = golden.keySet().stream().map(photographs::resolve).toList();
    int compared = 0;
    double most = 0;
    ScorerOptions options = ScorerOptions.defaults().withDecode(DecodeMode.PILLOW);
    Path model = RealModels.file(PublishedModel.RESMEM);
    try (FeatureExtractor extractor = FeatureExtractor.open(model, options, layers, false)) {
      List<String> columns = extractor.columns();
      List<FeatureRow> rows = new ArrayList<>();
      extractor.run(images.iterator(), rows::add, Progress.SILENT);
      for (FeatureRow row : rows) {
        Map<String, Double> expected = golden.get(String.valueOf(row.image().getFileName()));
        for (int i = 0; i < columns.size(); i++) {
          Double value = expected.get(columns.get(i));
          if (value != null) {
            String layer = columns.get(i).substring(0, columns.get(i).indexOf(':'));
            double off = Math.abs(row.values()[i] - value) / sizes.get(layer);
            most = Math.max(most, off);
            compared++;
            assertTrue(off <= 1e-5, row.image() + " " + columns.get(i) + ": " + off);
          }
        }
      }
    }
    assertEquals(1257, compared, "largest difference " + most);
  }

  @Test
  void statisticsOfALayerAreThoseOfItsValues() throws IOException {
    Path model = convolution(folder);
    Path image = TestPictures.random(folder.resolve("a.png"), 1);
    FeatureRow row =
        rows(
                model,
                ScorerOptions.defaults(),
                List.of(image),
                "conv:values",
                "conv",
                "conv:std",
                "conv:max",
                "conv:grid2",
                "conv:rows3")
            .get(0);
    float[] found = row.values();
    assertEquals(144 + 3 * 4 + 16 + 12, found.length);
    for (int channel = 0; channel < 4; channel++) {
      double sum = 0;
      double squares = 0;
      double most = Double.NEGATIVE_INFINITY;
      double corner = 0;
      double firstRows = 0;
      for (int i = 0; i < 36; i++) {
        double value = found[channel * 36 + i];
        sum += value;
        squares += value * value;
        most = Math.max(most, value);
        corner += i % 6 >= 3 && i / 6 >= 3 ? value : 0;
        firstRows += i < 12 ? value : 0;
      }
      double mean = sum / 36;
      assertEquals(mean, found[144 + channel], 1e-6);
      assertEquals(Math.sqrt(squares / 36 - mean * mean), found[148 + channel], 1e-6);
      assertEquals(most, found[152 + channel], 0);
      assertEquals(corner / 9, found[156 + 4 * channel + 3], 1e-6);
      assertEquals(firstRows / 12, found[172 + 3 * channel], 1e-6);
    }
    try (Scorer scorer = Scorer.open(model)) {
      assertEquals(scorer.score(image), row.score(), 1e-6);
    }
  }

  /** Adapting computes the same statistics within the graph; both must tell the same. */
  @Test
  void theyAreThoseThatAdaptingTakes() throws IOException {
    Path model = convolution(folder);
    Path image = TestPictures.random(folder.resolve("a.png"), 1);
    List<Feature> features = new ArrayList<>();
    for (String each :
        List.of("mean", "std", "max", "share", "values", "grid3", "rows4", "columns5")) {
      features.add(new Feature("conv", Statistic.parse(each)));
    }
    FeatureRow row =
        rows(
                model,
                ScorerOptions.defaults(),
                List.of(image),
                features.stream().map(Feature::toString).toArray(String[]::new))
            .get(0);
    FrozenNetwork network = FrozenNetwork.open(model);
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    try (FeatureTable kept =
        cache.features(
            network,
            features,
            List.of(CropView.centre(network.card().orElseThrow().preprocessing())),
            List.of(image),
            new FeatureCache.Settings(DecodeMode.NATURAL, ScorerOptions.defaults().limits(), 1, 4),
            Progress.SILENT)) {
      int at = 0;
      for (int i = 0; i < features.size(); i++) {
        float[] expected = new float[kept.length(i)];
        kept.read(0, 0, i, expected, 0);
        for (float each : expected) {
          assertEquals(each, row.values()[at++], 1e-6f, features.get(i).toString());
        }
      }
      assertEquals(row.values().length, at);
    }
  }

  /** As a segmentation network's classes: the largest of four channels takes each of 36 places. */
  @Test
  void sharesAreOfThePlacesThatAChannelWins() throws IOException {
    Path image = TestPictures.random(folder.resolve("a.png"), 1);
    float[] found =
        rows(
                convolution(folder),
                ScorerOptions.defaults(),
                List.of(image),
                "conv:values",
                "conv:share")
            .get(0)
            .values();
    int[] won = new int[4];
    for (int place = 0; place < 36; place++) {
      int largest = 0;
      for (int channel = 1; channel < 4; channel++) {
        largest = found[36 * channel + place] > found[36 * largest + place] ? channel : largest;
      }
      won[largest]++;
    }
    for (int channel = 0; channel < 4; channel++) {
      assertEquals(won[channel] / 36.0, found[144 + channel], 1e-6);
    }
    assertTrue(won[0] < 36 && won[1] < 36, "one channel wins everywhere");
  }

  /** With a batch of two for three images. */
  @Test
  void anImagesFeaturesDoNotDependOnItsNeighbours() throws IOException {
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      images.add(TestPictures.random(folder.resolve(i + ".png"), i));
    }
    Path model = convolution(folder);
    List<FeatureRow> together =
        rows(model, ScorerOptions.defaults().withBatch(2), images, "relu", "fc");
    for (int i = 0; i < 3; i++) {
      FeatureRow alone =
          rows(model, ScorerOptions.defaults().withBatch(1), images.subList(i, i + 1), "relu", "fc")
              .get(0);
      for (int j = 0; j < alone.values().length; j++) {
        assertEquals(alone.values()[j], together.get(i).values()[j], 1e-6f);
      }
    }
  }

  @Test
  void aPictureThatCannotBeReadHasItsError() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.jpg"), "no picture");
    Path good = TestPictures.random(folder.resolve("good.png"), 1);
    List<FeatureRow> rows =
        rows(convolution(folder), ScorerOptions.defaults(), List.of(bad, good), "conv");
    assertTrue(rows.get(0).failed());
    assertTrue(rows.get(0).error().contains("bad.jpg"), rows.get(0).error());
    assertEquals(4, rows.get(1).values().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          conf       | has no layer 'conf'; nearest names: conv.
          conv1:mean | has no layer 'conv1'; nearest names: conv
          Relu       | has no layer 'Relu'; nearest names: relu
          conv:mode  | unknown statistic 'mode'
          fc:mean    | layer 'fc' gives [1] numbers for each image, without positions
          fc:grid2   | layer 'fc' gives [1] numbers
          """)
  void whatIsNotThereIsSaidInOneLine(String layer, String message) throws IOException {
    Path model = convolution(folder);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                FeatureExtractor.open(model, ScorerOptions.defaults(), List.of(layer), false)
                    .close());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void theSameTwiceIsRefused() throws IOException {
    Path model = convolution(folder);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            FeatureExtractor.open(
                model, ScorerOptions.defaults(), List.of("conv", "conv:mean"), false));
  }

  @Test
  void aRefusalSaysWhereTheNamesAre() throws IOException {
    Path model = convolution(folder);
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () -> FeatureExtractor.open(model, ScorerOptions.defaults(), List.of("x"), false));
    assertEquals(List.of(model.toString()), e.remedies().get(0).about());
  }
}
