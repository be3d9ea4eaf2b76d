package org.mneme.select;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mneme.progress.Progress;
import org.mneme.select.SelectSettings.Goal;

/**
 * Measures what docs/select.md says of the search, on seeded problems on which nothing was tuned:
 * columns go along with the score, up or down, and are normal, skewed or rounded. Beside each cost
 * stand the best of 10,000 random draws and of 20 greedy nearest-neighbour matchings, and the
 * largest standardised difference.
 *
 * <p>Arguments: the kind of problems, the first seed, how many problems, and optionally a folder
 * that gets each problem as CSV for other programs. Kinds: {@code large}, 10,000 pictures, 2 sets
 * of 40, five columns; {@code varied}, 150 to 1,650 pictures, 2 or 3 sets of 6 to 35, one to six
 * columns, a third of them in pairs; {@code small}, 11 to 14 pictures, 2 sets of 3, of which all
 * are also tried, so that the least cost is known.
 */
public final class SelectGoals {
  private static final int DRAWS = 10_000;
  private static final int GREEDY = 20;

  /** What rounding may add to a cost that is the least possible. */
  private static final double EXACT = 1e-9;

  private static final List<Condition> TWO =
      List.of(Condition.parse("low=..30%"), Condition.parse("high=70%.."));
  private static final List<Condition> THREE =
      List.of(TWO.get(0), Condition.parse("mid=35%..65%"), TWO.get(1));
  private static final List<Condition> HALVES =
      List.of(Condition.parse("low=..50%"), Condition.parse("high=50%.."));

  private SelectGoals() {}

  private record Problem(Pool pool, SelectSettings settings, String form) {
    static Problem of(String kind, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      return switch (kind) {
        case "large" -> of(10_000, 5, TWO, 40, Goal.DISTRIBUTIONS, seed, random);
        case "small" ->
            of(
                11 + random.nextInt(4),
                1 + random.nextInt(3),
                HALVES,
                3,
                List.of(Goal.values()).get((int) (seed % 3)),
                seed,
                random);
        case "varied" -> {
          int size = 150 + random.nextInt(1500);
          int columns = 1 + random.nextInt(6);
          List<Condition> conditions = random.nextBoolean() ? TWO : THREE;
          int each = 6 + random.nextInt(30);
          Goal goal = random.nextInt(3) == 0 ? Goal.PAIRS : Goal.DISTRIBUTIONS;
          yield of(size, columns, conditions, each, goal, seed, random);
        }
        default -> throw new IllegalArgumentException("large, varied or small, not " + kind);
      };
    }

    private static Problem of(
        int size,
        int columns,
        List<Condition> conditions,
        int each,
        Goal goal,
        long seed,
        SplittableRandom random) {
      List<String> names = IntStream.range(0, columns).mapToObj(c -> "c" + c).toList();
      return new Problem(
          SelectGoals.pool(size, columns, random),
          SelectSettings.of("score", conditions, each, names)
              .withGoal(goal)
              .withSearch(seed, 0, Optional.empty()),
          "| %d | %d x %d | %d | %s"
              .formatted(
                  size, conditions.size(), each, columns, goal.name().toLowerCase(Locale.ROOT)));
    }
  }

  public static void main(String[] arguments) throws IOException {
    String kind = arguments[0];
    int first = Integer.parseInt(arguments[1]);
    int count = Integer.parseInt(arguments[2]);
    Optional<Path> folder =
        arguments.length > 3 ? Optional.of(Path.of(arguments[3])) : Optional.empty();
    System.out.println(
        "| seed | pictures | sets | columns | goal | s | of processor | cost | best draw | best greedy | least | largest difference |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|");
    int worse = 0;
    int unmet = 0;
    double slowest = 0;
    for (int seed = first; seed < first + count; seed++) {
      Problem problem = Problem.of(kind, seed);
      long begun = System.nanoTime();
      long begunBusy = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      Selected found = Selector.select(problem.pool, problem.settings, Progress.SILENT);
      double seconds = (System.nanoTime() - begun) / 1e9;
      double busy =
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begunBusy) / 1e9;
      Task task = new Task(problem.pool, problem.settings);
      Filling others = new Filling(task, new SplittableRandom(7L * seed + 1));
      double draws = Double.POSITIVE_INFINITY;
      double greedy = Double.POSITIVE_INFINITY;
      for (int i = 0; i < DRAWS; i++) {
        draws = Math.min(draws, cost(task, others.random()));
      }
      for (int i = 0; i < GREEDY; i++) {
        greedy = Math.min(greedy, cost(task, others.greedy()));
      }
      double cost = found.cost();
      double least = Double.NaN;
      if (new Enumeration(task).isSmall()) {
        least = cost;
        cost = new Search(task, 1, 40_000, Long.MAX_VALUE, Progress.SILENT).best().cost();
      }
      double largest = found.balance().stream().mapToDouble(Balance::difference).max().orElse(0);
      worse += cost > Math.min(draws, Math.min(greedy, least(least))) + EXACT ? 1 : 0;
      unmet += largest > Matching.USUAL ? 1 : 0;
      slowest = Math.max(slowest, seconds);
      System.out.printf(
          Locale.ROOT,
          "| %d %s | %.2f | %.2f | %.4f | %.4f | %.4f | %.4f | %.4f |%n",
          seed,
          problem.form,
          seconds,
          busy,
          cost,
          draws,
          greedy,
          least,
          largest);
      if (folder.isPresent()) {
        write(folder.get().resolve(seed + ".csv"), task, found);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d problems: %d worse than a draw, a greedy matching or the least; %d with a difference above %.2f; the slowest took %.2f s%n",
        count,
        worse,
        unmet,
        Matching.USUAL,
        slowest);
  }

  private static double least(double known) {
    return Double.isNaN(known) ? Double.POSITIVE_INFINITY : known;
  }

  private static double cost(Task task, Optional<int[][]> sets) {
    return sets.map(each -> new Arrangement(task, each).cost()).orElse(Double.POSITIVE_INFINITY);
  }

  private static Pool pool(int size, int columns, SplittableRandom random) {
    double[] score = IntStream.range(0, size).mapToDouble(i -> random.nextGaussian()).toArray();
    Pool pool =
        Pool.of(IntStream.range(0, size).mapToObj("%05d.jpg"::formatted).toList())
            .withNumbers("score", score);
    for (int c = 0; c < columns; c++) {
      double along = 1.2 * random.nextDouble() - .6;
      int form = random.nextInt(3);
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        double value = along * score[i] + random.nextGaussian();
        values[i] = form == 0 ? value : form == 1 ? Math.exp(value) : Math.rint(2 * value);
      }
      pool = pool.withNumbers("c" + c, values);
    }
    return pool;
  }

  /** A row for each picture: which sets admit it, which set it was chosen for, its z-scores. */
  private static void write(Path file, Task task, Selected found) throws IOException {
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < task.rows.length; row++) {
      StringBuilder line = new StringBuilder();
      for (int set = 0; set < task.sets; set++) {
        line.append(task.admits[set][row] ? '1' : '0');
      }
      int chosen = -1;
      for (int set = 0; set < task.sets; set++) {
        chosen = found.sets().get(set).contains(task.rows[row]) ? set : chosen;
      }
      line.append(',').append(chosen);
      for (double[] column : task.matched) {
        line.append(',').append(column[row]);
      }
      lines.add(line.toString());
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }
}
