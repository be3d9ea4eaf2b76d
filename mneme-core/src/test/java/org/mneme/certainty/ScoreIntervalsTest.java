package org.mneme.certainty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreIntervalsTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private static ScoreIntervals fit(double[] predicted, double[] truth, double level) {
    return ScoreIntervals.fit(predicted, truth, level, 0, 1, ScoreIntervals.Kind.SPLIT);
  }

  /** Errors that grow with the score, of Student's t with 4 degrees: far from normal. */
  private static double[][] drawn(int n, long seed) {
    Random random = new Random(seed);
    double[] predicted = new double[n];
    double[] truth = new double[n];
    for (int i = 0; i < n; i++) {
      predicted[i] = .3 + .5 * random.nextDouble();
      double chi = 0;
      for (int k = 0; k < 4; k++) {
        double z = random.nextGaussian();
        chi += z * z;
      }
      double t = random.nextGaussian() / Math.sqrt(chi / 4);
      truth[i] = predicted[i] + (.01 + .12 * (predicted[i] - .3)) * t;
    }
    return new double[][] {predicted, truth};
  }

  /** Over 200 samples of 200 pictures: the mean of 100,000 new pictures' coverage is the level. */
  @Test
  void newPicturesAreCoveredAtTheLevelAndInEachFifth() {
    double[][] fresh = drawn(100_000, 1);
    double covered = 0;
    double[] byFifth = new double[5];
    double width = 0;
    double constant = 0;
    int samples = 200;
    for (int sample = 0; sample < samples; sample++) {
      double[][] seen = drawn(200, 100 + sample);
      ScoreIntervals intervals =
          ScoreIntervals.fit(
              seen[0], seen[1], .9, NONE, Double.POSITIVE_INFINITY, ScoreIntervals.Kind.SPLIT);
      double[] errors = new double[200];
      Arrays.setAll(errors, i -> Math.abs(seen[0][i] - seen[1][i]));
      Arrays.sort(errors);
      constant += 2 * errors[180] / samples; // the 181st of 200: ceil(201 * .9)
      for (int i = sample; i < fresh[0].length; i += samples) {
        double p = fresh[0][i];
        boolean holds = intervals.low(p) <= fresh[1][i] && fresh[1][i] <= intervals.high(p);
        covered += holds ? 1e-5 : 0;
        byFifth[Math.min(4, (int) ((p - .3) * 10))] += holds ? 5e-5 : 0;
        width += (intervals.high(p) - intervals.low(p)) * 1e-5;
      }
    }
    assertEquals(.9, covered, .006); // standard error of the quantile .0015, of the count .001
    for (double fifth : byFifth) {
      assertTrue(fifth > .85, Arrays.toString(byFifth));
    }
    assertTrue(width < .95 * constant, width + " against " + constant);
  }

  /** By hand: errors .01 to .40 that do not follow the score; the 37th of 40 is .37. */
  @Test
  void theFactorIsTheQuantileWithOneMore() {
    double[] predicted = new double[40];
    double[] truth = new double[40];
    Arrays.fill(predicted, .5);
    Arrays.setAll(truth, i -> .5 + (i % 2 == 0 ? 1 : -1) * (i + 1) / 100.0);
    ScoreIntervals intervals = fit(predicted, truth, .9);
    double half = intervals.high(.5) - .5;
    assertEquals(half, .5 - intervals.low(.5), 1e-15);
    assertTrue(half > .33 && half < .41, intervals.toString()); // widths of parts differ a little
  }

  @Test
  void endsStayOnTheScale() {
    double[][] seen = drawn(50, 3);
    ScoreIntervals intervals = fit(seen[0], seen[1], .9);
    assertEquals(0, intervals.low(0));
    assertEquals(1, intervals.high(1));
    assertTrue(intervals.low(.99) < .99);
  }

  @Test
  void aNoteIsReadAgainAndOneOfAnotherVersionIsNot() {
    double[][] seen = drawn(50, 3);
    ScoreIntervals intervals = fit(seen[0], seen[1], .8);
    assertEquals(Optional.of(intervals), ScoreIntervals.parse(intervals.toNote()));
    String later = intervals.toNote().replace("version=1", "version=2");
    assertEquals(Optional.empty(), ScoreIntervals.parse(later));
    assertEquals(Optional.empty(), ScoreIntervals.parse("version=1 level=x"));
  }

  @Test
  void tooFewPicturesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> fit(new double[29], new double[29], .9));
    double[][] seen = drawn(30, 1);
    assertThrows(IllegalArgumentException.class, () -> fit(seen[0], seen[1], .99));
    assertThrows(IllegalArgumentException.class, () -> fit(seen[0], seen[1], 90));
  }
}
