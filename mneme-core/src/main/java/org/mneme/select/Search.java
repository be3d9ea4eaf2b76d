package org.mneme.select;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import org.mneme.progress.Progress;
import org.mneme.select.SelectSettings.Goal;

/** Simulated annealing from several starts, then a descent from the best sets of all. */
final class Search {
  private static final int STARTS = 5;

  /** Greedy sets that are tried: as many as take a tenth of a second or so, within these. */
  private static final int LEAST_GREEDY = 20;

  private static final int MOST_GREEDY = 400;
  private static final double GREEDY_WORK = 5e7;

  private static final int TRIES = 100;
  private static final long USUAL = 600_000;
  private static final long LEAST = 40_000;

  /** About ten seconds' worth of looking at one value of one column. */
  private static final double WORK = 2e9;

  /** The temperature at first, in mean changes of cost by a step; and at last, in cost. */
  private static final double WARM = 1;

  private static final double COLD = 2e-4;
  private static final int SAMPLE = 100;
  private static final int LOOK = 64;

  /** One step in so many exchanges a picture in each of two sets. */
  private static final int TWINS = 2;

  /** How far from each other pictures stand in the order of a column that are taken as near. */
  private static final int NEAR = 8;

  private final Task task;
  private final SplittableRandom random;
  private final Orders orders;
  private final Neighbours neighbours;
  private final long steps;
  private final long deadline;
  private final Progress progress;

  /** Set, place and picture before, of what the last step replaced. */
  private final Deque<int[]> undo = new ArrayDeque<>();

  private int[][] best = new int[0][];
  private double cost = Double.POSITIVE_INFINITY;
  private long done;

  Search(Task task, long seed, long steps, long deadline, Progress progress) {
    this.task = task;
    this.random = new SplittableRandom(seed);
    this.orders = new Orders(task);
    this.neighbours = new Neighbours(task);
    double work =
        (double) task.sets * (task.sets - 1) / 2 * task.each * Math.max(1, task.columns());
    this.steps = steps > 0 ? steps : Math.max(LEAST, Math.min(USUAL, (long) (WORK / work)));
    this.deadline = deadline;
    this.progress = progress;
  }

  /** What was found. */
  static final class Found {
    private final int[][] chosen;
    private final double cost;
    private final long steps;
    private final boolean exhaustive;

    /**
     * Keeps what it is given.
     *
     * @param chosen rows of the task by set
     * @param cost of them
     * @param steps that it took
     * @param exhaustive whether every combination was looked at
     */
    Found(int[][] chosen, double cost, long steps, boolean exhaustive) {
      this.chosen = chosen;
      this.cost = cost;
      this.steps = steps;
      this.exhaustive = exhaustive;
    }

    int[][] chosen() {
      return chosen;
    }

    double cost() {
      return cost;
    }

    long steps() {
      return steps;
    }

    boolean exhaustive() {
      return exhaustive;
    }
  }

  Found best() {
    progress.begin("Selecting pictures", steps, "steps");
    Filling filling = new Filling(task, random);
    for (int i = 0; i < greedy(); i++) {
      progress.check();
      filling.greedy().ifPresent(sets -> keep(sets, new Arrangement(task, sets).cost()));
    }
    for (int start = 1; start <= STARTS; start++) {
      Optional<int[][]> first = start % 2 == 0 ? filling.greedy() : Optional.empty();
      for (int i = 0; i < TRIES && first.isEmpty(); i++) {
        first = filling.random();
      }
      if (first.isEmpty() && best.length == 0) {
        throw Filling.impossible(task);
      }
      anneal(first.orElse(best), steps * start / (STARTS + 1), WARM);
    }
    anneal(best, steps, 0);
    progress.advance(steps);
    // The sums are made anew, so that what rounding added up on the way is gone.
    return new Found(best, new Arrangement(task, best).cost(), done, false);
  }

  /** Where values repeat, sets of equal pictures are found by trying many, and not step by step. */
  private int greedy() {
    double one = (double) task.sets * task.each * task.rows.length * Math.max(1, task.columns());
    return (int) Math.max(LEAST_GREEDY, Math.min(MOST_GREEDY, GREEDY_WORK / one));
  }

  private void anneal(int[][] from, long until, double warmth) {
    Arrangement sets =
        new Arrangement(task, Arrays.stream(from).map(int[]::clone).toArray(int[][]::new));
    double now = sets.cost();
    keep(sets.chosen, now);
    long begun = done;
    double cold = warmth == 0 ? 0 : COLD;
    double warm = cold;
    double changes = 0;
    int changed = 0;
    double temperature = 0;
    for (; done < until; done++) {
      if (done % LOOK == 0) {
        progress.check();
        progress.advance(done);
        if (System.nanoTime() > deadline) {
          return;
        }
        temperature =
            warm == 0
                ? 0
                : warm
                    * Math.pow(cold / warm, (double) (done - begun) / Math.max(1, until - begun));
      }
      int set = random.nextInt(task.sets);
      int place = random.nextInt(task.each);
      int old = sets.chosen[set][place];
      int row = random.nextBoolean() ? any(set, old) : near(set, old);
      if (!step(sets, set, place, row)) {
        continue;
      }
      double then = sets.cost();
      if (changed < SAMPLE) { // how steep it is here is measured first
        changes += Math.abs(then - now);
        changed++;
        warm = Math.max(cold, warmth * changes / changed);
      }
      if (then <= now
          || (temperature > 0 && random.nextDouble() < Math.exp((now - then) / temperature))) {
        now = then;
        if (now < cost) {
          keep(sets.chosen, now);
        }
      } else {
        undo(sets);
      }
    }
  }

  private int any(int set, int old) {
    int[] candidates = task.candidates[set][task.level[old]];
    return candidates[random.nextInt(candidates.length)];
  }

  /** A picture that is much like another in one column: a small step. */
  private int near(int set, int old) {
    if (task.columns() == 0) {
      return any(set, old);
    }
    int column = random.nextInt(task.columns());
    int[] order = orders.of(set, task.level[old], column);
    int off = 1 + random.nextInt(NEAR);
    int place = orders.place(set, column, old) + (random.nextBoolean() ? off : -off);
    return order[Math.max(0, Math.min(order.length - 1, place))];
  }

  /**
   * A picture takes the place of another. Where it comes from another set, the other takes its
   * place there; else, in every other step, what was most like the other gives way to what is much
   * like the new one in another set, so that sets that are alike stay so.
   *
   * @return whether that is allowed; else all is as it was
   */
  private boolean step(Arrangement sets, int set, int place, int row) {
    undo.clear();
    int old = sets.chosen[set][place];
    int there = sets.where[row];
    if (!isAllowed(sets, set, old, row, there < 0 ? -1 : there / task.each)) {
      return false;
    }
    replace(sets, set, place, row);
    if (there >= 0) {
      replace(sets, there / task.each, there % task.each, old);
    } else if (task.goal == Goal.DISTRIBUTIONS
        && task.columns() > 0
        && task.sets > 1
        && random.nextInt(TWINS) == 0
        && !twin(sets, (set + 1 + random.nextInt(task.sets - 1)) % task.sets, old, row)) {
      undo(sets);
      return false;
    }
    return true;
  }

  private boolean twin(Arrangement sets, int set, int old, int row) {
    int place = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int each = 0; each < task.each; each++) {
      double distance = Arrangement.distance(task, old, sets.chosen[set][each]);
      if (distance < least) {
        least = distance;
        place = each;
      }
    }
    int leaving = sets.chosen[set][place];
    int coming = neighbours.any(set, row, random);
    if (coming < 0
        || sets.where[coming] >= 0
        || task.level[coming] != task.level[leaving]
        || !isAllowed(sets, set, leaving, coming, -1)) {
      return false;
    }
    replace(sets, set, place, coming);
    return true;
  }

  private void replace(Arrangement sets, int set, int place, int row) {
    undo.push(new int[] {set, place, sets.chosen[set][place]});
    sets.replace(set, place, row);
  }

  /** Takes the last step back. */
  private void undo(Arrangement sets) {
    while (!undo.isEmpty()) {
      int[] last = undo.pop();
      sets.replace(last[0], last[1], last[2]);
    }
  }

  private boolean isAllowed(Arrangement sets, int set, int old, int row, int otherSet) {
    if (row == old) {
      return false;
    }
    if (otherSet == set) {
      return task.goal == Goal.PAIRS;
    }
    if (otherSet >= 0) {
      return task.admits[otherSet][old];
    }
    if (task.must[old]) {
      return false;
    }
    for (int other : task.near[row]) {
      if (other != old && sets.where[other] >= 0) {
        return false;
      }
    }
    return true;
  }

  private void keep(int[][] sets, double found) {
    if (found < cost) {
      cost = found;
      best = Arrays.stream(sets).map(int[]::clone).toArray(int[][]::new);
    }
  }
}
