package org.mneme.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.golden.TestPictures;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.score.ScorerOptions;

class FeatureMapTest {
  @TempDir Path folder;

  private List<Path> pictures(int count) throws IOException {
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      images.add(TestPictures.random(folder.resolve(i + ".png"), i));
    }
    return images;
  }

  private FeatureExtractor open(String layer) throws IOException {
    return FeatureExtractor.open(
        FeatureExtractorTest.convolution(folder), ScorerOptions.defaults(), List.of(layer), true);
  }

  /** With as many components as features, distances on the map are those of the features. */
  @Test
  void aMapOfTwoFeaturesKeepsTheirDistances() throws IOException {
    List<Path> images = pictures(8);
    List<FeatureRow> rows = new ArrayList<>();
    FeatureMap map;
    try (FeatureExtractor extractor = open("fc")) {
      extractor.run(images.iterator(), rows::add, Progress.SILENT);
      map = FeatureMap.of(extractor, images.iterator(), FeatureMap.Method.PCA, 30, Progress.SILENT);
    }
    assertEquals(1, map.shares().get(0), 1e-9);
    for (int i = 1; i < 8; i++) {
      assertEquals(
          Math.abs(rows.get(i).values()[0] - rows.get(0).values()[0]),
          Math.abs(map.points().get(i).x() - map.points().get(0).x()),
          1e-6);
      assertEquals(rows.get(i).score(), map.points().get(i).score());
    }
  }

  @Test
  void picturesThatAreAllTheSameCannotBeMapped() throws IOException {
    Path one = pictures(1).get(0);
    List<Path> same = new ArrayList<>(List.of(one));
    for (int i = 1; i < 4; i++) {
      same.add(Files.copy(one, folder.resolve("copy%d.png".formatted(i))));
    }
    try (FeatureExtractor extractor = open("conv")) {
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  FeatureMap.of(
                      extractor, same.iterator(), FeatureMap.Method.PCA, 30, Progress.SILENT));
      assertTrue(e.getMessage().contains("give the same for all 4 images"), e.getMessage());
    }
  }

  @Test
  void aJobEndsWhenItsCallerWantsThat() throws IOException {
    Progress cancelled =
        new Progress() {
          @Override
          public boolean isCancelled() {
            return true;
          }
        };
    List<Path> images = pictures(4);
    try (FeatureExtractor extractor = open("conv")) {
      assertThrows(
          CancelledException.class,
          () -> FeatureMap.of(extractor, images.iterator(), FeatureMap.Method.PCA, 30, cancelled));
    }
  }

  /** By all distances, computed here from the rows. */
  @Test
  void neighboursAreTheNearest() throws IOException {
    List<Path> images = pictures(12);
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureExtractor extractor = open("conv")) {
      extractor.run(images.iterator(), rows::add, Progress.SILENT);
      for (Neighbours.Distance distance : Neighbours.Distance.values()) {
        Neighbours found =
            Neighbours.find(
                extractor, images.get(3), images.iterator(), 4, distance, Progress.SILENT);
        assertEquals(11, found.compared());
        assertEquals(4, found.nearest().size());
        double last = found.nearest().get(3).distance();
        long nearer =
            rows.stream()
                .filter(row -> !row.image().equals(images.get(3)))
                .filter(row -> distance.of(rows.get(3).values(), row.values()) <= last)
                .count();
        assertEquals(4, nearer);
        assertTrue(found.nearest().get(0).distance() <= found.nearest().get(1).distance());
      }
    }
  }
}
