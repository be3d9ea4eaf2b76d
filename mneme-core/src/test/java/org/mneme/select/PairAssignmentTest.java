package org.mneme.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mneme.progress.Progress;
import org.mneme.select.SelectSettings.Goal;

class PairAssignmentTest {
  private static Pool pool(int size, long seed, boolean coarse) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] score = IntStream.range(0, size).mapToDouble(i -> i).toArray();
    Pool pool =
        Pool.of(IntStream.range(0, size).mapToObj("%05d"::formatted).toList())
            .withNumbers("score", score);
    for (String column : List.of("a", "b")) {
      pool =
          pool.withNumbers(
              column,
              IntStream.range(0, size)
                  .mapToDouble(i -> coarse ? random.nextInt(4) : random.nextDouble())
                  .toArray());
    }
    return pool.withLabels(
        "kind", IntStream.range(0, size).mapToObj(i -> i % 2 == 0 ? "sea" : "land").toList());
  }

  /** Every demand but the distance is loose, so that the enumeration's cost is the distance. */
  private static SelectSettings pairs(int size, int each) {
    return SelectSettings.of(
            "score",
            List.of(
                Condition.parse("low=..%s".formatted(size / 2 - 1)),
                Condition.parse("high=%s..".formatted(size / 2))),
            each,
            List.of())
        .withMatch(List.of(new Matching("a", 1e12), new Matching("b", 1e12)))
        .withGoal(Goal.PAIRS);
  }

  /** As the enumeration of all pairs of subsets finds them, also with ties. */
  @Property(tries = 60)
  void noOtherPairsAreNearer(
      @ForAll @IntRange(min = 4, max = 11) int size,
      @ForAll @IntRange(min = 2, max = 3) int each,
      @ForAll long seed,
      @ForAll boolean coarse) {
    int wanted = Math.min(each, size / 2);
    Task task = new Task(pool(size, seed, coarse), pairs(size, wanted));
    Search.Found all = new Enumeration(task).best();
    PairAssignment exact = PairAssignment.of(task);
    assertTrue(exact.keepsRules());
    assertEquals(all.cost(), exact.cost(), 1e-12);
    assertEquals(all.cost(), new Arrangement(task, exact.chosen()).cost(), 1e-12);
  }

  @Test
  void largePoolsHaveTheNearestPartnersAndProveIt() {
    SelectSettings settings = pairs(3000, 40).withBalance(List.of("kind"));
    Selected found = Selector.select(pool(3000, 5, false), settings, Progress.SILENT);
    assertTrue(found.optimal());
    assertEquals(0, found.gap().orElseThrow(), 1e-9);
    List<String> kinds = found.pool().labels("kind");
    for (int place = 0; place < 40; place++) {
      assertEquals(
          kinds.get(found.sets().get(0).get(place)), kinds.get(found.sets().get(1).get(place)));
    }
    assertTrue(SelectedFiles.methods(found).contains("exact assignment"));
    SelectSettings tight =
        settings
            .withMatch(List.of(new Matching("a", 0), new Matching("b", 0)))
            .withSearch(1, 20_000, Optional.empty());
    Selected searched = Selector.select(pool(3000, 5, false), tight, Progress.SILENT);
    assertTrue(searched.cost() >= searched.bound().orElseThrow() - 1e-9);
  }
}
