package org.mneme.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mneme.progress.Progress;
import org.mneme.select.SelectSettings.Goal;

class SelectorTest {
  private static final List<Condition> LOW_HIGH =
      List.of(Condition.parse("low=0%..30%"), Condition.parse("high=70%..100%"));
  private static final List<String> FIVE = List.of("c0", "c1", "c2", "c3", "c4");

  /** Scores 0..1; columns that go along with the score, more or less. */
  private static Pool pool(int size, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] score = random.doubles(size).toArray();
    Pool pool =
        Pool.of(IntStream.range(0, size).mapToObj("%05d.jpg"::formatted).toList())
            .withNumbers("score", score);
    for (int c = 0; c < columns; c++) {
      double along = 0.4 * c;
      double[] values =
          IntStream.range(0, size).mapToDouble(i -> along * score[i] + gaussian(random)).toArray();
      pool = pool.withNumbers("c" + c, values);
    }
    List<String> kinds = List.of("sea", "land", "town");
    return pool.withLabels(
        "kind", IntStream.range(0, size).mapToObj(i -> kinds.get(random.nextInt(3))).toList());
  }

  private static double gaussian(SplittableRandom random) {
    return random.doubles(12).sum() - 6;
  }

  private static Selected select(Pool pool, SelectSettings settings) {
    return Selector.select(pool, settings, Progress.SILENT);
  }

  private static double worst(Selected selected) {
    return selected.balance().stream().mapToDouble(Balance::difference).max().orElse(0);
  }

  private static void assertDistinct(Selected selected) {
    List<Integer> all = selected.sets().stream().flatMap(List::stream).toList();
    assertEquals(all.size(), new HashSet<>(all).size());
    selected.sets().forEach(set -> assertEquals(selected.settings().each(), set.size()));
  }

  /** Never worse in cost, nor in the largest difference of means, which is most of it. */
  @TestFactory
  Stream<DynamicTest> neverWorseThanTenThousandDrawsNorThanGreedyNeighbours() {
    return IntStream.range(0, 20)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "problem " + seed,
                    () -> {
                      Goal goal = seed % 3 == 2 ? Goal.PAIRS : Goal.DISTRIBUTIONS;
                      int columns = 1 + seed % 5;
                      SelectSettings settings =
                          SelectSettings.of("score", LOW_HIGH, 5 + seed, FIVE.subList(0, columns))
                              .withGoal(goal)
                              .withSearch(seed, 0, Optional.empty());
                      Pool pool = pool(120 + 40 * seed, columns, seed);
                      Selected found = select(pool, settings);
                      assertDistinct(found);
                      Task task = new Task(pool, settings);
                      Filling others = new Filling(task, new SplittableRandom(99 + seed));
                      double best = Double.POSITIVE_INFINITY;
                      for (int i = 0; i < 10_000; i++) {
                        best = Math.min(best, cost(task, others.random()));
                      }
                      for (int i = 0; i < 20; i++) {
                        best = Math.min(best, cost(task, others.greedy()));
                      }
                      assertTrue(found.cost() <= best, found.cost() + " > " + best);
                      assertTrue(worst(found) <= 0.05, "difference " + worst(found));
                    }));
  }

  private static double cost(Task task, Optional<int[][]> sets) {
    return new Arrangement(task, sets.orElseThrow()).cost();
  }

  /** 12 pictures, 2 sets of 3: the search finds what the enumeration finds. */
  @TestFactory
  Stream<DynamicTest> theSearchIsOptimalWhereEverythingCanBeTried() {
    return IntStream.range(0, 20)
        .mapToObj(
            seed ->
                DynamicTest.dynamicTest(
                    "problem " + seed,
                    () -> {
                      Pool pool = pool(12, 2, seed);
                      SelectSettings settings =
                          SelectSettings.of(
                                  "score",
                                  List.of(
                                      Condition.parse("low=0%..50%"),
                                      Condition.parse("high=50%..100%")),
                                  3,
                                  FIVE.subList(0, 2))
                              .withGoal(List.of(Goal.values()).get(seed % 3));
                      Selected all = select(pool, settings);
                      assertTrue(all.optimal());
                      assertEquals(0, all.gap().orElseThrow());
                      Search.Found found =
                          new Search(
                                  new Task(pool, settings),
                                  1,
                                  40_000,
                                  Long.MAX_VALUE,
                                  Progress.SILENT)
                              .best();
                      assertEquals(all.cost(), found.cost(), 1e-9);
                    }));
  }

  @Test
  void theSameSeedGivesTheSameSetsAndAnotherOthers() {
    Pool pool = pool(300, 3, 5);
    SelectSettings settings =
        SelectSettings.of("score", LOW_HIGH, 20, FIVE.subList(0, 3))
            .withSearch(7, 20_000, Optional.empty());
    assertEquals(select(pool, settings).sets(), select(pool, settings).sets());
    assertTrue(
        !select(pool, settings)
            .sets()
            .equals(select(pool, settings.withSearch(8, 20_000, Optional.empty())).sets()));
  }

  @Test
  void rangesListsAndCategoriesAreKept() {
    Pool pool = pool(600, 3, 3);
    double[] score = pool.numbers("score");
    List<String> names = pool.images();
    int low = IntStream.range(0, 600).filter(i -> score[i] < 0.2).findFirst().orElseThrow();
    int banned = IntStream.range(0, 600).filter(i -> score[i] > 0.9).findFirst().orElseThrow();
    Selected found =
        select(
            pool,
            SelectSettings.of(
                    "score",
                    List.of(Condition.parse("low=..0.4"), Condition.parse("high=.6..")),
                    31,
                    FIVE.subList(0, 3))
                .withBalance(List.of("kind"))
                .withLists(Set.of(names.get(low)), Set.of(names.get(banned))));
    assertDistinct(found);
    assertEquals(List.of(), found.relax());
    assertTrue(found.sets().get(0).contains(low));
    found.sets().get(0).forEach(row -> assertTrue(score[row] <= 0.4));
    found.sets().get(1).forEach(row -> assertTrue(score[row] >= 0.6 && row != banned));
    for (String kind : List.of("sea", "land", "town")) {
      long first = count(found, 0, kind);
      assertTrue(first == 10 || first == 11, kind + " " + first);
      assertEquals(first, count(found, 1, kind));
    }
  }

  private static long count(Selected found, int set, String kind) {
    return found.sets().get(set).stream()
        .filter(row -> found.pool().labels("kind").get(row).equals(kind))
        .count();
  }

  @Test
  void nearDuplicatesDoNotComeTogether() {
    Pool pool = pool(60, 1, 4);
    // Pictures 2 i and 2 i + 1 differ in a bit, all others in many.
    List<String> hashes = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 30; i++) {
      long bits = random.nextLong();
      hashes.add("%016x".formatted(bits));
      hashes.add("%016x".formatted(bits ^ 4));
    }
    SelectSettings settings = SelectSettings.split("score", 2, 12, List.of("c0"));
    Selected found = select(pool.withLabels("hash", hashes), settings);
    List<Integer> all = found.sets().stream().flatMap(List::stream).map(row -> row / 2).toList();
    assertEquals(all.size(), new HashSet<>(all).size());
    InfeasibleException e =
        assertThrows(
            InfeasibleException.class,
            () ->
                select(
                    pool.withLabels("hash", hashes),
                    SelectSettings.split("score", 2, 16, List.of("c0"))));
    assertTrue(e.getMessage().contains("allow near-duplicates"), e.getMessage());
  }

  @Test
  void aPoolIsSplitIntoSetsThatAreAlike() {
    Pool pool = pool(200, 3, 9);
    Selected found = select(pool, SelectSettings.split("score", 4, 50, FIVE.subList(0, 3)));
    assertDistinct(found);
    assertEquals(List.of(), found.relax());
    assertTrue(worst(found) <= 0.05, "" + worst(found));
  }

  @Test
  void setsAreAsFarApartAsMatchingAllows() {
    Pool pool = pool(400, 2, 6);
    List<Condition> any = List.of(Condition.any("low"), Condition.any("high"));
    Selected found =
        select(pool, SelectSettings.of("score", any, 20, FIVE.subList(0, 2)).withGoal(Goal.APART));
    assertTrue(worst(found) <= 0.05 + 1e-9, "" + worst(found));
    assertTrue(found.scores().means().get(1) - found.scores().means().get(0) > 0.8);
    assertTrue(found.gap().orElseThrow() < 0.3, found.gap().toString());
  }

  @Test
  void aWantedMeanIsReached() {
    Pool pool = pool(400, 2, 8);
    List<Condition> means = List.of(Condition.parse("a=~0.3"), Condition.parse("b = 0.2..1 ~ 0.6"));
    Selected found = select(pool, SelectSettings.of("score", means, 30, FIVE.subList(0, 2)));
    assertEquals(List.of(), found.relax());
    assertEquals(0.3, found.scores().means().get(0), 0.02);
    assertEquals(0.6, found.scores().means().get(1), 0.02);
  }

  @Test
  void whatCannotBeSaysWhichDemandToRelaxByHowMuch() {
    double[] score = IntStream.range(0, 100).mapToDouble(i -> i / 100.0).toArray();
    Pool pool =
        Pool.of(IntStream.range(0, 100).mapToObj(i -> i + ".jpg").toList())
            .withNumbers("score", score)
            .withNumbers("light", score);
    List<Condition> ranges = List.of(Condition.parse("low=..0.5"), Condition.parse("high=.8.."));
    InfeasibleException few =
        assertThrows(
            InfeasibleException.class,
            () -> select(pool, SelectSettings.of("score", ranges, 30, List.of())));
    assertEquals(
        "condition high (score of 0.8 or more): 30 pictures are needed, but 20 have such a score;"
            + " lower its limit of 0.8 to 0.7, or ask for 20",
        few.getMessage());
    Selected unlike = select(pool, SelectSettings.of("score", ranges, 10, List.of("light")));
    // The ten nearest of each range are .41 to .50 and .80 to .89: 0.39 apart in units of their sd.
    assertEquals(1, unlike.relax().size());
    assertTrue(
        unlike.relax().get(0).startsWith("light: the standardised difference is"),
        unlike.relax().get(0));
    InfeasibleException must =
        assertThrows(
            InfeasibleException.class,
            () ->
                select(
                    pool,
                    SelectSettings.of("score", ranges, 10, List.of())
                        .withLists(Set.of("60.jpg"), Set.of())));
    assertTrue(must.getMessage().contains("wider by 0.1"), must.getMessage());
  }

  /** Ten thousand pictures, two sets of forty, five columns; docs/select.md has the time. */
  @Test
  void tenThousandPicturesAreMatched() {
    Selected found = select(pool(10_000, 5, 1), SelectSettings.of("score", LOW_HIGH, 40, FIVE));
    assertDistinct(found);
    assertTrue(worst(found) <= 0.05, "" + worst(found));
    assertTrue(found.balance().stream().allMatch(each -> each.ks() <= 0.2));
  }

  @Test
  void conditionsAreRead() {
    assertEquals(0.25, Condition.parse("low=..25%").to());
    assertEquals(0, Condition.parse("low=..25%").from());
    assertTrue(Condition.parse("low=..25%").quantiles());
    assertEquals(-1.5, Condition.parse("d=-1.5..2").from());
    assertEquals(0.55, Condition.parse("mid=~0.55").mean().orElseThrow());
    for (String wrong : List.of("low", "low=", "=0..1", "low=5", "low=1..0", "low=0%..200%")) {
      assertThrows(IllegalArgumentException.class, () -> Condition.parse(wrong), wrong);
    }
  }
}
