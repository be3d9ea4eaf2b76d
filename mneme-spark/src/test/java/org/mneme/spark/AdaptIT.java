package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.adapt.AdaptListener;
import org.mneme.adapt.AdaptSettings;
import org.mneme.adapt.Adaptation;
import org.mneme.adapt.Adapted;
import org.mneme.adapt.HeadKind;
import org.mneme.adapt.SourceChoice;
import org.mneme.adapt.Views;
import org.mneme.catalog.Catalog;
import org.mneme.data.ReadOptions;
import org.mneme.track.RunStore;
import org.mneme.train.FinishedTraining;
import org.mneme.train.TrainCodec;
import org.mneme.train.Training;
import org.mneme.train.TrainingListener;

/** {@code mneme adapt} and {@code mneme train} with two tasks of Spark, beside one machine. */
class AdaptIT {
  /** Parts of 256 rows at least: two of them in each fold. */
  private static final int IMAGES = 900;

  @TempDir private static Path folder;
  private static Path data;
  private static Path model;
  private static SparkMachines machines;

  @BeforeAll
  static void start() throws IOException {
    machines =
        new SparkMachines(
            new JavaSparkContext(
                new SparkConf()
                    .setMaster("local[2]")
                    .setAppName("mneme tests")
                    .set("spark.ui.enabled", "false")
                    .set("spark.log.level", "OFF")
                    .set("spark.driver.bindAddress", "127.0.0.1")
                    .set("spark.driver.host", "127.0.0.1")));
    model = Scored.model(folder);
    Path images = Files.createDirectories(folder.resolve("images"));
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of("image,memorability,split"));
    for (int i = 0; i < IMAGES; i++) {
      BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
      int brightness = random.nextInt(200);
      for (int p = 0; p < 1600; p++) {
        image.setRGB(p % 40, p / 40, (brightness + random.nextInt(56)) * 0x10101);
      }
      String file = "%03d.png".formatted(i);
      ImageIO.write(image, "png", images.resolve(file).toFile());
      String split = i < 800 ? "train" : i < 850 ? "val" : "test";
      lines.add(String.format(Locale.ROOT, "%s,%.4f,%s", file, .2 + brightness / 400.0, split));
    }
    data = Files.write(folder.resolve("data.csv"), lines);
  }

  @AfterAll
  static void stop() {
    machines.close();
  }

  private static Catalog catalog(String home) {
    return Catalog.at(folder.resolve(home));
  }

  private static AdaptSettings settings(Path data) {
    List<String> layers = List.of(model + ":relu:grid2", model + ":conv:std");
    return new AdaptSettings(
        data,
        ReadOptions.STRICT,
        SourceChoice.of(List.of(model.toString()), layers, Views.MIRROR),
        Optional.of(HeadKind.LINEAR),
        true,
        AdaptSettings.USUAL_COMPONENTS,
        2,
        1,
        AdaptSettings.USUAL_SEED,
        2);
  }

  /** What the cache's entries are, and how many bytes of vectors each has. */
  private static Map<String, Long> entries(Catalog catalog) throws IOException {
    Map<String, Long> entries = new TreeMap<>();
    for (Path entry : Scored.files(catalog.features())) {
      entries.put(String.valueOf(entry.getFileName()), Files.size(entry.resolve("vectors")));
    }
    return entries;
  }

  private static List<Double> scores(Adapted adapted) throws IOException {
    return Files.readAllLines(adapted.scores().orElseThrow()).stream()
        .skip(1)
        .map(line -> Double.valueOf(line.substring(line.lastIndexOf(',') + 1)))
        .toList();
  }

  @Test
  void anAdaptedModelIsThatOfOneMachineAndSoIsTheCache() throws IOException {
    Catalog local = catalog("local");
    Catalog spread = catalog("spread");
    Adapted expected =
        Adaptation.run(
            settings(data), folder.resolve("local.onnx"), "", local, AdaptListener.SILENT);
    Adapted found =
        Adaptation.run(
            settings(data),
            folder.resolve("spread.onnx"),
            "",
            spread,
            AdaptListener.SILENT,
            machines);

    assertEquals(entries(local), entries(spread));
    List<Double> expectedScores = scores(expected);
    List<Double> foundScores = scores(found);
    assertEquals(850, foundScores.size());
    for (int i = 0; i < foundScores.size(); i++) {
      assertEquals(expectedScores.get(i), foundScores.get(i), 1e-8);
    }
    assertEquals(expected.rounds().get(0).describe(), found.rounds().get(0).describe());
    assertEquals(expected.test().orElseThrow().describe(), found.test().orElseThrow().describe());
  }

  @Test
  void aTrainingFindsWhatTheClusterExtractedForItsFrozenLayers() throws IOException {
    List<String> all = Files.readAllLines(data);
    List<String> lines = new ArrayList<>(all.subList(0, 33));
    lines.addAll(all.subList(845, 857));
    Path few = Files.write(folder.resolve("few.csv"), lines);
    Map<String, Object> wanted =
        Map.of(
            "data",
            few.toString(),
            "network",
            "memnet-small",
            "init",
            "none",
            "freeze",
            List.of("conv?"),
            "epochs",
            1L,
            "threads",
            1L);
    Catalog catalog = catalog("trained");
    Training training = Training.of(TrainCodec.read(wanted), catalog);
    List<FinishedTraining> spread =
        training
            .on(machines)
            .run(RunStore.at(folder.resolve("spread")), "one", false, TrainingListener.SILENT);
    Map<String, Long> extracted = entries(catalog);
    assertTrue(!extracted.isEmpty());
    List<String> said = new ArrayList<>();
    List<FinishedTraining> local =
        training.run(
            RunStore.at(folder.resolve("alone")),
            "one",
            false,
            new TrainingListener() {
              @Override
              public void begin(String stage, long total, String unit) {
                said.add(stage);
              }
            });
    assertEquals(extracted, entries(catalog));
    assertTrue(said.stream().noneMatch(stage -> stage.contains("Extracting")), said.toString());
    assertEquals(spread.get(0).figures().describe(), local.get(0).figures().describe());
  }

  @Test
  void whatCannotBeReadIsToldInOneLine() throws IOException {
    Files.write(folder.resolve("images/broken.jpg"), new byte[] {1, 2, 3});
    List<String> lines = new ArrayList<>(Files.readAllLines(data).subList(0, 60));
    lines.set(40, "broken.jpg,0.5,train");
    Path bad = Files.write(folder.resolve("bad.csv"), lines);
    IOException refused =
        assertThrows(
            IOException.class,
            () ->
                Adaptation.run(
                    settings(bad),
                    folder.resolve("bad.onnx"),
                    "",
                    catalog("bad"),
                    AdaptListener.SILENT,
                    machines));
    assertTrue(refused.getMessage().contains("broken.jpg"), refused.getMessage());
    assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
  }
}
