package org.mneme.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mneme.image.Crops;
import org.mneme.image.Rgb;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

class MapsTest {
  /** Float32 sums over a thousand values. */
  private static final double ROUNDING = 2e-5;

  /** A shade for each place, so that no two windows look alike. */
  private static final Rgb SHADES = Models.picture((x, y) -> 20 + 5 * x + (x * y) % 50);

  @TempDir Path folder;

  private Scorer open(Models.Weights weights, ScorerOptions options) throws IOException {
    return Scorer.open(
        Models.linear(folder.resolve("linear.onnx"), weights, false), options.withThreads(1));
  }

  private Scorer open(Models.Weights weights) throws IOException {
    return open(weights, ScorerOptions.defaults());
  }

  private static ScoreMap map(Scorer scorer, MapMethod method, Rgb picture) throws IOException {
    return new Explainer(PictureScores.of(scorer), List.of(method))
        .explain("picture", picture, Progress.SILENT)
        .maps()
        .get(0)
        .map();
  }

  private static int gray(Rgb picture, int x, int y) {
    return picture.toBytes()[3 * (y * picture.width() + x)] & 0xff;
  }

  /** A linear network loses, with a window, exactly what its pixels weigh more than the fill. */
  @Test
  void occlusionOfALinearNetworkIsItsClosedForm() throws IOException {
    Models.Weights weights = (x, y) -> (x - 2.0 * y) / 1000;
    double sum = 0;
    int side = SHADES.width();
    for (int i = 0; i < side * side; i++) {
      sum += gray(SHADES, i % side, i / side);
    }
    double fill = Math.round(sum / (side * side));
    try (Scorer scorer = open(weights)) {
      ScoreMap map = map(scorer, new Occlusion(4, .25, Fill.MEAN), SHADES);
      assertEquals(Models.SIDE, map.rows());
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 4; column++) {
          double lost = 0;
          for (int y = 6 * row; y < 6 * row + 6; y++) {
            for (int x = 6 * column; x < 6 * column + 6; x++) {
              double value = gray(SHADES, x + Models.MARGIN, y + Models.MARGIN);
              lost += 3 * weights.at(x, y) * (value - fill) / 255;
            }
          }
          assertEquals(lost, map.at(6 * row, 6 * column), ROUNDING);
          assertEquals(lost, map.at(6 * row + 5, 6 * column + 5), ROUNDING);
        }
      }
    }
  }

  /** In a linear network a window is worth the same first and last. */
  @Test
  void bothSidesOfALinearNetworkAgree() throws IOException {
    try (Scorer scorer = open((x, y) -> (x - 2.0 * y) / 1000)) {
      ScoreMap one = map(scorer, Occlusion.of(4, Fill.MEAN), SHADES);
      ScoreMap both = map(scorer, new TwoSided(4, Fill.MEAN), SHADES);
      assertFalse(both.isConstant());
      assertArrayEquals(one.values(), both.values(), (float) ROUNDING);
    }
  }

  /**
   * The score is bright wherever one of two squares is: hiding either loses nothing, so only
   * showing it alone tells.
   */
  @Test
  void whatAnotherPartCouldReplaceCountsFromTheOtherSide() throws IOException {
    Models.Weights weights = (x, y) -> y < 6 && (x < 6 || x >= 18) ? .05 : 0;
    Path model = Models.linear(folder.resolve("capped.onnx"), weights, true);
    Rgb picture = Models.picture((x, y) -> y < 10 && (x < 10 || x >= 22) ? 255 : 0);
    try (Scorer scorer = Scorer.open(model, ScorerOptions.defaults().withThreads(1))) {
      ScoreMap one = map(scorer, new Occlusion(4, .25, Fill.MEAN), picture);
      ScoreMap both = map(scorer, new TwoSided(4, Fill.MEAN), picture);
      assertTrue(both.at(2, 2) > 2 * Math.abs(one.at(2, 2)), one.at(2, 2) + " " + both.at(2, 2));
    }
  }

  /** Halves of the map differ as halves of the picture do, and all of it adds up to the score. */
  @Test
  void halvesOfAMapAddUpToTheScoresOfHalves() throws IOException {
    Models.Weights weights = (x, y) -> (x - 2.0 * y) / 1000;
    try (Scorer scorer = open(weights)) {
      Subject subject = Subject.of(PictureScores.of(scorer), SHADES);
      ScoreMap map = new Halves(3, Fill.MEAN).map(subject, Progress.SILENT);
      double fill = gray(subject.hidden(Fill.MEAN), 0, 0);
      double left = 0;
      double all = 0;
      double leftOfMap = 0;
      double allOfMap = 0;
      for (int y = 0; y < Models.SIDE; y++) {
        for (int x = 0; x < Models.SIDE; x++) {
          double value = gray(SHADES, x + Models.MARGIN, y + Models.MARGIN);
          double adds = 3 * weights.at(x, y) * (value - fill) / 255;
          double ofMap = 100.0 * map.at(y, x) / (Models.SIDE * Models.SIDE);
          all += adds;
          allOfMap += ofMap;
          left += x < Models.SIDE / 2 ? adds : 0;
          leftOfMap += x < Models.SIDE / 2 ? ofMap : 0;
        }
      }
      assertTrue(Math.abs(left) > .1, "left: " + left);
      assertEquals(all, allOfMap, ROUNDING);
      assertEquals(left, leftOfMap, ROUNDING);
    }
  }

  /** Windows that overlap give each place the mean of those that cover it. */
  @Test
  void overlappingWindowsAreAveraged() throws IOException {
    try (Scorer scorer = open((x, y) -> x < 12 ? .001 : 0)) {
      // Windows of 12 columns and all rows but for the vertical steps, from 0, 6 and 12.
      ScoreMap map = map(scorer, new Occlusion(3, .5, Fill.MEAN), Models.picture((x, y) -> 8 * x));
      assertEquals(map.at(0, 0), map.at(5, 5), 0);
      assertEquals((map.at(0, 0) + map.at(0, 12)) / 2, map.at(0, 8), Math.abs(map.at(0, 0)));
      assertEquals(0, map.at(0, 20), ROUNDING); // only the last window, which hides nothing there
    }
  }

  /** The score hangs on one square; every method by forward passes finds it, with every fill. */
  @ParameterizedTest
  @EnumSource(Fill.class)
  void theRegionThatTheScoreHangsOnIsFound(Fill fill) throws IOException {
    Rgb picture =
        Models.picture(
            (x, y) -> x >= 18 && x < 24 && y >= 6 && y < 12 ? 250 : 30 + (x * 7 + y) % 9);
    // In the seen area the square lies at 14..19, 2..7.
    Models.Weights weights =
        (x, y) -> x >= 14 && x < 20 && y >= 2 && y < 8 ? .01 : x < 6 && y > 16 ? -.002 : 0;
    try (Scorer scorer = open(weights)) {
      for (MapMethod method :
          List.of(
              new Halves(5, fill),
              Occlusion.of(5, fill),
              new TwoSided(5, fill),
              new Rise(600, 7, .5, fill, 3))) {
        ScoreMap map = map(scorer, method, picture);
        int best = highest(map);
        int x = best % map.columns();
        int y = best / map.columns();
        assertTrue(x >= 12 && x < 22 && y < 10, "%s: %d, %d".formatted(method, x, y));
        assertTrue(map.at(5, 17) > 5 * Math.abs(map.at(20, 12)), method.toString());
      }
    }
  }

  private static int highest(ScoreMap map) {
    float[] values = map.values();
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Of a model that likes brightness, regions with the bright corner score higher than others. */
  @Test
  void regionsAloneScoreByWhatIsInThem() throws IOException {
    try (Scorer scorer = open((x, y) -> 1.0 / (3 * Models.SIDE * Models.SIDE))) {
      Rgb picture = Models.picture((x, y) -> x > 20 && y > 20 ? 255 : 0);
      ScoreMap map = map(scorer, RegionSweep.DEFAULT, picture);
      assertEquals(Area.WHOLE, map.area());
      assertTrue(map.at(60, 60) > .2, map.toString());
      assertTrue(map.at(2, 2) < 0, map.toString());
      double mean = 0;
      for (float value : map.values()) {
        mean += value / map.values().length;
      }
      assertEquals(0, mean, ROUNDING);
    }
  }

  /** The whole picture as the one region is the picture itself, but for the unseen margin. */
  @Test
  void aRegionIsWhatTheNetworkSees() throws IOException {
    try (Scorer scorer = open((x, y) -> 1.0 / (3 * Models.SIDE * Models.SIDE))) {
      ScoreMap map = map(scorer, new RegionSweep(List.of(1.0)), Models.picture((x, y) -> 8 * x));
      assertTrue(map.isConstant());
      assertEquals(.1 + 8 * 15.5 / 255, map.baseline(), 1e-3); // all columns, resized with rounding
    }
  }

  @Test
  void aConstantScoreGivesAMapOfNothingAndSaysSo() throws IOException {
    try (Scorer scorer = open((x, y) -> 0)) {
      Explanation explanation =
          new Explainer(
                  PictureScores.of(scorer),
                  List.of(Occlusion.of(3, Fill.MEAN), new Rise(8, 4, .5, Fill.BLUR, 1)))
              .explain("flat", SHADES, Progress.SILENT);
      for (Explanation.Drawn drawn : explanation.maps()) {
        assertTrue(drawn.map().isConstant());
        assertTrue(drawn.note().orElse("").contains("the map shows nothing"));
      }
      assertEquals(.1f, explanation.score());
    }
  }

  @Test
  void aMapKnowsWhatTheNetworkSees() throws IOException {
    Models.Weights weights = (x, y) -> .001 * x;
    try (Scorer centre = open(weights)) {
      Area seen = map(centre, Occlusion.of(2, Fill.MEAN), SHADES).area();
      assertEquals(new Area(.125, .125, .75, .75), seen);
    }
    try (Scorer ten = open(weights, ScorerOptions.defaults().withCrops(Crops.TEN))) {
      ScoreMap map = map(ten, Occlusion.of(2, Fill.MEAN), SHADES);
      assertEquals(Area.WHOLE, map.area());
      assertEquals(Models.SIDE + 2 * Models.MARGIN, map.columns());
      assertEquals(ten.score(SHADES), map.baseline(), 1e-6);
    }
  }

  /** Batches only change the last bits. */
  @Test
  void batchesDoNotChangeAMap() throws IOException {
    Models.Weights weights = (x, y) -> .001 * x * y;
    Rise rise = new Rise(31, 5, .5, Fill.NOISE, 9);
    float[] eight;
    try (Scorer scorer = open(weights)) {
      eight = map(scorer, rise, SHADES).values();
      assertArrayEquals(eight, map(scorer, rise, SHADES).values());
      Rise other = new Rise(31, 5, .5, Fill.NOISE, 10);
      assertNotEquals(eight[100], map(scorer, other, SHADES).values()[100]);
    }
    try (Scorer scorer = open(weights, ScorerOptions.defaults().withBatch(1))) {
      assertArrayEquals(eight, map(scorer, rise, SHADES).values(), 1e-4f);
    }
  }

  @Test
  void aMapIsGivenUpBetweenTwoBatches() throws IOException {
    Progress impatient =
        new Progress() {
          private long done;

          @Override
          public void advance(long value) {
            done = value;
          }

          @Override
          public boolean isCancelled() {
            return done > 8;
          }
        };
    try (Scorer scorer = open((x, y) -> .001)) {
      Explainer explainer =
          new Explainer(PictureScores.of(scorer), List.of(Occlusion.of(7, Fill.MEAN)));
      assertThrows(CancelledException.class, () -> explainer.explain("picture", SHADES, impatient));
    }
  }

  @Test
  void aScoreThatIsNoNumberIsToldInOneLine() throws IOException {
    try (Scorer scorer = open((x, y) -> Double.NaN)) {
      IOException error =
          assertThrows(IOException.class, () -> map(scorer, Occlusion.DEFAULT, SHADES));
      assertEquals(
          "the model's score of the picture is NaN; a map needs a finite one", error.getMessage());
    }
  }

  @Test
  void aMapInAnotherSizeKeepsItsValues() {
    ScoreMap map = new ScoreMap(Area.WHOLE, 2, 2, new float[] {0, 1, 2, 3}, .5f);
    ScoreMap larger = map.resampled(4, 4);
    assertEquals(0, larger.at(0, 0));
    assertEquals(3, larger.at(3, 3));
    assertEquals(.75, larger.at(1, 1), 1e-6); // a quarter of a cell from the first, each way
    assertEquals(map, map.resampled(2, 2));
    assertEquals(3, map.reach());
    assertFalse(map.isConstant());
  }

  @Test
  void settingsThatCannotBeAreNamed() {
    assertRefused(() -> Occlusion.of(0, Fill.BLUR), "grid must be 1 to 64, not 0");
    assertRefused(() -> new Occlusion(4, .2, Fill.BLUR), "the window must be at least 1/4 of it");
    assertRefused(() -> new Occlusion(4, 0, Fill.BLUR), "above 0 to 1, a share of the side, not");
    assertRefused(() -> new Rise(1, 7, .5, Fill.BLUR, 1), "masks must be 2 to 100000, not 1");
    assertRefused(() -> new Rise(10, 1, .5, Fill.BLUR, 1), "cells must be 2 to 64, not 1");
    assertRefused(() -> new Rise(10, 7, 1, Fill.BLUR, 1), "above 0 and below 1, not 1");
    assertRefused(() -> new RegionSweep(List.of(.01)), "sizes of regions must be 0.05 to 1");
    assertRefused(() -> new RegionSweep(List.of()), "sizes of regions must be 0.05 to 1");
    assertRefused(() -> MethodName.of("oclusion"), "did you mean 'occlusion'?");
    assertRefused(() -> new Area(.5, 0, .6, 1), "is not within 0..1");
    assertEquals(MethodName.GRAD_CAM, MethodName.of("Grad_CAM"));
  }

  private static void assertRefused(Executable call, String words) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, call);
    assertTrue(String.valueOf(error.getMessage()).contains(words), error.getMessage());
  }
}
