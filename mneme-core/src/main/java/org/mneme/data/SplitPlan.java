package org.mneme.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Parts a data set at random. The result depends on the images' ids and the plan alone: not on
 * their order, the machine or the Java version.
 *
 * <p>Images are taken in the order of the first 64 bits, unsigned, of SHA-256 over the UTF-8 text
 * {@code SEED/ROUND/ID}; in Python {@code
 * hashlib.sha256(f"{seed}/{round}/{id}".encode()).digest()[:8]}. A generator's shuffle would change
 * with the order of the input, and Java does not promise its generators' bounded numbers from
 * version to version; a hash is the same in every language.
 *
 * <p>Sizes: each part is within one image of its share, and with strata within one in each stratum.
 * Groups are never split; then a part can be off by twice the largest group.
 *
 * @param seed another seed gives another split
 * @param strata what each part gets its share of
 * @param grouped whether images with the same {@link Item#group} stay together; images without one
 *     stand alone. Not together with strata
 */
public record SplitPlan(long seed, Strata strata, boolean grouped) {
  private static final List<Part> SIDES = List.of(Part.values());
  private static final int PARTS = SIDES.size();

  /**
   * Checks the kind of split.
   *
   * @param seed another seed gives another split
   * @param strata what each part gets its share of
   * @param grouped whether images with the same {@link Item#group} stay together
   * @throws IllegalArgumentException if it is both stratified and grouped
   */
  public SplitPlan {
    Objects.requireNonNull(strata);
    if (grouped && strata != Strata.NONE) {
      throw new IllegalArgumentException("a split is either stratified or grouped, not both");
    }
  }

  /**
   * {@return a plan that parts image by image}
   *
   * @param seed another seed gives another split
   */
  public static SplitPlan random(long seed) {
    return new SplitPlan(seed, Strata.NONE, false);
  }

  /**
   * {@return a plan in which each part gets its share of every stratum}
   *
   * @param strata what images are sorted by
   * @param seed another seed gives another split
   */
  public static SplitPlan stratified(Strata strata, long seed) {
    return new SplitPlan(seed, strata, false);
  }

  /**
   * {@return a plan that leaves images of one {@link Item#group} together}
   *
   * @param seed another seed gives another split
   */
  public static SplitPlan grouped(long seed) {
    return new SplitPlan(seed, Strata.NONE, true);
  }

  /**
   * Parts some images.
   *
   * @param items in any order; no id twice
   * @param shares how large the parts are
   * @return the split; the order of its items depends on the plan alone
   * @throws IllegalArgumentException if a part with a share would be empty, an id is there twice,
   *     or what the plan goes by is nowhere given
   */
  public Split split(List<Item> items, Shares shares) {
    return split(items, shares, 0);
  }

  /**
   * Parts some images several times, independently: rounds 0, 1, 2, ...
   *
   * @param items in any order; no id twice
   * @param shares how large the parts are
   * @param times 1 or more
   * @return as many splits
   * @throws IllegalArgumentException as {@link #split}, or if {@code times} is below 1
   */
  public List<Split> repeated(List<Item> items, Shares shares, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("a split cannot be repeated %d times".formatted(times));
    }
    return IntStream.range(0, times).mapToObj(round -> split(items, shares, round)).toList();
  }

  /**
   * Splits for cross-validation: each image is in the test part once, and otherwise in train.
   *
   * @param items in any order; no id twice
   * @param k how many, from 2; folds differ by at most one image, or by the largest group
   * @return as many splits as folds, with empty validation parts
   */
  public List<Split> folds(List<Item> items, int k) {
    return folds(items, k, 0);
  }

  /**
   * Cross-validation with other folds in each round: {@code times * k} splits.
   *
   * @param items in any order; no id twice
   * @param k folds of each round, from 2
   * @param times rounds, from 1
   * @return the splits of each round, one round after the other
   * @throws IllegalArgumentException as {@link #folds}, or if {@code times} is below 1
   */
  public List<Split> repeatedFolds(List<Item> items, int k, int times) {
    if (times < 1) {
      throw new IllegalArgumentException("folds cannot be repeated %d times".formatted(times));
    }
    return IntStream.range(0, times)
        .boxed()
        .flatMap(round -> folds(items, k, round).stream())
        .toList();
  }

  private Split split(List<Item> items, Shares shares, int round) {
    List<Item> byId = byId(items);
    shares.requireFor(byId.size());
    HashOrder order = new HashOrder(seed, round);
    List<List<Item>> parts =
        grouped ? wholeGroups(byId, shares, order) : fromStrata(byId, shares, order);
    double[] quotas = shares.quotas(byId.size());
    for (int part = 0; part < PARTS; part++) {
      if (parts.get(part).isEmpty() && quotas[part] > 0) {
        throw new IllegalArgumentException(
            "%d images%s are too few: the %s set would be empty"
                .formatted(byId.size(), grouped ? " in groups" : "", SIDES.get(part).label()));
      }
    }
    return new Split(sorted(parts.get(0)), sorted(parts.get(1)), sorted(parts.get(2)));
  }

  private List<List<Item>> fromStrata(List<Item> items, Shares shares, HashOrder order) {
    List<List<Item>> parts = lists(PARTS);
    double[] owed = new double[PARTS]; // what the strata so far gave too little
    for (List<Item> stratum : strata.of(items)) {
      int[] counts = counts(stratum.size(), shares.quotas(stratum.size()), owed);
      int from = 0;
      List<Item> ordered = order.sort(stratum, Item::id);
      for (int part = 0; part < PARTS; part++) {
        parts.get(part).addAll(ordered.subList(from, from + counts[part]));
        from += counts[part];
      }
    }
    return parts;
  }

  /**
   * Each quota rounded down or up, so that the sum is right and the parts that are owed most are
   * rounded up.
   */
  private static int[] counts(int size, double[] quotas, double[] owed) {
    int[] counts = new int[PARTS];
    int left = size;
    for (int part = 0; part < PARTS; part++) {
      long whole = Math.round(quotas[part]);
      boolean exact = Math.abs(quotas[part] - whole) < 1e-9 * size; // .7 * 10 may be 7 - 1e-15
      counts[part] = exact ? (int) whole : (int) quotas[part];
      owed[part] += quotas[part] - counts[part];
      left -= counts[part];
    }
    boolean[] up = new boolean[PARTS];
    for (; left > 0; left--) {
      int most = -1;
      for (int part = 0; part < PARTS; part++) {
        boolean can = !up[part] && quotas[part] > counts[part];
        if (can && (most < 0 || owed[part] > owed[most])) {
          most = part;
        }
      }
      up[most] = true;
      counts[most]++;
      owed[most]--;
    }
    return counts;
  }

  /** Groups in hash order, each to the part that lacks most images. */
  private static List<List<Item>> wholeGroups(List<Item> items, Shares shares, HashOrder order) {
    double[] lacking = shares.quotas(items.size());
    List<List<Item>> parts = lists(PARTS);
    Map<String, List<Item>> groups = groups(items);
    for (String name : order.sort(groups.keySet(), group -> group)) {
      List<Item> group = groups.getOrDefault(name, List.of());
      int most =
          IntStream.range(0, PARTS)
              .boxed()
              .max(
                  Comparator.<Integer>comparingDouble(part -> lacking[part])
                      .thenComparing(Comparator.reverseOrder()))
              .orElseThrow();
      parts.get(most).addAll(group);
      lacking[most] -= group.size();
    }
    return parts;
  }

  private List<Split> folds(List<Item> items, int k, int round) {
    List<Item> byId = byId(items);
    int units = grouped ? groups(byId).size() : byId.size();
    if (k < 2 || k > units) {
      throw new IllegalArgumentException(
          "%d folds of %d %s: from 2 to their number are possible"
              .formatted(k, units, grouped ? "groups" : "images"));
    }
    HashOrder order = new HashOrder(seed, round);
    List<List<Item>> folds = grouped ? groupFolds(byId, k, order) : dealt(byId, k, order);
    List<Split> splits = new ArrayList<>();
    for (List<Item> test : folds) {
      List<Item> train = new ArrayList<>();
      folds.stream().filter(fold -> fold != test).forEach(train::addAll);
      splits.add(new Split(sorted(train), List.of(), sorted(test)));
    }
    return splits;
  }

  /** One stratum after the other, dealt out like cards. */
  private List<List<Item>> dealt(List<Item> items, int k, HashOrder order) {
    List<List<Item>> folds = lists(k);
    int next = 0;
    for (List<Item> stratum : strata.of(items)) {
      for (Item item : order.sort(stratum, Item::id)) {
        folds.get(next).add(item);
        next = (next + 1) % k;
      }
    }
    return folds;
  }

  /** The largest group first, each to the smallest fold; groups of one size in hash order. */
  private static List<List<Item>> groupFolds(List<Item> items, int k, HashOrder order) {
    Map<String, List<Item>> groups = groups(items);
    List<List<Item>> bySize =
        new ArrayList<>(
            order.sort(groups.keySet(), group -> group).stream()
                .map(name -> groups.getOrDefault(name, List.of()))
                .toList());
    bySize.sort(Comparator.comparingInt((List<Item> group) -> group.size()).reversed());
    List<List<Item>> folds = lists(k);
    for (List<Item> group : bySize) {
      folds.stream().min(Comparator.comparingInt(List::size)).orElseThrow().addAll(group);
    }
    return folds;
  }

  private static Map<String, List<Item>> groups(List<Item> items) {
    if (items.stream().allMatch(item -> item.group() == null)) {
      throw new IllegalArgumentException("cannot keep groups together: no image has a group");
    }
    Map<String, List<Item>> groups = new TreeMap<>();
    for (Item item : items) {
      // A slash tells an image that stands alone from a group of the same name.
      String name = item.group() == null ? "/" + item.id() : item.group();
      groups.computeIfAbsent(name, each -> new ArrayList<>()).add(item);
    }
    return groups;
  }

  private static List<List<Item>> lists(int count) {
    return IntStream.range(0, count).mapToObj(i -> (List<Item>) new ArrayList<Item>()).toList();
  }

  private static List<Item> byId(List<Item> items) {
    Set<String> ids = new HashSet<>();
    for (Item item : items) {
      if (!ids.add(item.id())) {
        throw new IllegalArgumentException("image %s is there twice".formatted(item.id()));
      }
    }
    return sorted(items);
  }

  private static List<Item> sorted(List<Item> items) {
    Item[] sorted = items.toArray(Item[]::new);
    Arrays.sort(sorted, Comparator.comparing(Item::id));
    return List.of(sorted);
  }
}
