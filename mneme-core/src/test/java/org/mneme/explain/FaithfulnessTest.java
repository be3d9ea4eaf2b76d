package org.mneme.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;

class FaithfulnessTest {
  @TempDir Path folder;

  private static Faithfulness of(Subject subject, ScoreMap map) throws IOException {
    return Faithfulness.of(subject, map, Fill.MEAN, 9, Progress.SILENT);
  }

  /** The score hangs on the upper right quarter alone. */
  @Test
  void theTrueMapIsMoreFaithfulThanOneOfNoMeaning() throws IOException {
    Path model =
        Models.linear(folder.resolve("m.onnx"), (x, y) -> x >= 12 && y < 12 ? .002 : 0, false);
    Rgb picture = Models.picture((x, y) -> x >= 16 && y < 16 ? 240 : 20);
    try (Scorer scorer = Scorer.open(model)) {
      Subject subject = Subject.of(PictureScores.of(scorer), picture);
      ScoreMap truth =
          new ScoreMap(subject.seen(), 2, 2, new float[] {0, 1, 0, 0}, subject.score());
      ScoreMap reversed =
          new ScoreMap(subject.seen(), 2, 2, new float[] {0, -1, 0, 0}, subject.score());
      Faithfulness best = of(subject, truth);
      Faithfulness worst = of(subject, reversed);
      for (ScoreMap other :
          new ScoreMap[] {
            Faithfulness.random(subject, 1),
            Faithfulness.random(subject, 2),
            Faithfulness.centre(subject),
            reversed
          }) {
        Faithfulness less = of(subject, other);
        assertTrue(best.deletion() < less.deletion(), best + " " + less);
        assertTrue(best.insertion() > less.insertion(), best + " " + less);
      }
      assertTrue(best.gain() > 0 && worst.gain() < 0, best + " " + worst);
    }
  }

  /** Of a linear network a cell weighs the same whatever else is hidden, so both curves add up. */
  @Test
  void curvesOfALinearNetworkMirrorEachOther() throws IOException {
    Path model = Models.linear(folder.resolve("m.onnx"), (x, y) -> .0005 * x, false);
    try (Scorer scorer = Scorer.open(model)) {
      Subject subject =
          Subject.of(PictureScores.of(scorer), Models.picture((x, y) -> 7 * x + y % 3));
      Faithfulness measured = of(subject, Faithfulness.random(subject, 5));
      Faithfulness flat =
          of(subject, new ScoreMap(subject.seen(), 1, 1, new float[] {0}, subject.score()));
      double ends = measured.deletion() + measured.insertion();
      assertEquals(ends, flat.deletion() + flat.insertion(), 1e-4);
    }
  }

  @Test
  void cropsAreRankedByTheirOwnScores() throws IOException {
    Path model = Models.linear(folder.resolve("m.onnx"), (x, y) -> 5e-4, false);
    Rgb picture = Models.picture((x, y) -> x > 15 && y > 15 ? 255 : 10).resizedTo(320, 240);
    try (Scorer scorer = Scorer.open(model)) {
      PictureScores scores = PictureScores.of(scorer);
      CropRanking ranking = CropRanking.of(scores, picture, 1, Progress.SILENT);
      CropRanking.ScoredCrop best = ranking.highest(3).get(0);
      CropRanking.ScoredCrop worst = ranking.lowest(3).get(0);
      assertEquals(best.width(), best.height());
      assertEquals(320, best.left() + best.width());
      assertEquals(240, best.top() + best.height());
      assertEquals(0, worst.left());
      assertEquals(
          scorer.score(picture.cut(best.left(), best.top(), best.width(), best.height())),
          best.score(),
          1e-6);
      assertTrue(ranking.highest(3).size() > 1);
      assertTrue(
          assertThrows(
                  IllegalArgumentException.class,
                  () -> CropRanking.of(scores, picture, 20, Progress.SILENT))
              .getMessage()
              .contains("an aspect ratio is 1:10 to 10:1, not 20"));
      assertThrows(
          IllegalArgumentException.class,
          () -> CropRanking.of(scores, picture.cut(0, 0, 20, 10), 3, Progress.SILENT));
    }
  }
}
