package org.mneme.select;

import java.io.IOException;
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
 * pools of other sizes and shapes than those of {@code SelectorTest} (skewed, rounded and heavily
 * confounded columns). Beside each cost stand the best of 10,000 random draws and of 20 greedy
 * nearest-neighbour matchings, and the largest standardised difference.
 *
 * <p>Arguments: the first seed, how many problems, and optionally a folder that gets each problem
 * as CSV for other programs.
 */
final class SelectGoalsMain {
  private SelectGoalsMain() {}

  public static void main(String[] args) throws IOException {
    int first = Integer.parseInt(args[0]);
    int count = Integer.parseInt(args[1]);
    Optional<Path> folder = args.length > 2 ? Optional.of(Path.of(args[2])) : Optional.empty();
    System.out.println(
        "problem pictures sets columns goal seconds cost draws greedy largest-difference met");
    int worse = 0;
    int unmet = 0;
    for (int seed = first; seed < first + count; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int size = 150 + random.nextInt(1500);
      int columns = 1 + random.nextInt(6);
      int sets = 2 + random.nextInt(2);
      int each = 6 + random.nextInt(30);
      Goal goal = random.nextInt(3) == 0 ? Goal.PAIRS : Goal.DISTRIBUTIONS;
      Pool pool = pool(size, columns, random);
      List<String> names = IntStream.range(0, columns).mapToObj(c -> "c" + c).toList();
      List<Condition> conditions =
          sets == 2
              ? List.of(Condition.parse("low=..30%"), Condition.parse("high=70%.."))
              : List.of(
                  Condition.parse("low=..30%"),
                  Condition.parse("mid=35%..65%"),
                  Condition.parse("high=70%.."));
      SelectSettings settings =
          SelectSettings.of("score", conditions, each, names)
              .withGoal(goal)
              .withSearch(seed, 0, Optional.empty());
      long begun = System.nanoTime();
      Selected found = Selector.select(pool, settings, Progress.SILENT);
      double seconds = (System.nanoTime() - begun) / 1e9;
      Task task = new Task(pool, settings);
      Filling others = new Filling(task, new SplittableRandom(7 * seed + 1));
      double draws = Double.POSITIVE_INFINITY;
      double greedy = Double.POSITIVE_INFINITY;
      for (int i = 0; i < 10_000; i++) {
        draws = Math.min(draws, cost(task, others.random()));
      }
      for (int i = 0; i < 20; i++) {
        greedy = Math.min(greedy, cost(task, others.greedy()));
      }
      double largest = found.balance().stream().mapToDouble(Balance::difference).max().orElse(0);
      worse += found.cost() > Math.min(draws, greedy) ? 1 : 0;
      unmet += largest > Matching.USUAL ? 1 : 0;
      System.out.printf(
          Locale.ROOT,
          "%d %d %dx%d %d %s %.2f %.4f %.4f %.4f %.4f %s%n",
          seed,
          size,
          sets,
          each,
          columns,
          goal,
          seconds,
          found.cost(),
          draws,
          greedy,
          largest,
          found.relax().isEmpty());
      if (folder.isPresent()) {
        write(folder.get().resolve(seed + ".csv"), task, found);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d problems: %d worse than a draw or a greedy matching, %d with a difference above %.2f%n",
        count,
        worse,
        unmet,
        Matching.USUAL);
  }

  private static double cost(Task task, Optional<int[][]> sets) {
    return sets.map(each -> new Arrangement(task, each).cost()).orElse(Double.POSITIVE_INFINITY);
  }

  private static Pool pool(int size, int columns, SplittableRandom random) {
    double[] score = IntStream.range(0, size).mapToDouble(i -> gaussian(random)).toArray();
    Pool pool =
        Pool.of(IntStream.range(0, size).mapToObj("%05d.jpg"::formatted).toList())
            .withNumbers("score", score);
    for (int c = 0; c < columns; c++) {
      double along = 1.2 * random.nextDouble() - .6;
      int kind = random.nextInt(3);
      double[] values = new double[size];
      for (int i = 0; i < size; i++) {
        double value = along * score[i] + gaussian(random);
        values[i] = kind == 0 ? value : kind == 1 ? Math.exp(value) : Math.rint(2 * value);
      }
      pool = pool.withNumbers("c" + c, values);
    }
    return pool;
  }

  private static double gaussian(SplittableRandom random) {
    return random.doubles(12).sum() - 6;
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
