package org.mneme.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mneme.data.Item;
import org.mneme.data.Shares;
import org.mneme.data.Split;
import org.mneme.data.SplitPlan;
import picocli.CommandLine.Option;

/** Figures on the test parts of repeated random splits. */
final class RepeatedFlags {
  @Option(
      names = "--repeated",
      paramLabel = "N",
      description = "Add the figures' mean and deviation over the test parts of N random splits.")
  private int times;

  @Option(
      names = "--test-share",
      paramLabel = "F",
      description = "Of the images, in each of these test parts. Default: ${DEFAULT-VALUE}.")
  private double share = .2;

  /**
   * The places of the images of each test part; none when none were asked for.
   *
   * @throws IllegalArgumentException for a share or number that makes no sense
   */
  List<int[]> parts(List<Item> items, long seed) {
    if (times == 0) {
      return List.of();
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "--test-share must be above 0 and below 1, not %s".formatted(share));
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      places.put(items.get(i).id(), i);
    }
    return SplitPlan.random(seed).repeated(items, new Shares(1 - share, 0, share), times).stream()
        .map(Split::test)
        .map(test -> test.stream().mapToInt(item -> places.getOrDefault(item.id(), 0)).toArray())
        .toList();
  }
}
