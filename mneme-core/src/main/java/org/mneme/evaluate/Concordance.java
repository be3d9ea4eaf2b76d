package org.mneme.evaluate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How much two orders of the same images agree, for scores that are too many for one machine: a
 * pair of images counts 1 if both orders agree on it, -1 if they contradict each other, 0 if it
 * ties in either. From the sum over all pairs follows {@link Figure#KENDALL}; sums over parts that
 * have no pair in common are added. Never changes; many threads may use it.
 */
public final class Concordance {
  private final int[] byTruth;

  /** Where the images of each different truth begin in {@link #byTruth}, and the end. */
  private final int[] starts;

  private final int[] places;
  private final int different;

  /**
   * Sorts.
   *
   * @param truth the human score, or its rank, of images that share both scores
   * @param prediction their predicted score, or its rank
   * @throws IllegalArgumentException for arrays of unequal length
   */
  public Concordance(long[] truth, long[] prediction) {
    int size = truth.length;
    if (prediction.length != size) {
      throw new IllegalArgumentException(
          "%d truths and %d predictions; as many of each are needed"
              .formatted(size, prediction.length));
    }
    byTruth =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingLong(i -> truth[i]))
            .mapToInt(i -> i)
            .toArray();
    starts =
        IntStream.rangeClosed(0, size)
            .filter(i -> i == 0 || i == size || truth[byTruth[i]] != truth[byTruth[i - 1]])
            .toArray();
    long[] values = Arrays.stream(prediction).sorted().distinct().toArray();
    different = values.length;
    places = Arrays.stream(prediction).mapToInt(p -> Arrays.binarySearch(values, p)).toArray();
  }

  /**
   * {@return the sum over all pairs: O(n log n)}
   *
   * @param images how many images have the truth and prediction of each place
   * @throws IllegalArgumentException if there are more or fewer places
   */
  public long sum(long[] images) {
    if (images.length != places.length) {
      throw new IllegalArgumentException(
          "%d counts for %d places".formatted(images.length, places.length));
    }
    long[] tree = new long[different + 1];
    long all = 0;
    long sum = 0;
    for (int block = 0; block + 1 < starts.length; block++) {
      for (int k = starts[block]; k < starts[block + 1]; k++) {
        int place = places[byTruth[k]];
        long lower = Fenwick.sumBelow(tree, place);
        long higher = all - Fenwick.sumBelow(tree, place + 1);
        sum += images[byTruth[k]] * (lower - higher);
      }
      for (int k = starts[block]; k < starts[block + 1]; k++) {
        Fenwick.add(tree, places[byTruth[k]], images[byTruth[k]]);
        all += images[byTruth[k]];
      }
    }
    return sum;
  }

  /**
   * {@return Kendall's tau-b; NaN when one side is constant}
   *
   * @param concordance the sum over all pairs
   * @param images how many images there are
   * @param truthTies how many pairs tie in the human scores
   * @param predictionTies how many pairs tie in the predictions
   */
  public static double kendall(
      long concordance, long images, double truthTies, double predictionTies) {
    double pairs = .5 * images * (images - 1.0);
    return RankedPairs.ratio((double) concordance, pairs - truthTies, pairs - predictionTies);
  }
}
