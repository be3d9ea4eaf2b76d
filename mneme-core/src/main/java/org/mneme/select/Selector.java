package org.mneme.select;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.mneme.progress.Progress;
import org.mneme.select.SelectSettings.Goal;

/**
 * Selects sets of pictures.
 *
 * <p>What is made as small as possible: 100 times the sum of what demands are missed by (of each
 * matched column the largest standardised difference above its tolerance; of each wanted mean what
 * it is off by beyond 0.05 standard deviations of the pool); and for
 *
 * <ul>
 *   <li>{@link Goal#DISTRIBUTIONS} 3 times the largest standardised difference of all matched
 *       columns, plus the distance of the distributions (Wasserstein's, in standard deviations of
 *       the pool), mean over columns and pairs of sets;
 *   <li>{@link Goal#PAIRS} the distance of partners (root mean square over columns of their
 *       difference in standard deviations of the pool), mean over partners;
 *   <li>{@link Goal#APART} the mean score of the first set less that of the last, in standard
 *       deviations of the pool.
 * </ul>
 *
 * <p>Where there are few combinations, each is looked at. Pairs of two sets are found as an exact
 * assignment, {@link PairAssignment}; where that keeps every demand, it is the result. Else
 * simulated annealing starts from greedy nearest-neighbour sets and from random ones; it never ends
 * with sets that cost more than the greedy ones. The result follows from pool and settings alone,
 * unless a time limit ends it.
 */
public final class Selector {
  /** What rounding may add to a cost that is the least possible. */
  private static final double EXACT = 1e-9;

  private Selector() {}

  /**
   * Selects sets.
   *
   * @param pool to select from; rows without a value in a column that counts are passed over
   * @param settings what is wanted
   * @param progress is told the steps, and can end the search
   * @return the sets; where a demand could not be met, the nearest that were found
   * @throws InfeasibleException if there are too few pictures for the ranges, lists or categories
   * @throws IllegalArgumentException if a column or picture is not in the pool
   * @throws org.mneme.progress.CancelledException if the caller wanted the search to end
   */
  public static Selected select(Pool pool, SelectSettings settings, Progress progress) {
    long deadline =
        settings
            .limit()
            .map(Duration::toNanos)
            .map(nanos -> System.nanoTime() + nanos)
            .orElse(Long.MAX_VALUE);
    Task task = new Task(pool, settings);
    Enumeration every = new Enumeration(task);
    OptionalDouble bound = OptionalDouble.empty();
    Search.Found found;
    if (every.isSmall()) {
      found = every.best();
      bound = OptionalDouble.of(found.cost());
    } else if (task.goal == Goal.PAIRS && task.sets == 2) {
      PairAssignment nearest = PairAssignment.of(task);
      bound = OptionalDouble.of(nearest.cost());
      found = paired(task, nearest, settings, deadline, progress);
    } else {
      bound = bound(task);
      found = searched(task, settings, deadline, progress);
    }
    List<List<Integer>> sets = task.named(found.chosen());
    Balance scores = Balance.of(settings.score(), pool.numbers(settings.score()), sets);
    List<Balance> balance =
        settings.match().stream()
            .map(each -> Balance.of(each.column(), pool.numbers(each.column()), sets))
            .toList();
    return new Selected(
        pool,
        settings,
        sets,
        scores,
        balance,
        found.cost(),
        bound,
        found.steps(),
        found.exhaustive(),
        relax(settings, balance, scores, pool));
  }

  private static Search.Found searched(
      Task task, SelectSettings settings, long deadline, Progress progress) {
    return new Search(task, settings.seed(), settings.steps(), deadline, progress).best();
  }

  /** The nearest partners of all where these keep every demand; else those that a search finds. */
  private static Search.Found paired(
      Task task,
      PairAssignment nearest,
      SelectSettings settings,
      long deadline,
      Progress progress) {
    if (nearest.keepsRules()) {
      double cost = new Arrangement(task, nearest.chosen()).cost();
      if (cost <= nearest.cost() + EXACT) {
        return new Search.Found(nearest.chosen(), cost, 0, true);
      }
    }
    Search.Found found = searched(task, settings, deadline, progress);
    // The same pictures, so that means and rules stay as they are; only partners change.
    int[][] again = PairAssignment.within(task, found.chosen()).chosen();
    double cost = new Arrangement(task, again).cost();
    return cost < found.cost() ? new Search.Found(again, cost, found.steps(), false) : found;
  }

  /** What no sets can be below. */
  private static OptionalDouble bound(Task task) {
    return switch (task.goal) {
      case DISTRIBUTIONS -> OptionalDouble.of(0);
      case APART -> OptionalDouble.of(mean(task, 0, 1) - mean(task, task.sets - 1, -1));
      case PAIRS -> OptionalDouble.empty();
    };
  }

  /** Mean of the lowest (sign 1) or highest (-1) scores that a set could have. */
  private static double mean(Task task, int set, int sign) {
    return sign
        * Arrays.stream(task.candidates[set])
            .flatMapToInt(Arrays::stream)
            .mapToDouble(row -> sign * task.score[row])
            .sorted()
            .limit(task.each)
            .average()
            .orElse(0);
  }

  /** What to relax by how much, the largest excess first. */
  private static List<String> relax(
      SelectSettings settings, List<Balance> balance, Balance scores, Pool pool) {
    List<String> lines = new ArrayList<>();
    List<Integer> columns = new ArrayList<>(IntStream.range(0, balance.size()).boxed().toList());
    columns.sort(
        Comparator.comparingDouble(
            (Integer i) -> settings.match().get(i).tolerance() - balance.get(i).difference()));
    for (int i : columns) {
      double allowed = settings.match().get(i).tolerance();
      double difference = balance.get(i).difference();
      if (difference > allowed * (1 + 1e-9) + 1e-12) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s: the standardised difference is %.3f, more than %s; allow %s, match it no longer, or ask for fewer than %d pictures",
                balance.get(i).column(),
                difference,
                Double.toString(allowed),
                Math.ceil(difference * 1000) / 1000,
                settings.each()));
      }
    }
    double sd = deviation(pool.numbers(settings.score()));
    for (int set = 0; set < settings.conditions().size(); set++) {
      Condition condition = settings.conditions().get(set);
      if (condition.mean().isPresent()) {
        double found = scores.means().get(set);
        double wanted = condition.mean().getAsDouble();
        if (Math.abs(found - wanted) > 1.001 * Matching.USUAL * sd) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "condition %s: the mean %s is %.4f, not %s; change the wanted mean by %.4f, or widen the range",
                  condition.name(),
                  settings.score(),
                  found,
                  Double.toString(wanted),
                  found - wanted));
        }
      }
    }
    return lines;
  }

  private static double deviation(double[] values) {
    double[] known = Arrays.stream(values).filter(Double::isFinite).toArray();
    double mean = Arrays.stream(known).average().orElse(0);
    return Math.sqrt(
        Arrays.stream(known).map(v -> (v - mean) * (v - mean)).sum()
            / Math.max(1, known.length - 1));
  }
}
