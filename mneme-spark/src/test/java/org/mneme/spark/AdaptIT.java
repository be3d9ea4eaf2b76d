package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.adapt.FrozenFeatures;
import org.mneme.adapt.Views;
import org.mneme.golden.Shared;
import org.mneme.head.FeatureRows;
import org.mneme.head.LinearHead;
import org.mneme.head.LinearRidge;
import org.mneme.head.RidgeOfParts;
import org.mneme.progress.Progress;

/** Features and a linear head on a cluster of two tasks, beside those of one machine. */
class AdaptIT {
  private static final int IMAGES = 300;

  @TempDir private static Path folder;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("mneme tests")
                .set("spark.ui.enabled", "false")
                .set("spark.log.level", "ERROR")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static FrozenFeatures features(Path model, Path cache) {
    return new FrozenFeatures(
        List.of(
            new FrozenFeatures.Network(
                model.toString(), List.of("relu:grid2", "conv:std"), Views.MIRROR)),
        cache.toString());
  }

  private static List<RidgeOfParts.Sample> samples(
      FrozenFeatures features, List<Path> images, double[] scores) throws IOException {
    List<RidgeOfParts.Sample> samples = new ArrayList<>();
    features.samples(images, scores, 2).forEachRemaining(samples::add);
    return samples;
  }

  /** What the cache's entries are, and how many vectors each has. */
  private static Map<String, Long> entries(Path cache) throws IOException {
    Map<String, Long> entries = new TreeMap<>();
    for (Path entry : Scored.files(cache)) {
      entries.put(String.valueOf(entry.getFileName()), Files.size(entry.resolve("vectors")));
    }
    return entries;
  }

  @Test
  void featuresAndHeadAreThoseOfOneMachine() throws IOException {
    Path model = Scored.model(folder);
    List<Path> images = Scored.files(Shared.path("data/lnsim/images")).subList(0, IMAGES);
    double[] scores = new double[IMAGES];
    Arrays.setAll(scores, i -> (i * 37 % 100) / 100.0);
    FrozenFeatures local = features(model, folder.resolve("local"));
    FrozenFeatures spread = features(model, folder.resolve("spread"));
    List<RidgeOfParts.Sample> expected = samples(local, images, scores);

    SparkAdapting.OnCluster cluster = new SparkAdapting.OnCluster(spark, new ArrayList<>());
    cluster.extract(spread, images, Progress.SILENT);

    assertEquals(entries(folder.resolve("local")), entries(folder.resolve("spread")));
    // Nothing is left to compute: a cache that would grow would differ above after this.
    List<RidgeOfParts.Sample> found = samples(spread, images, scores);
    assertEquals(entries(folder.resolve("local")), entries(folder.resolve("spread")));
    for (int i = 0; i < IMAGES; i++) {
      assertArrayEquals(expected.get(i).features(), found.get(i).features(), 0, images.get(i) + "");
    }
    List<Integer> lengths = spread.lengths(images.get(0));
    assertEquals(2, lengths.size());

    LinearHead one = LinearRidge.fit(new Rows(expected, lengths), scores);
    LinearHead many = RidgeOfParts.fit(lengths, cluster.parts(spread, images, scores));
    assertEquals(one.penalty(), many.penalty(), 1e-8 * one.penalty());
    assertEquals(one.describe(), many.describe());
    for (RidgeOfParts.Sample sample : expected) {
      List<float[]> groups = groups(sample, lengths);
      assertEquals(one.predict(groups), many.predict(groups), 1e-8);
    }
  }

  @Test
  void whatCannotBeReadIsSaidInOneLine() throws IOException {
    Path missing = folder.resolve("missing.jpg");
    SparkAdapting.OnCluster cluster = new SparkAdapting.OnCluster(spark, new ArrayList<>());
    FrozenFeatures features = features(Scored.model(folder), folder.resolve("none"));
    try {
      cluster.extract(features, List.of(missing), Progress.SILENT);
    } catch (IOException e) {
      assertTrue(e.getMessage().contains("missing.jpg"), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      return;
    }
    throw new AssertionError("a missing image was taken");
  }

  private static List<float[]> groups(RidgeOfParts.Sample sample, List<Integer> lengths) {
    List<float[]> groups = new ArrayList<>();
    int at = 0;
    for (int length : lengths) {
      groups.add(Arrays.copyOfRange(sample.features(), at, at + length));
      at += length;
    }
    return groups;
  }

  /** Samples as one machine's regression reads them. */
  private record Rows(List<RidgeOfParts.Sample> samples, List<Integer> lengths)
      implements FeatureRows {
    @Override
    public int count() {
      return samples.size();
    }

    @Override
    public void read(int sample, int group, float[] into) {
      float[] from = groups(samples.get(sample), lengths).get(group);
      System.arraycopy(from, 0, into, 0, from.length);
    }
  }
}
