package org.mneme.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.mneme.select.SelectSettings.Goal;
import org.mneme.statistics.PerceptualHash;

/**
 * A pool and what is wanted of it, as the search needs it: rows without a name, columns as
 * z-scores.
 */
final class Task {
  final int sets;
  final int each;
  final Goal goal;
  final double[] tolerance;

  /** Rows of the pool that may be chosen. */
  final int[] rows;

  /** Z-scores of matched columns by column and row, over the rows that may be chosen. */
  final double[][] matched;

  /** Z-scores of the score, and what the mean of each set is to be in them. */
  final double[] score;

  final OptionalDouble[] means;

  /** Rows that fit each condition, by set and level of the balanced columns. */
  final int[][][] candidates;

  final boolean[][] admits;
  final int[] level;

  /** Pictures of each level in a set. */
  final int[] quota;

  final List<String> levels;
  final int[][] near;
  final boolean[] must;

  /** The set for each picture that must be in one, of those that admit it the one with fewest. */
  private final int[] home;

  Task(Pool pool, SelectSettings settings) {
    this.sets = settings.conditions().size();
    this.each = settings.each();
    this.goal = settings.goal();
    this.tolerance = settings.match().stream().mapToDouble(Matching::tolerance).toArray();
    checkNames(pool, settings);
    this.rows = usable(pool, settings);
    double[] scores = pick(pool.numbers(settings.score()));
    List<Condition> conditions =
        settings.conditions().stream().map(each -> each.inScores(scores)).toList();
    double[] spread = spread(scores);
    this.score = standardised(scores, spread);
    this.means =
        conditions.stream()
            .map(
                each ->
                    each.mean().isPresent()
                        ? OptionalDouble.of((each.mean().getAsDouble() - spread[0]) / spread[1])
                        : OptionalDouble.empty())
            .toArray(OptionalDouble[]::new);
    this.matched =
        settings.match().stream()
            .map(each -> pick(pool.numbers(each.column())))
            .map(values -> standardised(values, spread(values)))
            .toArray(double[][]::new);
    this.level = new int[rows.length];
    this.levels = levels(pool, settings);
    this.admits = new boolean[sets][rows.length];
    for (int set = 0; set < sets; set++) {
      for (int i = 0; i < rows.length; i++) {
        admits[set][i] = conditions.get(set).admits(scores[i]);
      }
    }
    this.must = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      must[i] = settings.mustHave().contains(pool.images().get(rows[i]));
    }
    this.candidates = candidates();
    new Feasibility(this, pool, settings, conditions, scores).check();
    this.home = homes();
    this.quota = quota();
    this.near = near(pool, settings.near());
  }

  int columns() {
    return matched.length;
  }

  private static void checkNames(Pool pool, SelectSettings settings) {
    Set<String> names = new HashSet<>(pool.images());
    for (Set<String> list : List.of(settings.mustHave(), settings.mustNot())) {
      for (String image : new TreeSet<>(list)) {
        if (!names.contains(image)) {
          throw new IllegalArgumentException(
              "'%s' is on a list but not in the pool; write it as its row does".formatted(image));
        }
      }
    }
  }

  /** Rows with a value in each column that counts. */
  private static int[] usable(Pool pool, SelectSettings settings) {
    List<double[]> needed = new ArrayList<>(List.of(pool.numbers(settings.score())));
    settings.match().forEach(each -> needed.add(pool.numbers(each.column())));
    List<List<String>> labels = settings.balance().stream().map(pool::labels).toList();
    int[] usable =
        IntStream.range(0, pool.size())
            .filter(row -> !settings.mustNot().contains(pool.images().get(row)))
            .filter(row -> needed.stream().allMatch(values -> Double.isFinite(values[row])))
            .filter(row -> labels.stream().noneMatch(values -> values.get(row).isBlank()))
            .toArray();
    Set<String> there = new HashSet<>();
    for (int row : usable) {
      there.add(pool.images().get(row));
    }
    for (String image : new TreeSet<>(settings.mustHave())) {
      if (!there.contains(image)) {
        throw new IllegalArgumentException(
            "'%s' must be in a set but lacks a value in the score, a matched or a balanced column; fill it in"
                .formatted(image));
      }
    }
    if (usable.length < 2) {
      throw new IllegalArgumentException(
          "%d of %d images have a value in every column that counts (%s and those matched and balanced); more are needed"
              .formatted(usable.length, pool.size(), settings.score()));
    }
    return usable;
  }

  private double[] pick(double[] values) {
    return IntStream.of(rows).mapToDouble(row -> values[row]).toArray();
  }

  /** Mean and standard deviation; 1 for a column of one value. */
  private static double[] spread(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    double sd =
        Math.sqrt(
            Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
                / Math.max(1, values.length - 1));
    return new double[] {mean, sd > 0 ? sd : 1};
  }

  private static double[] standardised(double[] values, double[] spread) {
    return Arrays.stream(values).map(v -> (v - spread[0]) / spread[1]).toArray();
  }

  /** Names the levels, and notes that of each row. */
  private List<String> levels(Pool pool, SelectSettings settings) {
    List<List<String>> labels = settings.balance().stream().map(pool::labels).toList();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      String name = String.join(", ", labels.stream().map(values -> values.get(row)).toList());
      level[i] = numbers.computeIfAbsent(name, any -> numbers.size());
    }
    return List.copyOf(numbers.keySet());
  }

  private int[][][] candidates() {
    int[][][] found = new int[sets][levels.size()][];
    for (int set = 0; set < sets; set++) {
      boolean[] fits = admits[set];
      for (int l = 0; l < levels.size(); l++) {
        int wanted = l;
        found[set][l] =
            IntStream.range(0, rows.length).filter(i -> fits[i] && level[i] == wanted).toArray();
      }
    }
    return found;
  }

  /** Fills levels as evenly as the pool allows: the one with fewest pictures gets the next. */
  private int[] quota() {
    int[] most = new int[levels.size()];
    int[] given = new int[levels.size()];
    for (int l = 0; l < most.length; l++) {
      int wanted = l;
      most[l] =
          (int)
              (IntStream.range(0, rows.length)
                      .filter(i -> level[i] == wanted)
                      .filter(i -> IntStream.range(0, sets).anyMatch(set -> admits[set][i]))
                      .count()
                  / sets);
      for (int set = 0; set < sets; set++) {
        most[l] = Math.min(most[l], candidates[set][l].length);
      }
      given[l] = forced(l);
    }
    for (int sum = Arrays.stream(given).sum(); sum < each; sum++) {
      int next = -1;
      for (int l = 0; l < most.length; l++) {
        if (given[l] < most[l] && (next < 0 || given[l] < given[next])) {
          next = l;
        }
      }
      if (next < 0) {
        throw new InfeasibleException(
            String.format(
                Locale.ROOT,
                "sets with equally many pictures of each category can have %d pictures, not %d; ask for %d, widen a range, or balance over fewer columns",
                sum,
                each,
                sum));
      }
      given[next]++;
    }
    if (Arrays.stream(given).sum() > each) {
      throw new InfeasibleException(
          "the pictures that must be in a set need more than %d pictures in each set with balanced categories; ask for %d"
              .formatted(each, Arrays.stream(given).sum()));
    }
    return given;
  }

  /** Pictures of a level that must be in the set with most of them. */
  private int forced(int l) {
    int[] count = new int[sets];
    for (int i = 0; i < rows.length; i++) {
      if (must[i] && level[i] == l) {
        count[home[i]]++;
      }
    }
    return Arrays.stream(count).max().orElse(0);
  }

  private int[] homes() {
    int[] found = new int[rows.length];
    int[] count = new int[sets];
    for (int i = 0; i < rows.length; i++) {
      if (must[i]) {
        int least = -1;
        for (int set = 0; set < sets; set++) {
          if (admits[set][i] && (least < 0 || count[set] < count[least])) {
            least = set;
          }
        }
        found[i] = least;
        count[least]++;
      }
    }
    return found;
  }

  int home(int row) {
    return home[row];
  }

  private int[][] near(Pool pool, int bits) {
    int[][] found = new int[rows.length][0];
    if (bits < 0 || !pool.labelColumns().contains("hash")) {
      return found;
    }
    List<String> texts = pool.labels("hash");
    long[] hashes = new long[rows.length];
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      String text = texts.get(rows[i]);
      if (!text.isBlank()) {
        hashes[i] = PerceptualHash.parse(text.strip()).bits();
        known.add(i);
      }
    }
    Map<Integer, List<Integer>> pairs = new LinkedHashMap<>();
    for (int a = 0; a < known.size(); a++) {
      int i = known.get(a);
      for (int b = a + 1; b < known.size(); b++) {
        int j = known.get(b);
        if (Long.bitCount(hashes[i] ^ hashes[j]) <= bits) {
          pairs.computeIfAbsent(i, any -> new ArrayList<>()).add(j);
          pairs.computeIfAbsent(j, any -> new ArrayList<>()).add(i);
        }
      }
    }
    pairs.forEach((i, others) -> found[i] = others.stream().mapToInt(x -> x).toArray());
    return found;
  }

  /** Rows of the pool, in its order where places have no meaning. */
  List<List<Integer>> named(int[][] chosen) {
    List<List<Integer>> named = new ArrayList<>();
    for (int[] set : chosen) {
      List<Integer> mine = new ArrayList<>();
      for (int i : set) {
        mine.add(rows[i]);
      }
      if (goal != Goal.PAIRS) {
        Collections.sort(mine);
      }
      named.add(mine);
    }
    return named;
  }
}
