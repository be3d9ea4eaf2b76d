package org.mneme.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * How alike the sets are in one column.
 *
 * @param column its name
 * @param means of each set
 * @param deviations standard deviation of each set, divided by the number of pictures less one
 * @param difference largest standardised difference of means between two sets: their difference
 *     divided by the root of the mean of both variances (Cohen's d); without sign
 * @param ks largest Kolmogorov-Smirnov statistic of two sets: the largest difference of their
 *     cumulative distributions, 0..1
 */
public record Balance(
    String column, List<Double> means, List<Double> deviations, double difference, double ks) {
  /**
   * Keeps copies.
   *
   * @param column its name
   * @param means of each set
   * @param deviations standard deviation of each set
   * @param difference largest standardised difference of means
   * @param ks largest Kolmogorov-Smirnov statistic
   */
  public Balance {
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
  }

  /**
   * {@return the balance of a column}
   *
   * @param column its name
   * @param values of the pool
   * @param sets rows of the pool, two pictures or more in each set
   */
  public static Balance of(String column, double[] values, List<List<Integer>> sets) {
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    List<double[]> samples = new ArrayList<>();
    for (List<Integer> set : sets) {
      double[] sample = set.stream().mapToDouble(row -> values[row]).toArray();
      double mean = Arrays.stream(sample).sum() / sample.length;
      double squares = Arrays.stream(sample).map(v -> (v - mean) * (v - mean)).sum();
      means.add(mean);
      deviations.add(Math.sqrt(squares / (sample.length - 1)));
      samples.add(sample);
    }
    double difference = 0;
    double ks = 0;
    for (int a : IntStream.range(0, sets.size()).toArray()) {
      for (int b = a + 1; b < sets.size(); b++) {
        difference =
            Math.max(
                difference,
                standardised(means.get(a), means.get(b), deviations.get(a), deviations.get(b)));
        ks =
            Math.max(
                ks, KolmogorovSmirnovTest.withDefaults().statistic(samples.get(a), samples.get(b)));
      }
    }
    return new Balance(column, means, deviations, difference, ks);
  }

  private static double standardised(double meanA, double meanB, double sdA, double sdB) {
    double spread = Math.sqrt((sdA * sdA + sdB * sdB) / 2);
    double off = Math.abs(meanA - meanB);
    return off == 0 ? 0 : off / spread;
  }
}
