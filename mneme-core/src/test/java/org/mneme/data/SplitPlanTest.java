package org.mneme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.mneme.golden.Shared;

class SplitPlanTest {
  /**
   * Images of which {@code labels} categories or groups have about as many each as chance has it.
   */
  private static List<Item> items(int count, int labels, long seed) {
    Random random = new Random(seed);
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i -> {
              int label = (int) (labels * random.nextDouble() * random.nextDouble());
              return item("%04d.jpg".formatted(i), "category" + label, "group" + label, random);
            })
        .toList();
  }

  private static Item item(String id, String category, @Nullable String group, Random random) {
    Path file = Path.of("scores.csv");
    double score = random.nextInt(50) / 50.0;
    return new Item("data", id, Path.of(id), score, category, null, group, null, file, 1);
  }

  private static List<String> ids(List<Item> items) {
    return items.stream().map(Item::id).toList();
  }

  private static void assertDisjointAndComplete(List<Item> items, Split split) {
    Set<String> seen = new HashSet<>();
    for (Part part : Part.values()) {
      split.part(part).forEach(item -> assertTrue(seen.add(item.id()), item.id()));
    }
    assertEquals(new HashSet<>(ids(items)), seen);
  }

  private static List<Item> shuffled(List<Item> items) {
    List<Item> shuffled = new ArrayList<>(items);
    Collections.shuffle(shuffled, new Random(99));
    return shuffled;
  }

  /**
   * The order, by Python 3: {@code sorted(ids, key=lambda i:
   * hashlib.sha256(f"{seed}/{round}/{i}".encode()).digest()[:8])}.
   */
  @Test
  void splitsAreThoseOfTheDocumentedHash() {
    List<Item> items = items(10, 1, 0);
    Split split = SplitPlan.random(42).split(items, new Shares(.6, .2, .2));
    assertEquals(
        List.of("0001.jpg", "0002.jpg", "0003.jpg", "0004.jpg", "0006.jpg", "0008.jpg"),
        ids(split.train()));
    assertEquals(List.of("0007.jpg", "0009.jpg"), ids(split.val()));
    assertEquals(List.of("0005.jpg", "0010.jpg"), ids(split.test()));
    Split second = SplitPlan.random(42).repeated(items, new Shares(.8, 0, .2), 2).get(1);
    assertEquals(List.of("0008.jpg", "0009.jpg"), ids(second.test()));
    Split negative = SplitPlan.random(-7).split(items, new Shares(.8, 0, .2));
    assertEquals(List.of("0002.jpg", "0008.jpg"), ids(negative.test()));
  }

  /** The same in Python on the real data: the last 200 of 2,000 in hash order, seed 1. */
  @Test
  void lnsimIsPartedAsByPython() throws IOException {
    DataSet data = DataSet.read(Shared.path("data/lnsim"), ReadOptions.STRICT);
    Split split = SplitPlan.random(1).split(data.items(), new Shares(.8, .1, .1));
    assertEquals(List.of(1600, 200, 200), sizes(split));
    assertEquals(
        List.of("0002.jpg", "0006.jpg", "0010.jpg", "0020.jpg", "0022.jpg"),
        ids(split.test()).subList(0, 5));
    assertEquals(
        249_121,
        ids(split.test()).stream().mapToInt(id -> Integer.parseInt(id.substring(0, 4))).sum());
  }

  private static List<Integer> sizes(Split split) {
    return List.of(split.train().size(), split.val().size(), split.test().size());
  }

  @Test
  void countsOfTheArticleComeOutExactly() {
    List<Item> items = items(68_741, 5, 1);
    assertEquals(
        List.of(63_741, 0, 5_000),
        sizes(SplitPlan.random(1).split(items, new Shares(63_741, 0, 5_000))));
  }

  @Property(tries = 200)
  void randomPartsAreDisjointCompleteAndWithinOneOfTheirShare(
      @ForAll @IntRange(min = 30, max = 300) int count,
      @ForAll @DoubleRange(min = .1, max = 1) double train,
      @ForAll @DoubleRange(min = .1, max = 1) double val,
      @ForAll @DoubleRange(min = .1, max = 1) double test,
      @ForAll long seed) {
    List<Item> items = items(count, 4, seed);
    Shares shares = new Shares(train, val, test);
    Split split = SplitPlan.random(seed).split(items, shares);
    assertDisjointAndComplete(items, split);
    assertWithinOne(shares, count, sizes(split));
    assertEquals(split, SplitPlan.random(seed).split(shuffled(items), shares));
    assertNotEquals(split, SplitPlan.random(seed + 1).split(items, shares));
  }

  private static void assertWithinOne(Shares shares, int count, List<Integer> sizes) {
    double[] quotas = shares.quotas(count);
    for (int i = 0; i < quotas.length; i++) {
      assertTrue(Math.abs(sizes.get(i) - quotas[i]) < 1 + 1e-6, sizes + " of " + count);
    }
  }

  private static <T> Map<T, List<Item>> by(List<Item> items, Function<Item, T> key) {
    return items.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
  }

  @Property(tries = 200)
  void eachCategoryIsWithinOneOfItsShareAndSoIsTheWhole(
      @ForAll @IntRange(min = 60, max = 300) int count,
      @ForAll @IntRange(min = 1, max = 40) int categories,
      @ForAll @DoubleRange(min = .1, max = 1) double train,
      @ForAll @DoubleRange(min = .1, max = 1) double val,
      @ForAll @DoubleRange(min = .1, max = 1) double test,
      @ForAll long seed) {
    List<Item> items = items(count, categories, seed);
    Shares shares = new Shares(train, val, test);
    SplitPlan plan = SplitPlan.stratified(Strata.CATEGORY, seed);
    Split split = plan.split(items, shares);
    assertDisjointAndComplete(items, split);
    by(items, item -> String.valueOf(item.category()))
        .forEach(
            (category, all) -> {
              List<Integer> sizes = new ArrayList<>();
              for (Part part : Part.values()) {
                sizes.add(
                    (int)
                        split.part(part).stream()
                            .filter(item -> category.equals(item.category()))
                            .count());
              }
              assertWithinOne(shares, all.size(), sizes);
            });
    assertWithinOne(shares, count, sizes(split));
    assertEquals(split, plan.split(shuffled(items), shares));
  }

  @Property(tries = 100)
  void everyTenthOfTheScoresIsInEachPart(
      @ForAll @IntRange(min = 100, max = 300) int count, @ForAll long seed) {
    List<Item> items = items(count, 3, seed);
    Shares shares = new Shares(.8, .1, .1);
    SplitPlan plan = SplitPlan.stratified(Strata.SCORE, seed);
    Split split = plan.split(items, shares);
    assertDisjointAndComplete(items, split);
    for (List<Item> tenth : Strata.SCORE.of(items)) {
      assertTrue(Math.abs(tenth.size() - count / 10.0) < 1);
      long test = tenth.stream().filter(split.test()::contains).count();
      assertTrue(Math.abs(test - tenth.size() * .1) < 1 + 1e-6);
    }
    assertEquals(split, plan.split(shuffled(items), shares));
  }

  @Property(tries = 200)
  void noGroupIsOnTwoSides(
      @ForAll @IntRange(min = 100, max = 300) int count,
      @ForAll @IntRange(min = 60, max = 200) int groups,
      @ForAll long seed) {
    List<Item> items = items(count, groups, seed);
    Map<String, List<Item>> byGroup = by(items, item -> String.valueOf(item.group()));
    int largest = byGroup.values().stream().mapToInt(List::size).max().orElseThrow();
    Assume.that(largest <= count / 10);
    Shares shares = new Shares(.6, .2, .2);
    SplitPlan plan = SplitPlan.grouped(seed);
    Split split = plan.split(items, shares);
    assertDisjointAndComplete(items, split);
    assertGroupsAreWhole(split);
    double[] quotas = shares.quotas(count);
    for (int i = 0; i < quotas.length; i++) {
      assertTrue(Math.abs(sizes(split).get(i) - quotas[i]) <= 2 * largest, sizes(split).toString());
    }
    assertEquals(split, plan.split(shuffled(items), shares));
  }

  private static void assertGroupsAreWhole(Split split) {
    Map<String, Part> sides = new TreeMap<>();
    for (Part part : Part.values()) {
      for (Item item : split.part(part)) {
        Part before = sides.put(String.valueOf(item.group()), part);
        assertTrue(before == null || before == part, item.group() + " is in two parts");
      }
    }
  }

  @Property(tries = 100)
  void everyImageIsTestedOnceInEachRoundOfFolds(
      @ForAll @IntRange(min = 20, max = 200) int count,
      @ForAll @IntRange(min = 2, max = 10) int k,
      @ForAll Strata strata,
      @ForAll long seed) {
    List<Item> items = items(count, 4, seed);
    SplitPlan plan = SplitPlan.stratified(strata, seed);
    List<Split> folds = plan.folds(items, k);
    assertFolds(items, folds, k, 1);
    assertEquals(folds, plan.folds(shuffled(items), k));
    List<Split> twice = plan.repeatedFolds(items, k, 2);
    assertEquals(folds, twice.subList(0, k));
    assertFolds(items, twice.subList(k, 2 * k), k, 1);
    for (Split fold : folds) {
      by(items, item -> String.valueOf(item.category()))
          .forEach(
              (category, all) -> {
                long tested =
                    fold.test().stream().filter(i -> category.equals(i.category())).count();
                if (strata == Strata.CATEGORY) {
                  assertTrue(Math.abs(tested - all.size() / (double) k) < 1);
                }
              });
    }
  }

  private static void assertFolds(List<Item> items, List<Split> folds, int k, int apart) {
    assertEquals(k, folds.size());
    List<String> tested = new ArrayList<>();
    for (Split fold : folds) {
      assertDisjointAndComplete(items, fold);
      assertEquals(0, fold.val().size());
      tested.addAll(ids(fold.test()));
    }
    assertEquals(items.size(), tested.size());
    assertEquals(new HashSet<>(ids(items)), new HashSet<>(tested));
    int[] sizes = folds.stream().mapToInt(fold -> fold.test().size()).sorted().toArray();
    assertTrue(sizes[k - 1] - sizes[0] <= apart);
  }

  @Property(tries = 100)
  void foldsKeepGroupsWhole(
      @ForAll @IntRange(min = 100, max = 200) int count,
      @ForAll @IntRange(min = 2, max = 6) int k,
      @ForAll long seed) {
    List<Item> items = items(count, 60, seed);
    int largest =
        by(items, item -> String.valueOf(item.group())).values().stream()
            .mapToInt(List::size)
            .max()
            .orElseThrow();
    List<Split> folds = SplitPlan.grouped(seed).folds(items, k);
    assertFolds(items, folds, k, largest);
    folds.forEach(SplitPlanTest::assertGroupsAreWhole);
  }

  @Test
  void roundsDiffer() {
    List<Split> rounds = SplitPlan.random(1).repeated(items(50, 1, 1), new Shares(4, 0, 1), 5);
    assertEquals(5, new HashSet<>(rounds).size());
  }

  @Test
  void imagesWithoutGroupStandAlone() {
    Random random = new Random(1);
    List<Item> items = new ArrayList<>(items(40, 1, 1));
    IntStream.range(0, 40).forEach(i -> items.add(item("alone" + i, "x", null, random)));
    Split split = SplitPlan.grouped(3).split(items, new Shares(1, 0, 1));
    assertDisjointAndComplete(items, split);
    Set<Long> grouped = new HashSet<>();
    for (Part part : List.of(Part.TRAIN, Part.TEST)) {
      List<Item> side = split.part(part);
      grouped.add(side.stream().filter(item -> item.group() != null).count());
      assertTrue(side.stream().anyMatch(item -> item.group() == null), part.label());
    }
    assertEquals(Set.of(0L, 40L), grouped);
  }

  /** Numbers that can only be counts are of the images that there are. */
  @Test
  void countsOfAnotherNumberOfImagesAreRefused() {
    List<Item> items = items(60, 1, 1);
    assertSaid(
        "shares 40, 10 and 20 add up to 70, but there are 60 images. Give counts that add up to 60",
        () -> SplitPlan.random(1).split(items, new Shares(40, 10, 20)));
    assertSaid("add up to 70.5", () -> SplitPlan.random(1).split(items, new Shares(40, 10, 20.5)));
    for (Shares fine :
        List.of(
            new Shares(40, 10, 10),
            new Shares(70, 20, 10),
            new Shares(8, 1, 1),
            new Shares(2, 1, 1),
            new Shares(.7, .2, .1))) {
      assertEquals(
          60, sizes(SplitPlan.random(1).split(items, fine)).stream().reduce(0, Integer::sum));
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() {
    List<Item> three = items(3, 1, 1);
    Shares tenth = new Shares(.8, .1, .1);
    assertSaid("the val set would be empty", () -> SplitPlan.random(1).split(three, tenth));
    assertSaid("from 2 to their number", () -> SplitPlan.random(1).folds(three, 4));
    assertSaid("1 groups", () -> SplitPlan.grouped(1).folds(three, 2));
    assertSaid("not both", () -> new SplitPlan(1, Strata.SCORE, true));
    assertSaid("shares", () -> new Shares(0, 0, 0));
    assertSaid("shares", () -> new Shares(1, -1, 1));
    assertSaid("shares", () -> new Shares(1, Double.NaN, 1));
    assertSaid(
        "there twice", () -> SplitPlan.random(1).split(List.of(three.get(0), three.get(0)), tenth));
    Path file = Path.of("x.csv");
    Item bare = new Item("d", "x", file, .5, null, null, null, null, file, 1);
    assertSaid(
        "no image has one",
        () -> SplitPlan.stratified(Strata.CATEGORY, 1).split(List.of(bare), tenth));
    assertSaid("no image has a group", () -> SplitPlan.grouped(1).split(List.of(bare), tenth));
  }

  private static void assertSaid(String part, Executable attempt) {
    String message = assertThrows(IllegalArgumentException.class, attempt).getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }
}
