package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How intervals are made: images are drawn with replacement, all columns of an image together, and
 * the intervals are bias-corrected and accelerated (BCa; Efron, 1987), with the acceleration from
 * the exact jackknife.
 *
 * <p>Draws are the same on every machine and Java version, and whatever the number of threads:
 * round r has its own {@link SplittableRandom}, seeded with the (r+1)-th {@code nextLong} of {@code
 * new SplittableRandom(seed)}; image {@code floor(u * n / 2^63)} is drawn, with {@code u} the upper
 * 63 bits of the round's next {@code nextLong}, n times. The same images in another order give
 * other draws, and intervals that differ a little.
 *
 * @param rounds number of resamples, at least 2; an interval moves in its second digit with under
 *     1,000
 * @param level probability that the interval is to cover, such as .95
 * @param threads threads that share the rounds, at least 1
 */
public record Bootstrap(int rounds, long seed, double level, int threads) {
  /** 1,000 rounds, 95 %, on all processors. */
  public static final Bootstrap DEFAULT =
      new Bootstrap(1000, 1, .95, Runtime.getRuntime().availableProcessors());

  public Bootstrap {
    if (rounds < 2) {
      throw new IllegalArgumentException(
          "bootstrap rounds (%d) must be 2 or more".formatted(rounds));
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level (%s) must lie between 0 and 1".formatted(level));
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads (%d) must be 1 or more".formatted(threads));
    }
  }

  public Bootstrap withRounds(int rounds) {
    return new Bootstrap(rounds, seed, level, threads);
  }

  public Bootstrap withSeed(long seed) {
    return new Bootstrap(rounds, seed, level, threads);
  }

  public Bootstrap withThreads(int threads) {
    return new Bootstrap(rounds, seed, level, threads);
  }

  /**
   * Every column pair's figures in every round, all columns on the same draws.
   *
   * @param columns pairs of the same number of images
   * @return by column, figure's place and round
   */
  double[][][] resample(List<RankedPairs> columns) {
    int images = columns.get(0).images();
    SplittableRandom seeds = new SplittableRandom(seed);
    long[] roundSeeds = new long[rounds];
    for (int r = 0; r < rounds; r++) {
      roundSeeds[r] = seeds.nextLong();
    }
    double[][][] figures = new double[columns.size()][Figure.values().length][rounds];
    List<Callable<Void>> shares = new ArrayList<>();
    int workers = Math.min(threads, rounds);
    for (int worker = 0; worker < workers; worker++) {
      int first = worker;
      shares.add(
          () -> {
            int[] counts = new int[images];
            double[] out = new double[Figure.values().length];
            RankedPairs.Scratch scratch = new RankedPairs.Scratch(images);
            // Interrupted only when the caller has given up: what is left undone is never read.
            for (int r = first; r < rounds && !Thread.interrupted(); r += workers) {
              draw(new SplittableRandom(roundSeeds[r]), counts);
              for (int c = 0; c < columns.size(); c++) {
                columns.get(c).measure(counts, images, scratch, out);
                for (int f = 0; f < out.length; f++) {
                  figures[c][f][r] = out[f];
                }
              }
            }
            return null;
          });
    }
    runAll(shares);
    return figures;
  }

  private static void draw(SplittableRandom random, int[] counts) {
    Arrays.fill(counts, 0);
    for (int i = 0; i < counts.length; i++) {
      counts[below(random, counts.length)]++;
    }
  }

  /** A whole number 0..bound - 1, by a rule of our own: Java's has changed between versions. */
  static int below(SplittableRandom random, int bound) {
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * bound);
  }

  private static void runAll(List<Callable<Void>> shares) {
    ExecutorService pool = Executors.newFixedThreadPool(shares.size());
    try {
      for (Future<Void> share : pool.invokeAll(shares)) {
        share.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while resampling", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("resampling failed: " + e.getCause(), e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
