package org.mneme.evaluate;

import java.util.Arrays;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.apache.commons.statistics.ranking.TiesStrategy;

/**
 * The order of some values, with equal values in one group: groups are numbered 0, 1, ... by
 * increasing value.
 *
 * @param group each value's group
 * @param size number of values in each group
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, and never written after
record Ranks(int[] group, int[] size) {
  static Ranks of(double[] values) {
    int n = values.length;
    double[] positive = new double[n];
    for (int i = 0; i < n; i++) {
      positive[i] = values[i] + 0.0; // -0.0 becomes 0.0, so that they tie
    }
    double[] rank = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).apply(positive);
    // Twice a mean rank is a whole number, 2..2n, and unlike between groups.
    int[] groupOfRank = new int[2 * n + 1];
    for (double r : rank) {
      groupOfRank[(int) (2 * r)]++;
    }
    int groups = 0;
    int[] size = new int[n];
    for (int r = 0; r < groupOfRank.length; r++) {
      if (groupOfRank[r] > 0) {
        size[groups] = groupOfRank[r];
        groupOfRank[r] = groups++;
      }
    }
    int[] group = new int[n];
    for (int i = 0; i < n; i++) {
      group[i] = groupOfRank[(int) (2 * rank[i])];
    }
    return new Ranks(group, Arrays.copyOf(size, groups));
  }

  int groups() {
    return size.length;
  }

  /** The values' places by increasing value; equal values stay in their order. */
  int[] order() {
    int[] next = new int[groups()];
    for (int g = 1; g < next.length; g++) {
      next[g] = next[g - 1] + size[g - 1];
    }
    int[] order = new int[group.length];
    for (int i = 0; i < group.length; i++) {
      order[next[group[i]]++] = i;
    }
    return order;
  }

  /** For each group, twice its mean rank less twice the mean of all ranks: whole numbers. */
  double[] twiceCentred() {
    double[] ranks = new double[groups()];
    int below = 0;
    for (int g = 0; g < ranks.length; g++) {
      ranks[g] = 2.0 * below + size[g] - group.length;
      below += size[g];
    }
    return ranks;
  }

  /** Number of pairs of equal values. */
  double tiedPairs() {
    double pairs = 0;
    for (int s : size) {
      pairs += .5 * s * (s - 1.0);
    }
    return pairs;
  }
}
