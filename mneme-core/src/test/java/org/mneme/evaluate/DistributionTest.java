package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.junit.jupiter.api.Test;

class DistributionTest {
  private static double[] normal(Random random, int n, double mean, double sd) {
    return random.doubles(n).map(u -> mean + sd * random.nextGaussian()).toArray();
  }

  @Property(tries = 100)
  void wassersteinIsADistanceAndMeasuresAShift(
      @ForAll long seed, @ForAll @DoubleRange(min = -2, max = 2) double shift) {
    Random random = new Random(seed);
    double[] a = normal(random, 1 + random.nextInt(30), 0, 1);
    double[] b = normal(random, 1 + random.nextInt(30), 1, 2);
    double[] c = normal(random, 1 + random.nextInt(30), 0, .1);
    double ab = Distribution.wasserstein(a, b);
    assertEquals(ab, Distribution.wasserstein(b, a), 1e-12);
    assertEquals(0, Distribution.wasserstein(a, a), 0);
    double throughC = Distribution.wasserstein(a, c) + Distribution.wasserstein(c, b);
    assertTrue(ab <= throughC + 1e-12);
    double[] shifted = Arrays.stream(a).map(v -> v + shift).toArray();
    assertEquals(Math.abs(shift), Distribution.wasserstein(a, shifted), 1e-12);
  }

  /** Up to 3 in 10,000 samples may show a heap by chance; the seed shows some that do not. */
  @Property(tries = 300, seed = "20260101")
  void anUnpiledBetaHasNeitherFloorNorCeiling(
      @ForAll @DoubleRange(min = .6, max = 12) double alpha,
      @ForAll @DoubleRange(min = .6, max = 12) double beta,
      @ForAll @IntRange(min = 2, max = 4000) int n,
      @ForAll @IntRange(min = 0, max = 3) int rounding,
      @ForAll long seed) {
    ContinuousSampler sampler = ChengBetaSampler.of(new Random(seed)::nextLong, alpha, beta);
    double steps = List.of(40., 100., 1000., 1e9).get(rounding);
    double[] scores = new double[n];
    Arrays.setAll(scores, i -> Math.round(steps * sampler.sample()) / steps);
    assertEquals(List.of(), PileUp.find(scores));
  }

  @Property(tries = 200, seed = "20260102")
  void anUnpiledNormalHasNeitherFloorNorCeiling(
      @ForAll @IntRange(min = 1, max = 10_000) int n, @ForAll long seed) {
    assertEquals(List.of(), PileUp.find(normal(new Random(seed), n, .6, .13)));
  }

  /** A fifteenth of a normal's values lie under -1.5 deviations; 2,000 of them make 134. */
  @Property(tries = 50, seed = "20260103")
  void aSoftFloorIsFoundWithItsShare(@ForAll long seed) {
    Random random = new Random(seed);
    double[] scores = normal(random, 2000, 0, 1);
    int clamped = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] < -1.5) {
        scores[i] = -1.5 + .02 * random.nextDouble();
        clamped++;
      }
    }
    List<PileUp> found = PileUp.find(scores);
    assertEquals(1, found.size());
    assertEquals(PileUp.Side.FLOOR, found.get(0).side());
    assertEquals(-1.5, found.get(0).at(), .02);
    // The widest cell takes in up to 3 % more that only lie near the floor.
    assertEquals(clamped / 2000.0, found.get(0).share(), .03);
  }

  /** The published rescaling of the 2015 MemNet clamps at 0 and 1. */
  @Test
  void clampingShowsAtBothEnds() {
    double[] scores =
        Arrays.stream(normal(new Random(3), 3000, .5, .3))
            .map(v -> Math.max(0, Math.min(1, v)))
            .toArray();
    List<PileUp> found = PileUp.find(scores);
    assertEquals(2, found.size());
    assertEquals(0, found.get(0).at(), 0);
    assertEquals(PileUp.Side.CEILING, found.get(1).side());
    assertEquals(1, found.get(1).at(), 0);
    double atOne = Arrays.stream(scores).filter(v -> v == 1).count() / 3000.0;
    assertEquals(atOne, found.get(1).share(), .02);
  }

  @Test
  void stragglersBelowTheFloorHideNothing() {
    Random random = new Random(4);
    double[] scores = normal(random, 3000, 0, 1);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.max(scores[i], -1.4);
    }
    scores[17] = -2.5;
    scores[18] = -1.9;
    List<PileUp> found = PileUp.find(scores);
    assertEquals(1, found.size());
    assertEquals(-1.4, found.get(0).at(), 0);
  }

  @Test
  void oneValueThroughoutIsNoFloor() {
    assertEquals(List.of(), PileUp.find(new double[] {.4, .4, .4}));
    assertEquals(List.of(), PileUp.find(new double[] {.4}));
  }
}
