package org.mneme.evaluate;

import java.util.Arrays;

/**
 * The figures without each image in turn, exact, all n of them in O(n log n), where n separate
 * evaluations would take O(n^2 log n).
 *
 * <p>Sums over images lose one term. Ranks: without image i, image j's rank falls by a_ij, which is
 * 1 where j is above i, 1/2 where it ties, 0 below. With {@code a = (1 + sign) / 2} the sum over j
 * of the products a_ij b_ij comes from the same concordance of image i with all others that
 * Kendall's tau-b loses.
 */
final class Jackknife {
  private Jackknife() {}

  /** The figures by place and image left out; NaN where that of the rest is not defined. */
  static double[][] figures(RankedPairs pairs, boolean ranks) {
    int n = pairs.images();
    double[][] figures = new double[Figure.values().length][n];
    Arrays.fill(figures[Figure.SPEARMAN.place()], Double.NaN);
    Arrays.fill(figures[Figure.KENDALL.place()], Double.NaN);
    if (n < 2) {
      for (double[] figure : figures) {
        Arrays.fill(figure, Double.NaN);
      }
      return figures;
    }
    moments(pairs, figures);
    if (ranks) {
      ranks(pairs, figures[Figure.SPEARMAN.place()], figures[Figure.KENDALL.place()]);
    }
    return figures;
  }

  private static void moments(RankedPairs pairs, double[][] figures) {
    int n = pairs.images();
    RankedPairs.Moments all = new RankedPairs.Moments();
    for (int i = 0; i < n; i++) {
      all.add(
          1,
          pairs.truth[i] - pairs.truthMean,
          pairs.predictions[i] - pairs.predictionMean,
          pairs.predictions[i] - pairs.truth[i]);
    }
    double[] out = new double[figures.length];
    for (int i = 0; i < n; i++) {
      all.without(
              pairs.truth[i] - pairs.truthMean,
              pairs.predictions[i] - pairs.predictionMean,
              pairs.predictions[i] - pairs.truth[i])
          .write(
              n - 1,
              pairs.truthMean,
              pairs.predictionMean,
              constantWithout(pairs.truthRanks, i),
              constantWithout(pairs.predictionRanks, i),
              out);
      for (Figure figure : Figure.values()) {
        if (!Figure.OF_RANKS.contains(figure)) {
          figures[figure.place()][i] = out[figure.place()];
        }
      }
    }
  }

  private static boolean constantWithout(Ranks ranks, int i) {
    return ranks.groups() == 1 || (ranks.groups() == 2 && ranks.size()[ranks.group()[i]] == 1);
  }

  private static void ranks(RankedPairs pairs, double[] spearman, double[] kendall) {
    int n = pairs.images();
    Side truth = new Side(pairs.truthRanks);
    Side predictions = new Side(pairs.predictionRanks);
    int[] concordance = concordance(pairs);
    double products = 0;
    long twiceConcordance = 0;
    for (int i = 0; i < n; i++) {
      products += truth.rank(i) * predictions.rank(i);
      twiceConcordance += concordance[i];
    }
    double[] truthAbove = truth.sumsAbove(predictions);
    double[] predictionsAbove = predictions.sumsAbove(truth);
    double restPairs = .5 * (n - 1.0) * (n - 2.0);
    for (int i = 0; i < n; i++) {
      double bothFall = .25 * (n - 1.0 + truth.signs(i) + predictions.signs(i) + concordance[i]);
      double restProducts =
          products
              - truth.rank(i) * predictions.rank(i)
              - truthAbove[i]
              - predictionsAbove[i]
              + bothFall;
      // The rest's ranks, less the mean rank of all, have the mean -1/2.
      double covariance = restProducts - .25 * (n - 1);
      spearman[i] =
          RankedPairs.ratio(covariance, truth.squaresWithout(i), predictions.squaresWithout(i));
      kendall[i] =
          RankedPairs.ratio(
              .5 * twiceConcordance - concordance[i],
              restPairs - truth.tiesWithout(i),
              restPairs - predictions.tiesWithout(i));
    }
  }

  /** One side's centred mean ranks, and what the others' lose when an image leaves. */
  private static final class Side {
    private final Ranks ranks;
    private final int n;
    private final int[] below;
    private final double tiedPairs;
    private final double tieCubes;

    Side(Ranks ranks) {
      this.ranks = ranks;
      n = ranks.group().length;
      below = new int[ranks.groups()];
      double cubes = 0;
      for (int g = 0; g < below.length; g++) {
        below[g] = g == 0 ? 0 : below[g - 1] + ranks.size()[g - 1];
        cubes += cube(ranks.size()[g]);
      }
      tieCubes = cubes;
      tiedPairs = ranks.tiedPairs();
    }

    private static double cube(double t) {
      return t * (t * t - 1);
    }

    private int size(int i) {
      return ranks.size()[ranks.group()[i]];
    }

    private int above(int i) {
      return n - below[ranks.group()[i]] - size(i);
    }

    double rank(int i) {
      return below[ranks.group()[i]] + .5 * (size(i) - n);
    }

    /** Sum over the others of sign(other - i). */
    double signs(int i) {
      return above(i) - below[ranks.group()[i]];
    }

    double tiesWithout(int i) {
      return tiedPairs - (size(i) - 1);
    }

    /** Sum of squares of the rest's centred mean ranks: (m^3 - m - sum(t^3 - t)) / 12. */
    double squaresWithout(int i) {
      return (cube(n - 1.0) - tieCubes + cube(size(i)) - cube(size(i) - 1.0)) / 12;
    }

    /** For each image, the other side's ranks summed over the others, weighted with their falls. */
    double[] sumsAbove(Side other) {
      double[] groupSum = new double[ranks.groups()];
      for (int i = 0; i < n; i++) {
        groupSum[ranks.group()[i]] += other.rank(i);
      }
      double[] aboveGroup = new double[ranks.groups()];
      for (int g = ranks.groups() - 2; g >= 0; g--) {
        aboveGroup[g] = aboveGroup[g + 1] + groupSum[g + 1];
      }
      double[] sums = new double[n];
      for (int i = 0; i < n; i++) {
        int g = ranks.group()[i];
        sums[i] = aboveGroup[g] + .5 * (groupSum[g] - other.rank(i));
      }
      return sums;
    }
  }

  /** For each image, concordant less discordant pairs with all others. */
  static int[] concordance(RankedPairs pairs) {
    int n = pairs.images();
    int[] concordance = new int[n];
    int[] group = pairs.predictionRanks.group();
    int groups = pairs.predictionRanks.groups();
    int[] sizes = pairs.predictionRanks.size();
    int[] belowAll = new int[groups];
    for (int g = 1; g < groups; g++) {
      belowAll[g] = belowAll[g - 1] + sizes[g - 1];
    }
    int[] tree = new int[groups + 1];
    int[] inserted = new int[groups];
    // Images of lower truth are in the tree; with those of equal truth added, the rest is higher.
    int start = 0;
    for (int size : pairs.truthRanks.size()) {
      int end = start + size;
      for (int k = start; k < end; k++) {
        int g = group[pairs.byTruth[k]];
        int lower = Fenwick.sumBelow(tree, g);
        int higher = start - lower - inserted[g];
        concordance[pairs.byTruth[k]] = lower - higher;
      }
      for (int k = start; k < end; k++) {
        int g = group[pairs.byTruth[k]];
        Fenwick.add(tree, groups, g, 1);
        inserted[g]++;
      }
      for (int k = start; k < end; k++) {
        int g = group[pairs.byTruth[k]];
        int lowerLeft = belowAll[g] - Fenwick.sumBelow(tree, g);
        int tiedLeft = sizes[g] - inserted[g];
        int higherLeft = n - end - lowerLeft - tiedLeft;
        concordance[pairs.byTruth[k]] += higherLeft - lowerLeft;
      }
      start = end;
    }
    return concordance;
  }
}
