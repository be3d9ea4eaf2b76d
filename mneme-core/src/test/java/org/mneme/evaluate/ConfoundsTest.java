package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mneme.image.Rgb;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.PerceptualHash;
import org.mneme.statistics.Statistic;

class ConfoundsTest {
  private static final PerceptualHash HASH = PerceptualHash.of(Rgb.wrap(8, 8, new byte[3 * 64]));

  private static Optional<ImageStatistics> image(double luminance, double contrast, double slope) {
    return Optional.of(
        new ImageStatistics(100, 100, luminance, contrast, 20, slope, luminance, HASH));
  }

  private static Confounds.Row row(Confounds confounds, Statistic statistic) {
    return confounds.rows().stream()
        .filter(row -> row.statistic().equals(statistic.column()))
        .findFirst()
        .orElseThrow();
  }

  /** The score is the luminance with noise; the contrast is drawn by itself. */
  @Test
  void whatTheScoreIsMadeOfIsFoundAndNothingElse() {
    Random random = new Random(5);
    double[] scores = new double[300];
    List<Optional<ImageStatistics>> statistics = new ArrayList<>();
    for (int i = 0; i < scores.length; i++) {
      double luminance = random.nextDouble();
      scores[i] = .5 - .3 * luminance + .1 * random.nextGaussian();
      statistics.add(
          image(
              luminance, random.nextDouble() / 2, i < 10 ? Double.NaN : -2 - random.nextDouble()));
    }
    scores[299] = Double.NaN;
    Confounds found = Confounds.of(scores, Confounds.Covariate.of(statistics), .95);
    assertEquals(Statistic.values().length, found.rows().size());
    Confounds.Row luminance = row(found, Statistic.LUMINANCE);
    assertTrue(luminance.isClear() && luminance.spearman().high() < -.5, luminance.toString());
    assertEquals(299, luminance.images());
    Confounds.Row contrast = row(found, Statistic.CONTRAST);
    assertFalse(contrast.isClear());
    assertTrue(contrast.spearman().covers(0));
    assertEquals(289, row(found, Statistic.SPECTRAL_SLOPE).images());
    assertTrue(Double.isNaN(row(found, Statistic.WIDTH).spearman().value()));
    assertTrue(Math.abs(found.rows().get(0).spearman().value()) > .5);
  }

  /** The same figures as an evaluation's, which golden tests hold. */
  @Test
  void theCorrelationIsThatOfAnEvaluation() {
    Random random = new Random(2);
    double[] scores = new double[60];
    double[] values = new double[60];
    List<Optional<ImageStatistics>> statistics = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      values[i] = random.nextInt(20) / 20.0;
      scores[i] = values[i] / 3 + random.nextInt(10) / 20.0;
      statistics.add(image(values[i], .1, -2));
    }
    Estimate expected =
        Evaluation.of(
                ScoreTable.of(scores).withModel("luminance", values),
                Missing.REFUSE,
                Intervals.DEFAULT)
            .models()
            .get(0)
            .figure(Figure.SPEARMAN);
    assertEquals(
        expected,
        row(Confounds.of(scores, Confounds.Covariate.of(statistics), .95), Statistic.LUMINANCE)
            .spearman());
  }

  @Test
  void chanceIsCorrectedForTheNumberOfStatistics() {
    Random random = new Random(11);
    int clear = 0;
    for (int round = 0; round < 100; round++) {
      double[] scores = new double[40];
      List<Optional<ImageStatistics>> statistics = new ArrayList<>();
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextDouble();
        statistics.add(image(random.nextDouble(), random.nextDouble() / 2, random.nextDouble()));
      }
      clear +=
          Confounds.of(scores, Confounds.Covariate.of(statistics), .95).rows().stream()
                  .anyMatch(Confounds.Row::isClear)
              ? 1
              : 0;
    }
    // Of 100 data sets of pure chance 5 are expected; 12 or more have a chance of 1 in 200.
    assertTrue(clear < 12, clear + " of 100");
  }

  @Test
  void scoresAndImagesMustBeAsMany() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Confounds.of(new double[2], Confounds.Covariate.of(List.of()), .95));
  }
}
