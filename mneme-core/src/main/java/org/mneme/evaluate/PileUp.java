package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

/**
 * Predictions heaped at the lower or upper end of their range, as where a model's last layers have
 * run out of activity or its output was clamped.
 *
 * <p>A heap is an edge that no smooth distribution has. Two kinds of smooth edge must each be
 * refuted at {@value #SIGNIFICANCE} (Fisher's exact test, in counts of predictions):
 *
 * <ul>
 *   <li>A log-concave density (normal, uniform, exponential, beta with both shapes 1 or more, ...),
 *       wherever it is cut off, has a hazard that never falls: of the predictions that lie beyond
 *       the first cell of a given width, the next cell must hold at least the share that the first
 *       holds of all.
 *   <li>A density that grows without bound as a power (a beta's with shapes under 1) has the same
 *       share of a cell in its first half at every width: the heap's cells must have more of theirs
 *       there than cells four times as wide.
 * </ul>
 *
 * <p>Cells are 1/64, 1/32, 1/16 and 1/8 of the predictions' standard deviation wide, and start at
 * the least prediction, or past the lowest 0.1 % or 0.5 % so that a few stragglers hide nothing;
 * what lies beyond a start is again a sample of a cut-off distribution, so both tests keep their
 * level. That makes 24 looks, under 3 in 10,000 samples with a false find. Cells are whole
 * multiples of the least gap between predictions, so rounding to a few digits makes no heap. A heap
 * under 1 % is not reported. One of some 80 predictions is seldom missed, one of 40 often is: few
 * images show no floor.
 *
 * @param side at which end the heap is
 * @param at the prediction that bounds the heap, on its outer side
 * @param width how far the heap reaches from there, in score units
 * @param share share of all predictions within the heap or beyond it, 0..1
 */
public record PileUp(Side side, double at, double width, double share) {
  /** The end of the range. */
  public enum Side {
    /** The lower end. */
    FLOOR,
    /** The upper end. */
    CEILING
  }

  static final double SIGNIFICANCE = 1e-5;
  private static final double LEAST_SHARE = .01;
  private static final double[] STRAGGLERS = {0, .001, .005};
  private static final double[] WIDTHS = {1 / 64., 1 / 32., 1 / 16., 1 / 8.};
  private static final FisherExactTest MORE =
      FisherExactTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN);

  /** The floor and the ceiling of some predictions, where they have one. */
  static List<PileUp> find(double[] predictions) {
    double sd = Summary.of(predictions).sd();
    List<PileUp> found = new ArrayList<>();
    if (!(sd > 0)) {
      return found; // one value throughout is neither floor nor ceiling
    }
    double[] rising = predictions.clone();
    Arrays.sort(rising);
    double[] mirrored = Arrays.stream(predictions).map(v -> -v).toArray();
    Arrays.sort(mirrored);
    strongest(rising, sd, Side.FLOOR).ifPresent(found::add);
    strongest(mirrored, sd, Side.CEILING)
        .map(heap -> new PileUp(Side.CEILING, -heap.at, heap.width, heap.share))
        .ifPresent(found::add);
    return found;
  }

  /** The heap at the start of sorted values that is least likely by chance. */
  private static Optional<PileUp> strongest(double[] sorted, double sd, Side side) {
    double gap = leastGap(sorted);
    double best = SIGNIFICANCE;
    Optional<PileUp> heap = Optional.empty();
    for (double stragglers : STRAGGLERS) {
      int start = (int) (stragglers * sorted.length);
      for (double fraction : WIDTHS) {
        double width = gap * Math.ceil(fraction * sd / gap);
        // Half a gap below the start, so that no value lies on a border.
        double edge = sorted[start] - gap / 2;
        int first = countBelow(sorted, edge + width);
        double share = (double) first / sorted.length;
        double p = chance(sorted, start, edge, width);
        if (p < best && share >= LEAST_SHARE) {
          best = p;
          heap = Optional.of(new PileUp(side, sorted[start], width, share));
        }
      }
    }
    return heap;
  }

  /** The greater of the two tests' p, both of the values above {@code start}. */
  private static double chance(double[] sorted, int start, double edge, double width) {
    int skipped = start + 1;
    int all = sorted.length - skipped;
    int one = countBelow(sorted, edge + width) - skipped;
    int two = countBelow(sorted, edge + 2 * width) - skipped;
    int four = countBelow(sorted, edge + 4 * width) - skipped;
    int eight = countBelow(sorted, edge + 8 * width) - skipped;
    if (one <= 0 || two == all) {
      return 1; // no heap, or nothing beyond it
    }
    double hazard = more(one, all - one, two - one, all - two);
    double scale = more(one, two - one, four, eight - four);
    return Math.max(hazard, scale);
  }

  private static double more(int hits, int misses, int otherHits, int otherMisses) {
    boolean empty = hits + misses == 0 || otherHits + otherMisses == 0;
    boolean same = hits + otherHits == 0 || misses + otherMisses == 0;
    return empty || same
        ? 1
        : MORE.test(new int[][] {{hits, misses}, {otherHits, otherMisses}}).getPValue();
  }

  /** The least difference of unlike values; less than 1e-9 of the range is taken for rounding. */
  private static double leastGap(double[] sorted) {
    double range = sorted[sorted.length - 1] - sorted[0];
    double least = range;
    for (int i = 1; i < sorted.length; i++) {
      double gap = sorted[i] - sorted[i - 1];
      if (gap > 1e-9 * range) {
        least = Math.min(least, gap);
      }
    }
    return least;
  }

  private static int countBelow(double[] sorted, double x) {
    int place = Arrays.binarySearch(sorted, x);
    if (place < 0) {
      return -place - 1;
    }
    while (place > 0 && sorted[place - 1] == x) {
      place--;
    }
    return place;
  }
}
