package org.mneme.evaluate;

/** Running sums of counts in O(log n) (Fenwick, 1994). The tree of n counts has n + 1 places. */
final class Fenwick {
  private Fenwick() {}

  static void add(int[] tree, int size, int place, int count) {
    for (int i = place + 1; i <= size; i += i & -i) {
      tree[i] += count;
    }
  }

  /** The sum of the counts at places 0..place - 1. */
  static int sumBelow(int[] tree, int place) {
    int sum = 0;
    for (int i = place; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }

  static void add(long[] tree, int place, long count) {
    for (int i = place + 1; i < tree.length; i += i & -i) {
      tree[i] += count;
    }
  }

  /** The sum of the counts at places 0..place - 1. */
  static long sumBelow(long[] tree, int place) {
    long sum = 0;
    for (int i = place; i > 0; i -= i & -i) {
      sum += tree[i];
    }
    return sum;
  }
}
