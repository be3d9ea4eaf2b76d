package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecalibrationTest {
  private static double[] randoms(long seed, int n, double steps) {
    return new Random(seed).doubles(n).map(u -> Math.round(steps * u) / steps).toArray();
  }

  private static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  /** Rises, keeps the weighted mean, changes nothing that rises, and is a projection. */
  @Property(tries = 100)
  void poolingIsAProjectionOntoRisingSteps(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int n) {
    double[] values = randoms(seed, n, 20);
    double[] weights = Arrays.stream(randoms(~seed, n, 5)).map(w -> 1 + w).toArray();
    double[] rising = Recalibration.Isotonic.rising(values, weights);
    double mean = 0;
    double across = 0;
    for (int i = 0; i < n; i++) {
      assertTrue(i == 0 || rising[i] >= rising[i - 1]);
      mean += weights[i] * (values[i] - rising[i]);
      across += weights[i] * (values[i] - rising[i]) * rising[i];
    }
    assertEquals(0, mean, 1e-12);
    assertEquals(0, across, 1e-12);
    assertArrayEquals(rising, Recalibration.Isotonic.rising(rising, weights), 1e-15);
    Arrays.sort(values);
    assertArrayEquals(values, Recalibration.Isotonic.rising(values, weights), 1e-15);
  }

  @Property(tries = 100)
  void theIsotonicFitNeverFallsBetweenOrBeyondItsKnots(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int n) {
    double[] truth = randoms(seed, n, 1000);
    double[] predictions = randoms(seed + 1, n, 30);
    Recalibration fit = Recalibration.Isotonic.fit(truth, predictions);
    double before = fit.apply(-1);
    for (double p = -.1; p < 1.1; p += .001) {
      double now = fit.apply(p);
      assertTrue(now >= before - 1e-15);
      before = now;
    }
    double[] fitted = Arrays.stream(predictions).map(fit::apply).toArray();
    assertEquals(sum(truth), sum(fitted), 1e-9);
    assertTrue(Figure.MSE.of(truth, fitted) <= Figure.MSE.of(truth, predictions) + 1e-12);
  }

  /** By hand: predictions 1, 2, 2, 3 and scores 0, 4, 0, 1: (2 of 2) and 1 pool to 5/3. */
  @Test
  void equalPredictionsGetOneScore() {
    Recalibration.Isotonic fit =
        Recalibration.Isotonic.fit(new double[] {0, 4, 0, 1}, new double[] {1, 2, 2, 3});
    assertArrayEquals(new double[] {1, 2, 3}, fit.predictions(), 0);
    assertArrayEquals(new double[] {0, 5 / 3.0, 5 / 3.0}, fit.scores(), 1e-15);
    assertEquals(5 / 6.0, fit.apply(1.5), 1e-15);
    assertEquals(5 / 3.0, fit.apply(9), 1e-15);
    assertEquals(0, fit.apply(-9), 1e-15);
  }

  /** An image's own score moves the fits that evaluate others, not the one that evaluates it. */
  @Property(tries = 50)
  void noImageIsRecalibratedByAFitThatSawIt(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 60) int n) {
    double[] truth = randoms(seed, n, 1000);
    double[] predictions = randoms(seed + 1, n, 1000);
    double[] before = Calibration.heldOut(truth, predictions, seed, Recalibration.Line::fit);
    int image = (int) Math.floorMod(seed, (long) n);
    truth[image] += 5;
    double[] after = Calibration.heldOut(truth, predictions, seed, Recalibration.Line::fit);
    assertEquals(before[image], after[image], 0);
    int unmoved = 0;
    for (int i = 0; i < n; i++) {
      unmoved += before[i] == after[i] ? 1 : 0;
    }
    // Its fold: a fifth of the images, rounded up or down.
    assertEquals(n / 5.0, unmoved, .81);
  }

  @Test
  void recalibrationBringsAShrunkenModelBackToTheTruth() {
    Random random = new Random(5);
    double[] truth = random.doubles(2000).map(u -> .6 + .13 * random.nextGaussian()).toArray();
    double[] shrunken = Arrays.stream(truth).map(t -> .7 + .02 * (t - .6)).toArray();
    double[] line = Calibration.heldOut(truth, shrunken, 1, Recalibration.Line::fit);
    double[] steps = Calibration.heldOut(truth, shrunken, 1, Recalibration.Isotonic::fit);
    assertEquals(0, Figure.MSE.of(truth, line), 1e-20); // an exact line
    // Between 1,600 knots over a range of 1, steps miss by about 1/1,600; more at the ends.
    assertTrue(Figure.MSE.of(truth, steps) < 1e-4);
    assertTrue(Figure.MSE.of(truth, shrunken) > .02);
  }

  @Property(tries = 100)
  void binsHoldAllImagesOnceAndKeepTiesTogether(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 200) int n) {
    double[] truth = randoms(seed, n, 1000);
    double[] predictions = randoms(seed + 1, n, 12);
    List<Calibration.Bin> bins = Calibration.reliability(truth, predictions, 10, .95);
    int images = 0;
    double weighted = 0;
    double before = Double.NEGATIVE_INFINITY;
    for (Calibration.Bin bin : bins) {
      images += bin.images();
      weighted += bin.images() * bin.truth().value();
      assertTrue(bin.prediction() > before);
      before = bin.prediction();
    }
    assertEquals(n, images);
    assertEquals(sum(truth), weighted, 1e-9);
    long values = Arrays.stream(predictions).distinct().count();
    assertTrue(bins.size() <= values);
  }
}
