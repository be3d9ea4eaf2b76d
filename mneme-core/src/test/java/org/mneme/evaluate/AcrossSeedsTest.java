package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcrossSeedsTest {
  /** One stock of images from which each seed is evaluated on its own. */
  private static final class Stock {
    private final SplittableRandom random;
    private final String name;
    private final double[] truth;
    private final double[] common;

    Stock(SplittableRandom random, String name, int images) {
      this.random = random;
      this.name = name;
      truth = IntStream.range(0, images).mapToDouble(i -> random.nextGaussian()).toArray();
      common = IntStream.range(0, images).mapToDouble(i -> random.nextGaussian()).toArray();
    }

    /** A model of correlation r, scored on some of the images; models share half their errors. */
    HeldOutScores scores(double r, int images) {
      List<Integer> drawn = new ArrayList<>();
      IntStream.range(0, truth.length).forEach(drawn::add);
      Collections.shuffle(drawn, new Random(random.nextLong()));
      List<String> names = new ArrayList<>();
      double[] t = new double[images];
      double[] p = new double[images];
      for (int i = 0; i < images; i++) {
        int image = drawn.get(i);
        names.add(name + image);
        t[i] = truth[image];
        double error = Math.sqrt(.5) * (common[image] + random.nextGaussian());
        p[i] = r * truth[image] + Math.sqrt(1 - r * r) * error;
      }
      return new HeldOutScores(names, t, p);
    }
  }

  private static double rho(double r) {
    return 6 / Math.PI * Math.asin(r / 2); // of a binormal (Pearson, 1907)
  }

  /**
   * 500 studies each, standard error 1 %; the large simulation found 94 to 97 %. Student's t over
   * the seeds, which was used before, covered the truth in 84 to 88 % with ten seeds, whose
   * evaluated images overlap, and left -1..1 with few.
   */
  @Test
  void intervalsCoverTheTruthAndKeepToTheirRange() {
    for (int seeds : new int[] {3, 10}) {
      int mean = 0;
      int loss = 0;
      for (int set = 0; set < 500; set++) {
        SplittableRandom random = new SplittableRandom(set);
        Stock own = new Stock(random, "own", 80);
        Stock other = new Stock(random, "other", 80);
        List<HeldOutScores> first = new ArrayList<>();
        List<HeldOutScores> second = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
          first.add(own.scores(.5, 16));
          second.add(other.scores(.3, 16));
        }
        Estimate spearman = AcrossSeeds.spearman(first, .95);
        Estimate lost = AcrossSeeds.loss(first, second, .95);
        assertTrue(spearman.low() > -1 && spearman.high() < 1, spearman.toString());
        assertTrue(lost.low() > -2 && lost.high() < 2, lost.toString());
        mean += spearman.covers(rho(.5)) ? 1 : 0;
        loss += lost.covers(rho(.5) - rho(.3)) ? 1 : 0;
      }
      assertTrue(mean > 460 && mean < 495, seeds + " seeds, mean: " + mean);
      assertTrue(loss > 460 && loss < 495, seeds + " seeds, loss: " + loss);
    }
  }

  /** The report that started it: with two seeds, Spearman -0.1956 (-3.391 to 3.000). */
  @Test
  void twoSeedsHaveAMeanAndNoInterval() {
    Stock stock = new Stock(new SplittableRandom(1), "", 80);
    List<HeldOutScores> two = List.of(stock.scores(0, 16), stock.scores(0, 16));
    Estimate mean = AcrossSeeds.spearman(two, .95);
    assertEquals((two.get(0).spearman() + two.get(1).spearman()) / 2, mean.value(), 1e-15);
    assertTrue(Double.isNaN(mean.low()) && Double.isNaN(mean.high()));
    assertTrue(Double.isNaN(AcrossSeeds.loss(two, two, .95).low()));
    assertEquals(0, AcrossSeeds.loss(two, two, .95).value());
  }

  @Test
  void fewImagesHaveNoInterval() {
    Stock stock = new Stock(new SplittableRandom(2), "", 80);
    List<HeldOutScores> fifteen =
        List.of(stock.scores(.5, 16), stock.scores(.5, 15), stock.scores(.5, 16));
    assertTrue(Double.isNaN(AcrossSeeds.spearman(fifteen, .95).low()));
    assertTrue(AcrossSeeds.spearman(fifteen, .95).value() > 0);
  }

  /** Seeds that were all evaluated on the same images know less than on images of their own. */
  @Test
  void sharedImagesWidenTheInterval() {
    Stock stock = new Stock(new SplittableRandom(3), "", 60);
    List<HeldOutScores> same = new ArrayList<>();
    List<HeldOutScores> own = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      HeldOutScores scores = stock.scores(.5, 60);
      same.add(scores);
      int number = seed;
      own.add(
          new HeldOutScores(
              scores.images().stream().map(name -> name + " of " + number).toList(),
              scores.truth(),
              scores.predictions()));
    }
    assertTrue(width(AcrossSeeds.spearman(same, .95)) > width(AcrossSeeds.spearman(own, .95)));
  }

  private static double width(Estimate estimate) {
    return estimate.high() - estimate.low();
  }

  @Test
  void whatIsNotDefinedForASeedIsNotDefined() {
    Stock stock = new Stock(new SplittableRandom(4), "", 80);
    HeldOutScores constant =
        new HeldOutScores(List.of("a", "b"), new double[] {1, 2}, new double[] {.5, .5});
    Estimate mean =
        AcrossSeeds.spearman(List.of(stock.scores(.5, 16), constant, stock.scores(.5, 16)), .95);
    assertTrue(Double.isNaN(mean.value()));
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() {
    HeldOutScores two =
        new HeldOutScores(List.of("a", "b"), new double[] {1, 2}, new double[] {.5, .6});
    assertThrows(IllegalArgumentException.class, () -> AcrossSeeds.spearman(List.of(), .95));
    assertThrows(
        IllegalArgumentException.class, () -> AcrossSeeds.loss(List.of(two), List.of(), .95));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HeldOutScores(List.of("a"), new double[] {1, 2}, new double[] {.5, .6}));
  }
}
