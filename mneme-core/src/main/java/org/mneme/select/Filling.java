package org.mneme.select;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** First sets, which keep ranges, lists, categories and near-duplicates but are not matched yet. */
final class Filling {
  private final Task task;
  private final SplittableRandom random;
  private int[][] chosen = new int[0][];
  private int[][] taken = new int[0][];
  private boolean[] used = new boolean[0];

  Filling(Task task, SplittableRandom random) {
    this.task = task;
    this.random = random;
  }

  static InfeasibleException impossible(Task task) {
    return new InfeasibleException(
        ("no %d sets of %d were found that keep ranges, lists, categories and the rule against"
                + " near-duplicates together; ask for fewer pictures, widen a range, or allow"
                + " near-duplicates")
            .formatted(task.sets, task.each));
  }

  /** Random sets; empty if this try led nowhere. */
  Optional<int[][]> random() {
    return fill(false);
  }

  /** Sets of nearest neighbours: a random picture of one set, then its nearest of each other. */
  Optional<int[][]> greedy() {
    return fill(true);
  }

  private Optional<int[][]> fill(boolean nearest) {
    chosen = new int[task.sets][task.each];
    taken = new int[task.sets][task.quota.length];
    used = new boolean[task.rows.length];
    int[] next = new int[task.sets];
    for (int row = 0; row < task.must.length; row++) {
      if (task.must[row]) {
        int set = task.home(row);
        if (!isFree(row) || next[set] == task.each) {
          return Optional.empty();
        }
        take(row, set, next);
      }
    }
    Integer[] order =
        IntStream.range(0, task.sets)
            .boxed()
            .sorted(
                Comparator.comparingInt(
                    set -> Arrays.stream(task.candidates[set]).mapToInt(c -> c.length).sum()))
            .toArray(Integer[]::new);
    if (nearest) {
      return nearest(order, next);
    }
    for (int set : order) {
      for (int level = 0; level < task.quota.length; level++) {
        for (int row : scarceFirst(task.candidates[set][level])) {
          if (taken[set][level] == task.quota[level]) {
            break;
          }
          if (isFree(row)) {
            take(row, set, next);
          }
        }
        if (taken[set][level] < task.quota[level]) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(chosen);
  }

  private Optional<int[][]> nearest(Integer[] order, int[] next) {
    for (int level = 0; level < task.quota.length; level++) {
      int first = order[0];
      for (int anchor : shuffled(task.candidates[first][level])) {
        if (taken[first][level] == task.quota[level]) {
          break;
        }
        if (!isFree(anchor)) {
          continue;
        }
        take(anchor, first, next);
        for (int set : order) {
          if (set != first && taken[set][level] < task.quota[level]) {
            int partner = nearest(anchor, task.candidates[set][level]);
            if (partner < 0) {
              return Optional.empty();
            }
            take(partner, set, next);
          }
        }
      }
    }
    boolean full = Arrays.stream(next).allMatch(n -> n == task.each);
    return full ? Optional.of(chosen) : Optional.empty();
  }

  private int nearest(int anchor, int[] candidates) {
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int row : candidates) {
      if (!used[row]) {
        double distance = Arrangement.distance(task, anchor, row);
        if (distance < least && isFree(row)) {
          least = distance;
          best = row;
        }
      }
    }
    return best;
  }

  private boolean isFree(int row) {
    return !used[row] && IntStream.of(task.near[row]).noneMatch(other -> used[other]);
  }

  private void take(int row, int set, int[] next) {
    used[row] = true;
    chosen[set][next[set]++] = row;
    taken[set][task.level[row]]++;
  }

  /** Puts pictures in random order, those first that fit fewest other sets. */
  private int[] scarceFirst(int[] rows) {
    return IntStream.of(shuffled(rows))
        .boxed()
        .sorted(Comparator.comparingInt(this::homes))
        .mapToInt(row -> row)
        .toArray();
  }

  private int homes(int row) {
    int homes = 0;
    for (boolean[] admits : task.admits) {
      homes += admits[row] ? 1 : 0;
    }
    return homes;
  }

  private int[] shuffled(int[] rows) {
    int[] copy = rows.clone();
    for (int i = copy.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int held = copy[i];
      copy[i] = copy[j];
      copy[j] = held;
    }
    return copy;
  }
}
