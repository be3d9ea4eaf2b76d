package org.mneme.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.evaluate.Figure;

class CountedPairsTest {
  @Test
  void withACellForEveryPairItIsTheCorrelationOfAllImages() {
    int[] truth = {0, 0, 1, 2, 3};
    int[] prediction = {1, 3, 3, 0, 2};
    long[] images = {1, 2, 1, 3, 1};
    double[] t = {0, 0, 0, 1, 2, 2, 2, 3};
    double[] p = {1, 3, 3, 3, 0, 0, 0, 2};

    CountedPairs pairs = new CountedPairs(truth, prediction, images, 4);
    assertEquals(Figure.SPEARMAN.of(t, p), pairs.spearman(), 1e-15);
    assertEquals(Figure.KENDALL.of(t, p), pairs.kendall(), 0);
  }

  /**
   * The replicates are independent: their mean is within five standard errors of the correlation of
   * all images. Draws of one generator begun one step later each time gave replicates that were all
   * off by the same.
   */
  @Test
  void replicatesLieAroundTheCorrelationOfAllImages() {
    int groups = 100;
    int[] truth = new int[groups * groups];
    int[] prediction = new int[groups * groups];
    long[] images = new long[groups * groups];
    for (int cell = 0; cell < images.length; cell++) {
      truth[cell] = cell / groups;
      prediction[cell] = cell % groups;
      images[cell] = Math.abs(truth[cell] - prediction[cell]) < 30 ? 2 : 0;
    }
    CountedPairs pairs = new CountedPairs(truth, prediction, images, groups);
    int count = 300;
    for (long seed = 1; seed <= 5; seed++) {
      double[] replicates = pairs.replicates(count, seed);
      double mean = Arrays.stream(replicates).average().orElseThrow();
      double variance =
          Arrays.stream(replicates).map(x -> (x - mean) * (x - mean)).sum() / (count - 1);
      assertEquals(pairs.spearman(), mean, 5 * Math.sqrt(variance / count), "seed " + seed);
    }
  }

  /** Five standard errors of 20,000 draws; the variance's is about sqrt(2 + 1/mean) of it. */
  @ParameterizedTest
  @ValueSource(doubles = {0, .3, 1, 12, 29.9, 30.1, 4000})
  void aPoissonDeviateHasItsMeanAsMeanAndVariance(double mean) {
    SplittableRandom random = new SplittableRandom(5);
    int draws = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      long drawn = CountedPairs.poisson(mean, random);
      sum += drawn;
      squares += (drawn - mean) * (drawn - mean);
    }
    assertEquals(mean, sum / draws, 5 * Math.sqrt(mean / draws) + 1e-9);
    assertEquals(mean, squares / draws, 5 * mean * Math.sqrt(2 + 1 / (mean + 1e-9)) / 141 + 1e-9);
  }
}
