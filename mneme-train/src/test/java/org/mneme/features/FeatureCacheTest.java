package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.RandomWeights;
import org.mneme.golden.RecordedProgress;
import org.mneme.golden.TestCards;
import org.mneme.network.Conv2d;
import org.mneme.network.Network;
import org.mneme.network.Relu;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.weights.Tensor;

class FeatureCacheTest {
  private static final int IMAGES = 40;
  private static final int KILLS = 5;

  private static final Network NETWORK =
      Network.builder("small", Shape.of(3, 8, 8))
          .then("conv1", Conv2d.of(3, 4, 3))
          .then("relu1", new Relu())
          .then("conv2", Conv2d.of(4, 1, 3))
          .build();

  @TempDir private static Path folder;
  private static Path model;
  private static Path images;

  @BeforeAll
  static void makeNetworkAndImages() throws IOException {
    model = write("small.onnx", RandomWeights.of(NETWORK, 3));
    images = Files.createDirectories(folder.resolve("images"));
    Random random = new Random(1);
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(9, 10, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < 90; p++) {
        image.setRGB(p % 9, p / 9, random.nextInt(1 << 24));
      }
      ImageIO.write(image, "png", images.resolve("%03d.png".formatted(i)).toFile());
    }
  }

  private static Path write(String name, Map<String, Tensor> weights) throws IOException {
    Path file = folder.resolve(name);
    OnnxExport.write(NETWORK, weights, TestCards.fp32("small", 8), file);
    return file;
  }

  private static float[] vector(FeatureTable table, int image, int view, int feature)
      throws IOException {
    float[] vector = new float[table.length(feature)];
    table.read(image, view, feature, vector, 0);
    return vector;
  }

  /** 4 channels of 6 x 6; figures of the kept values by hand. */
  @Test
  void statisticsAreThoseOfTheLayersValues() throws Exception {
    try (FeatureTable table =
        FeatureMain.table(model, images, folder.resolve("statistics"), Progress.SILENT)) {
      assertEquals(
          List.of(144, 4, 4, 16), List.of(0, 1, 2, 3).stream().map(table::length).toList());
      float[] values = vector(table, 7, 1, 0);
      for (int channel = 0; channel < 4; channel++) {
        double sum = 0;
        double squares = 0;
        double corner = 0;
        for (int p = 0; p < 36; p++) {
          double value = Math.max(0, values[36 * channel + p]);
          sum += value;
          squares += value * value;
          corner += p % 6 < 3 && p / 6 < 3 ? value : 0;
        }
        double mean = sum / 36;
        assertEquals(mean, vector(table, 7, 1, 1)[channel], 1e-5);
        assertEquals(Math.sqrt(squares / 36 - mean * mean), vector(table, 7, 1, 2)[channel], 1e-5);
        assertEquals(corner / 9, vector(table, 7, 1, 3)[4 * channel], 1e-5);
      }
    }
  }

  @Test
  void nothingRunsTwice() throws Exception {
    Path cache = folder.resolve("twice");
    long[] ran = {0};
    FeatureMain.table(model, images, cache, advancing(done -> ran[0] = done)).close();
    assertEquals(IMAGES, ran[0]);
    ran[0] = 0;
    FeatureMain.table(model, images, cache, advancing(done -> ran[0]++)).close();
    assertEquals(0, ran[0]);
  }

  /** Each writes numbers in its own way; ar-EG with other digits. */
  @Test
  void whatOneLocaleKeptTheOthersFind() throws Exception {
    Path cache = folder.resolve("locales");
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.US);
      FeatureMain.table(model, images, cache, Progress.SILENT).close();
      for (String tag : List.of("de-DE", "tr-TR", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        RecordedProgress heard = RecordedProgress.neverCancelled();
        FeatureMain.table(model, images, cache, heard).close();
        assertEquals(List.of(), heard.heard(), tag);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void entriesOfAnEarlierVersionAreNamedAndNotUsed() throws Exception {
    Path cache = folder.resolve("earlier");
    FeatureMain.table(model, images, cache, Progress.SILENT).close();
    for (CacheEntry entry : new FeatureCache(cache).entries()) {
      Path about = entry.folder().resolve("about.json");
      Files.writeString(about, Files.readString(about).replace("\"format\" : 2", "\"format\" : 1"));
      Files.move(entry.folder(), cache.resolve(entry.folder().getFileName() + "0"));
    }
    RecordedProgress heard = RecordedProgress.neverCancelled();
    FeatureMain.table(model, images, cache, heard).close();
    assertEquals(
        cache
            + ": 8 entries (0 MB) are of an earlier version of Mneme and are not used; they can be"
            + " deleted",
        heard.heard().get(0));
    assertTrue(
        heard.heard().get(1).endsWith("(kept) %d images".formatted(IMAGES)),
        heard.heard().toString());
  }

  @Test
  void cancelledExtractionKeepsWhatItHas() throws Exception {
    Path cache = folder.resolve("cancelled");
    assertThrows(
        CancelledException.class,
        () -> FeatureMain.table(model, images, cache, RecordedProgress.cancelledAt(3)));
    RecordedProgress heard = RecordedProgress.neverCancelled();
    FeatureMain.table(model, images, cache, heard).close();
    assertTrue(
        heard.heard().get(0).endsWith("(kept) %d images".formatted(IMAGES - 3)),
        heard.heard().toString());
  }

  /** Another branch of a network comes to what is kept of the first. */
  @Test
  void furtherFeaturesJoinWhatIsKept() throws Exception {
    Path cache = folder.resolve("further");
    FeatureMain.table(FeatureMain.FEATURES.subList(1, 3), model, images, cache, Progress.SILENT)
        .close();
    try (FeatureTable joined = FeatureMain.table(model, images, cache, Progress.SILENT);
        FeatureTable fresh =
            FeatureMain.table(model, images, folder.resolve("fresh"), Progress.SILENT)) {
      for (int feature = 0; feature < FeatureMain.FEATURES.size(); feature++) {
        for (int view = 0; view < 2; view++) {
          assertArrayEquals(
              vector(fresh, 5, view, feature), vector(joined, 5, view, feature), 1e-6f);
        }
      }
    }
  }

  /** Real processes, killed at random moments; what they kept is right, and the rest is added. */
  @Test
  void killedProcessesLeaveAValidCache() throws Exception {
    Path cache = folder.resolve("killed");
    Random random = new Random(2);
    for (int kill = 0; kill < KILLS; kill++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx256m",
                  "-cp",
                  System.getProperty("java.class.path"),
                  FeatureMain.class.getName(),
                  model.toString(),
                  images.toString(),
                  cache.toString())
              .inheritIO()
              .start();
      Thread.sleep(300 + random.nextInt(900));
      process.destroyForcibly().waitFor();
    }
    try (FeatureTable after = FeatureMain.table(model, images, cache, Progress.SILENT);
        FeatureTable fresh =
            FeatureMain.table(model, images, folder.resolve("fresh"), Progress.SILENT)) {
      for (int image = 0; image < IMAGES; image++) {
        for (int view = 0; view < 2; view++) {
          for (int feature = 0; feature < FeatureMain.FEATURES.size(); feature++) {
            assertArrayEquals(
                vector(fresh, image, view, feature), vector(after, image, view, feature));
          }
        }
      }
    }
  }

  @Test
  void onlyWeightsBeforeTheLayerMatter() throws Exception {
    Map<String, Tensor> weights = new LinkedHashMap<>(RandomWeights.of(NETWORK, 3));
    Map<String, Tensor> others = RandomWeights.of(NETWORK, 4);
    weights.put("conv2.weight", others.get("conv2.weight"));
    FrozenNetwork before = FrozenNetwork.open(model);
    FrozenNetwork otherEnd = FrozenNetwork.open(write("end.onnx", weights));
    weights.put("conv1.bias", others.get("conv1.bias"));
    FrozenNetwork otherStart = FrozenNetwork.open(write("start.onnx", weights));

    assertEquals(before.hash("relu1"), otherEnd.hash("relu1"));
    assertNotEquals(before.hash("conv2"), otherEnd.hash("conv2"));
    assertNotEquals(before.hash("relu1"), otherStart.hash("relu1"));
  }

  @Test
  void whatIsKeptIsListedAndRemoved() throws Exception {
    Path place = folder.resolve("listed");
    FeatureCache cache = new FeatureCache(place);
    assertEquals(List.of(), cache.entries());
    FeatureMain.table(model, images, place, Progress.SILENT).close();

    List<CacheEntry> entries = cache.entries();
    assertEquals(2 * FeatureMain.FEATURES.size(), entries.size());
    for (CacheEntry entry : entries) {
      assertEquals(IMAGES, entry.images());
      assertEquals(4L * IMAGES * entry.length(), entry.bytes());
    }
    cache.delete(entries.get(0));
    assertEquals(entries.subList(1, entries.size()), cache.entries());
  }

  /** So that what is used every week is not pruned after a month. */
  @Test
  void usingWhatIsKeptCountsAsUse() throws Exception {
    Path place = folder.resolve("used");
    FeatureMain.table(model, images, place, Progress.SILENT).close();
    Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
    for (CacheEntry entry : new FeatureCache(place).entries()) {
      Files.setLastModifiedTime(entry.folder().resolve("about.json"), FileTime.from(longAgo));
    }
    FeatureMain.table(model, images, place, Progress.SILENT).close();

    for (CacheEntry entry : new FeatureCache(place).entries()) {
      assertTrue(entry.used().isAfter(longAgo), entry.toString());
    }
  }

  @Test
  void anImageThatCannotBeReadSaysWhy() throws Exception {
    Path mixed = Files.createDirectories(folder.resolve("mixed"));
    Files.copy(images.resolve("000.png"), mixed.resolve("a.png"));
    Files.writeString(mixed.resolve("b.png"), "no image");
    try (FeatureTable table =
        FeatureMain.table(model, mixed, folder.resolve("errors"), Progress.SILENT)) {
      assertTrue(table.error(0).isEmpty());
      assertTrue(table.error(1).orElseThrow().contains("b.png"), table.error(1).toString());
    }
  }

  @Test
  void unknownLayersAreNamed() throws Exception {
    FrozenNetwork network = FrozenNetwork.open(model);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> network.hash("conv9"));
    assertTrue(e.getMessage().contains("has no layer 'conv9'"), e.getMessage());
  }

  /** Hears how many images are done. */
  private static Progress advancing(LongConsumer heard) {
    return new Progress() {
      @Override
      public void advance(long done) {
        heard.accept(done);
      }
    };
  }
}
