package org.mneme.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mneme.data.Item;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;

/**
 * Random splits on whose test sets figures are computed again, to see how much they vary.
 *
 * @param times how many; 0 for none
 * @param testShare of the images in each test part, above 0 and below 1
 */
public record RepeatedSplits(int times, double testShare) {
  /** A fifth of the images. */
  public static final double USUAL_TEST_SHARE = .2;

  /** No repeated splits. */
  public static final RepeatedSplits NONE = new RepeatedSplits(0, USUAL_TEST_SHARE);

  /**
   * Checks both.
   *
   * @param times how many
   * @param testShare of the images in each test part, above 0 and below 1
   * @throws IllegalArgumentException if {@code times} is negative, or {@code testShare} not above 0
   *     and below 1
   */
  public RepeatedSplits {
    if (times < 0) {
      throw new IllegalArgumentException(
          "the number of repeated splits must not be negative: " + times);
    }
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "the test share must be above 0 and below 1, not " + testShare);
    }
  }

  /** The places of the images of each test part. */
  List<int[]> parts(List<Item> items, long seed) {
    if (times == 0) {
      return List.of();
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      places.put(items.get(i).id(), i);
    }
    Shares shares = new Shares(1 - testShare, 0, testShare);
    return SplitPlan.random(seed).repeated(items, shares, times).stream()
        .map(Split::test)
        .map(test -> test.stream().mapToInt(item -> places.getOrDefault(item.id(), 0)).toArray())
        .toList();
  }
}
