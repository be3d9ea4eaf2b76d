package org.mneme.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Early termination as W&amp;B does it, after Hyperband (Li et al., 2018): at some numbers of
 * measured steps, the bands, a run continues only if it is as good as the one at place floor(n /
 * eta), from 0, of the n runs that came so far. Its bands are {@code min_iter * eta^k}, k from 0,
 * or {@code max_iter / eta^k}, k from 1 to s. In W&amp;B's words a step is an iteration: one report
 * of the metric.
 *
 * <p>A run is stopped or continued once at each band, when it comes to it. (W&amp;B decides at
 * intervals of time, also between bands, so its decisions are not the same when a sweep is
 * repeated.)
 *
 * @param bands in order
 * @param eta above 1; 3 if a file does not say
 * @param strict decide by the value at the band, not by the best so far
 */
public record Hyperband(List<Integer> bands, double eta, boolean strict) {
  private static final int MOST_BANDS = 100;

  /**
   * Keeps a copy.
   *
   * @param bands in order
   * @param eta above 1
   * @param strict evaluate by the value at the band, not by the best so far
   * @throws IllegalArgumentException if {@code eta} is not above 1, or there is no band
   */
  public Hyperband {
    bands = List.copyOf(bands);
    if (!(eta > 1)) {
      throw new IllegalArgumentException("eta (%s) must be above 1".formatted(eta));
    }
    if (bands.isEmpty()) {
      throw new IllegalArgumentException(
          "there would be no band: take a larger max_iter or s, or a smaller eta");
    }
  }

  /**
   * Bands from the first one up.
   *
   * @param minIter the first band, in steps; 1 or more
   * @param eta each band is so many times the one before
   * @param strict evaluate by the value at the band, not by the best so far
   * @return bands {@code min_iter * eta^k}, k from 0
   */
  public static Hyperband upFrom(int minIter, double eta, boolean strict) {
    if (minIter < 1) {
      throw new IllegalArgumentException("min_iter (%d) must be 1 or more".formatted(minIter));
    }
    List<Integer> bands = new ArrayList<>();
    double band = minIter;
    for (int i = 0; i < MOST_BANDS && band < Integer.MAX_VALUE && eta > 1; i++) {
      bands.add((int) band);
      band *= eta;
    }
    return new Hyperband(bands.stream().distinct().toList(), eta, strict);
  }

  /**
   * Bands from the end down.
   *
   * @param maxIter the most steps that a run has
   * @param s how many, if they are 1 or more
   * @param eta each band is the one after it divided by this
   * @param strict evaluate by the value at the band, not by the best so far
   * @return bands {@code max_iter / eta^k}, k from 1 to s
   */
  public static Hyperband downFrom(int maxIter, int s, double eta, boolean strict) {
    List<Integer> bands = new ArrayList<>();
    double band = maxIter;
    for (int i = 0; i < s && eta > 1; i++) {
      band /= eta;
      if (band < 1) {
        break;
      }
      bands.add((int) band);
    }
    Collections.reverse(bands);
    return new Hyperband(bands.stream().distinct().toList(), eta, strict);
  }

  /**
   * Whether a run that has just come to a band is stopped there.
   *
   * @param losses of the run, step by step; lower is better
   * @param others the same of all other runs
   */
  boolean stops(List<Double> losses, List<List<Double>> others) {
    OptionalInt band = bands.stream().mapToInt(b -> b).filter(b -> b == losses.size()).findFirst();
    if (band.isEmpty()) {
      return false;
    }
    int at = band.getAsInt() - 1;
    List<Double> there = new ArrayList<>();
    there.add(losses.get(at));
    others.stream().filter(o -> o.size() > at).forEach(o -> there.add(o.get(at)));
    Collections.sort(there);
    double threshold = there.get((int) (there.size() / eta));
    double evaluated = strict ? losses.get(at) : Collections.min(losses);
    return evaluated > threshold;
  }
}
