package org.mneme.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mneme.evaluate.AcrossSeeds;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.HeldOutScores;

/**
 * How often the 95 % intervals of {@link AcrossSeeds} cover the truth. Each data set has five times
 * as many images as a seed is evaluated on, drawn anew for each seed, as {@code mneme study cross}
 * does; a seed's model is correlated with people by an amount of its own, and all models share half
 * of their errors on an image.
 *
 * <p>Arguments: number of data sets, numbers of seeds ({@code 3,5,10}), of images ({@code
 * 16,60,600}). Prints the coverage in per cent of the mean correlation and of the loss on a second
 * set, where models correlate .6 times as well.
 */
public final class SeedCoverage {
  private static final double[] CORRELATIONS = {0, .5, .8};
  private static final double[] DEVIATIONS = {0, .05, .15};

  private SeedCoverage() {}

  public static void main(String[] arguments) {
    int sets = Integer.parseInt(arguments[0]);
    for (int seeds : numbers(arguments[1])) {
      for (int images : numbers(arguments[2])) {
        for (double correlation : CORRELATIONS) {
          for (double deviation : DEVIATIONS) {
            if (correlation + 2 * deviation < 1) {
              print(sets, seeds, images, correlation, deviation);
            }
          }
        }
      }
    }
  }

  private static int[] numbers(String text) {
    return Arrays.stream(text.split(",", -1)).mapToInt(Integer::parseInt).toArray();
  }

  private static void print(int sets, int seeds, int images, double correlation, double deviation) {
    double own = trueMean(correlation, deviation);
    double other = trueMean(.6 * correlation, deviation);
    int[][] found =
        IntStream.range(0, sets)
            .parallel()
            .mapToObj(
                set -> {
                  SplittableRandom random = new SplittableRandom(1_000_003L * set + images);
                  List<HeldOutScores> first =
                      evaluated(random, "a", seeds, images, correlation, deviation);
                  List<HeldOutScores> second =
                      evaluated(random, "b", seeds, images, .6 * correlation, deviation);
                  Estimate mean = AcrossSeeds.spearman(first, .95);
                  Estimate loss = AcrossSeeds.loss(first, second, .95);
                  return new int[] {covers(mean, own), covers(loss, own - other)};
                })
            .toArray(int[][]::new);
    System.out.println(
        String.format(
            Locale.ROOT,
            "| %d | %d | %.1f | %.2f | %.1f | %.1f |",
            seeds,
            images,
            correlation,
            deviation,
            100. * Arrays.stream(found).mapToInt(each -> each[0]).sum() / sets,
            100. * Arrays.stream(found).mapToInt(each -> each[1]).sum() / sets));
  }

  private static int covers(Estimate estimate, double truth) {
    return estimate.covers(truth) ? 1 : 0;
  }

  /** A seed's correlation, kept within -.99 and .99. */
  private static double correlation(SplittableRandom random, double mean, double deviation) {
    return Math.max(-.99, Math.min(.99, mean + deviation * random.nextGaussian()));
  }

  /** The mean over all seeds of Spearman's rho, 6 / pi * asin(r / 2) (Pearson, 1907). */
  private static double trueMean(double correlation, double deviation) {
    SplittableRandom random = new SplittableRandom(1);
    int many = 1_000_000;
    double sum = 0;
    for (int i = 0; i < many; i++) {
      sum += 6 / Math.PI * Math.asin(correlation(random, correlation, deviation) / 2);
    }
    return sum / many;
  }

  private static List<HeldOutScores> evaluated(
      SplittableRandom random,
      String name,
      int seeds,
      int images,
      double correlation,
      double deviation) {
    int stock = 5 * images;
    double[] truth = random.doubles(stock).map(u -> random.nextGaussian()).toArray();
    double[] common = random.doubles(stock).map(u -> random.nextGaussian()).toArray();
    List<HeldOutScores> evaluated = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      double r = correlation(random, correlation, deviation);
      int[] drawn = drawn(random, stock, images);
      double[] t = new double[images];
      double[] p = new double[images];
      List<String> names = new ArrayList<>();
      for (int i = 0; i < images; i++) {
        int image = drawn[i];
        names.add(name + image);
        t[i] = truth[image];
        double error = Math.sqrt(.5) * (common[image] + random.nextGaussian());
        p[i] = r * truth[image] + Math.sqrt(1 - r * r) * error;
      }
      evaluated.add(new HeldOutScores(names, t, p));
    }
    return evaluated;
  }

  /** Some of 0..stock - 1, each at most once. */
  private static int[] drawn(SplittableRandom random, int stock, int some) {
    int[] all = IntStream.range(0, stock).toArray();
    for (int i = 0; i < some; i++) {
      int j = i + random.nextInt(stock - i);
      int kept = all[i];
      all[i] = all[j];
      all[j] = kept;
    }
    return Arrays.copyOf(all, some);
  }
}
