package org.mneme.select;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mneme.select.SelectSettings.Goal;

/** Looks at every combination, where there are few. */
final class Enumeration {
  private static final double MOST = 300_000;

  private final Task task;
  private final int[][] candidates;
  private final int[][] chosen;
  private int[][] best = new int[0][];
  private double cost = Double.POSITIVE_INFINITY;
  private long looked;

  Enumeration(Task task) {
    this.task = task;
    this.chosen = new int[task.sets][task.each];
    this.candidates =
        IntStream.range(0, task.sets)
            .mapToObj(
                set -> Arrays.stream(task.candidates[set]).flatMapToInt(Arrays::stream).toArray())
            .toArray(int[][]::new);
  }

  boolean isSmall() {
    double count = 1;
    for (int set = 0; set < task.sets; set++) {
      for (int i = 0; i < task.each; i++) {
        count *= (double) (candidates[set].length - i);
        // Where partners count, each order of every set but the first is another combination.
        count /= task.goal == Goal.PAIRS && set > 0 ? 1 : i + 1;
      }
    }
    return count <= MOST;
  }

  Search.Found best() {
    choose(0, 0, 0);
    if (best.length == 0) {
      throw Filling.impossible(task);
    }
    return new Search.Found(best, cost, looked, true);
  }

  private void choose(int set, int place, int from) {
    if (set == task.sets) {
      judge();
      return;
    }
    if (place == task.each) {
      choose(set + 1, 0, 0);
      return;
    }
    boolean ordered = task.goal == Goal.PAIRS && set > 0;
    for (int i = ordered ? 0 : from; i < candidates[set].length; i++) {
      int row = candidates[set][i];
      if (isFree(row, set, place)) {
        chosen[set][place] = row;
        choose(set, place + 1, i + 1);
      }
    }
  }

  private boolean isFree(int row, int set, int place) {
    for (int s = 0; s <= set; s++) {
      for (int p = 0; p < (s == set ? place : task.each); p++) {
        int other = chosen[s][p];
        if (other == row || IntStream.of(task.near[row]).anyMatch(near -> near == other)) {
          return false;
        }
      }
    }
    return true;
  }

  private void judge() {
    boolean[] there = new boolean[task.rows.length];
    for (int[] set : chosen) {
      int[] count = new int[task.quota.length];
      for (int row : set) {
        there[row] = true;
        count[task.level[row]]++;
      }
      if (!Arrays.equals(count, task.quota)) {
        return;
      }
    }
    for (int row = 0; row < there.length; row++) {
      if (task.must[row] && !there[row]) {
        return;
      }
    }
    looked++;
    int[][] copy = Arrays.stream(chosen).map(int[]::clone).toArray(int[][]::new);
    double found = new Arrangement(task, copy).cost();
    if (found < cost) {
      cost = found;
      best = copy;
    }
  }
}
