package org.mneme.spark;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mneme.evaluate.Concordance;
import org.mneme.evaluate.FigureSums;

/**
 * How many images have which truth and which prediction, by groups of both in increasing order. A
 * bootstrap replicate gives each image a Poisson weight of mean 1, so a cell of {@code c} images a
 * weight of mean {@code c}, drawn at once; the ranks are those of the replicate.
 *
 * @param truth each cell's group of truths, from 0
 * @param prediction each cell's group of predictions, from 0
 * @param images each cell's
 * @param groups one more than the last group
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, and never written after
record CountedPairs(int[] truth, int[] prediction, long[] images, int groups) {
  /** From this mean on, a normal deviate stands for a Poisson one. */
  private static final double LARGE = 30;

  /** Spearman's correlation of the cells, whose images all tie. */
  double spearman() {
    return spearman(images);
  }

  /** Kendall's tau-b of the cells, whose images all tie. */
  double kendall() {
    return kendall(concordance(), images());
  }

  /** The order of the cells. */
  Concordance concordance() {
    return new Concordance(
        Arrays.stream(truth).asLongStream().toArray(),
        Arrays.stream(prediction).asLongStream().toArray());
  }

  /** Spearman's correlation in so many replicates. */
  double[] replicates(int count, long seed) {
    return replicates(count, seed, this::spearman);
  }

  /** Kendall's tau-b in the same replicates. */
  double[] kendallReplicates(int count, long seed) {
    Concordance order = concordance();
    return replicates(count, seed, weights -> kendall(order, weights));
  }

  private double[] replicates(int count, long seed, ToDoubleFunction<long[]> figure) {
    return IntStream.range(0, count)
        .parallel()
        .mapToDouble(replicate -> figure.applyAsDouble(weights(random(seed, replicate))))
        .toArray();
  }

  private long[] weights(SplittableRandom random) {
    long[] weights = new long[images.length];
    for (int cell = 0; cell < weights.length; cell++) {
      weights[cell] = poisson((double) images[cell], random);
    }
    return weights;
  }

  private double kendall(Concordance order, long[] weights) {
    return Concordance.kendall(
        order.sum(weights),
        Arrays.stream(weights).sum(),
        ties(sums(truth, weights)),
        ties(sums(prediction, weights)));
  }

  /** How many pairs are in the same group. */
  private static double ties(long[] sizes) {
    return Arrays.stream(sizes).mapToDouble(size -> .5 * size * (size - 1.0)).sum();
  }

  /**
   * The generator of one replicate or part. A generator steps by a constant from its seed, so seeds
   * that differ by multiples of it would give the same numbers; here they are numbers drawn
   * themselves.
   */
  static SplittableRandom random(long seed, int index) {
    return new SplittableRandom(new SplittableRandom(seed + index).nextLong());
  }

  private double spearman(long[] weights) {
    double[] truthRanks = twiceCentred(sums(truth, weights));
    double[] predictionRanks = twiceCentred(sums(prediction, weights));
    double products = 0;
    double truthSquares = 0;
    double predictionSquares = 0;
    for (int cell = 0; cell < weights.length; cell++) {
      double t = truthRanks[truth[cell]];
      double p = predictionRanks[prediction[cell]];
      products += weights[cell] * t * p;
      truthSquares += weights[cell] * t * t;
      predictionSquares += weights[cell] * p * p;
    }
    return FigureSums.correlation(products, truthSquares, predictionSquares);
  }

  private long[] sums(int[] group, long[] weights) {
    long[] sums = new long[groups];
    for (int cell = 0; cell < weights.length; cell++) {
      sums[group[cell]] += weights[cell];
    }
    return sums;
  }

  /** Twice the mean rank of each group, less twice the mean of all ranks. */
  private static double[] twiceCentred(long[] sizes) {
    double all = Arrays.stream(sizes).sum();
    double[] ranks = new double[sizes.length];
    double below = 0;
    for (int group = 0; group < sizes.length; group++) {
      ranks[group] = 2 * below + sizes[group] - all;
      below += sizes[group];
    }
    return ranks;
  }

  /** A Poisson deviate, as Knuth draws it: as many uniform numbers as keep their product above. */
  static long poisson(double mean, SplittableRandom random) {
    if (mean > LARGE) {
      // This is the method of Box and Muller.
      double normal =
          Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
              * Math.cos(2 * Math.PI * random.nextDouble());
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
    }
    double least = Math.exp(-mean);
    long count = 0;
    for (double product = 1 - random.nextDouble();
        product > least;
        product *= 1 - random.nextDouble()) {
      count++;
    }
    return count;
  }
}
