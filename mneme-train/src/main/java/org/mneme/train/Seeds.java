package org.mneme.train;

import java.util.SplittableRandom;

/**
 * Seeds and orders that depend on nothing but the run's seed and the place in it, so that a
 * checkpoint need not hold the state of any generator.
 */
final class Seeds {
  private Seeds() {}

  /** A seed for a place; nearby places give unrelated ones. */
  static long of(long seed, long place, long within) {
    SplittableRandom random = new SplittableRandom(seed ^ mixed(place + 1) ^ mixed(~within));
    return random.nextLong();
  }

  private static long mixed(long value) {
    return new SplittableRandom(value).nextLong();
  }

  /** 0 to {@code size - 1} in an order of the epoch's own. */
  static int[] order(long seed, int epoch, int size) {
    SplittableRandom random = new SplittableRandom(of(seed, epoch, -1));
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
