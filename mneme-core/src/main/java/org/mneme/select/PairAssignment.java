package org.mneme.select;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The nearest partners for two sets, exactly: of all ways to choose as many pairs as each category
 * is to have, without using a picture twice on one side, one whose distances have the least sum.
 *
 * <p>By shortest augmenting paths with potentials (J. Edmonds and R. M. Karp, "Theoretical
 * improvements in algorithmic efficiency for network flow problems", Journal of the ACM 19, 1972):
 * each path adds one pair at the least cost, so that after each the sum is the least for so many
 * pairs. Distances are computed when they are needed; memory is in the order of the number of
 * pictures.
 *
 * <p>Lists, near-duplicates, tolerances and means are not asked about. The sum is a bound for sets
 * that keep them, and reached where these pairs happen to keep them.
 */
final class PairAssignment {
  private final Task task;
  private final int[][] chosen;
  private double sum;
  private int pairs;

  private PairAssignment(Task task) {
    this.task = task;
    this.chosen = new int[2][task.each];
  }

  /** Of the pictures that fit two sets. */
  static PairAssignment of(Task task) {
    PairAssignment found = new PairAssignment(task);
    for (int level = 0; level < task.quota.length; level++) {
      found.add(task.candidates[0][level], task.candidates[1][level], task.quota[level]);
    }
    return found;
  }

  /** Of pictures that are in two sets already: each has a partner of its category. */
  static PairAssignment within(Task task, int[][] sets) {
    PairAssignment found = new PairAssignment(task);
    for (int level = 0; level < task.quota.length; level++) {
      found.add(of(task, sets[0], level), of(task, sets[1], level), task.quota[level]);
    }
    return found;
  }

  private static int[] of(Task task, int[] set, int level) {
    return IntStream.of(set).filter(row -> task.level[row] == level).toArray();
  }

  /** Mean distance of the partners. */
  double cost() {
    return sum / task.each;
  }

  /** The sets, partners at the same place. */
  int[][] chosen() {
    return chosen;
  }

  /** Whether no picture is in both, no near-duplicates come together, and the lists are kept. */
  boolean keepsRules() {
    boolean[] there = new boolean[task.rows.length];
    for (int[] set : chosen) {
      for (int row : set) {
        if (there[row]) {
          return false;
        }
        there[row] = true;
      }
    }
    return IntStream.range(0, there.length)
        .allMatch(
            row ->
                there[row]
                    ? IntStream.of(task.near[row]).noneMatch(other -> there[other])
                    : !task.must[row]);
  }

  private void add(int[] left, int[] right, int count) {
    Level level = new Level(task, left, right);
    for (int pair = 0; pair < count; pair++) {
      level.augment();
    }
    for (int i = 0; i < left.length; i++) {
      if (level.partner[i] >= 0) {
        int other = right[level.partner[i]];
        chosen[0][pairs] = left[i];
        chosen[1][pairs++] = other;
        sum += Arrangement.distance(task, left[i], other);
      }
    }
  }

  /** One category: pictures by their places on the left and on the right. */
  private static final class Level {
    private final Task task;
    private final int[] left;
    private final int[] right;
    private final int[] partner;
    private final int[] taker;

    /** Lengths of the shortest ways so far; those to free pictures on the left are 0. */
    private final double[] leftPotential;

    private final double[] rightPotential;
    private double endPotential;

    /** Of the free pictures on the left, the one that is nearest to each on the right. */
    private final int[] nearest;

    private final double[] nearestDistance;

    private Level(Task task, int[] left, int[] right) {
      this.task = task;
      this.left = left;
      this.right = right;
      this.partner = new int[left.length];
      this.taker = new int[right.length];
      Arrays.fill(partner, -1);
      Arrays.fill(taker, -1);
      this.leftPotential = new double[left.length];
      this.rightPotential = new double[right.length];
      this.nearest = new int[right.length];
      this.nearestDistance = new double[right.length];
      for (int j = 0; j < right.length; j++) {
        lookForNearest(j);
      }
    }

    private double distance(int i, int j) {
      return left[i] == right[j]
          ? Double.POSITIVE_INFINITY
          : Arrangement.distance(task, left[i], right[j]);
    }

    private void lookForNearest(int j) {
      nearest[j] = -1;
      nearestDistance[j] = Double.POSITIVE_INFINITY;
      for (int i = 0; i < left.length; i++) {
        if (partner[i] < 0) {
          double distance = distance(i, j);
          if (distance < nearestDistance[j]) {
            nearestDistance[j] = distance;
            nearest[j] = i;
          }
        }
      }
    }

    /** One more pair, along the shortest way from any free picture on the left (Dijkstra's). */
    void augment() {
      double[] reach = new double[right.length];
      int[] from = nearest.clone();
      boolean[] settled = new boolean[right.length];
      Arrays.setAll(reach, j -> nearestDistance[j] - rightPotential[j]);
      double end = Double.POSITIVE_INFINITY;
      int last = -1;
      while (true) {
        int next = -1;
        for (int j = 0; j < right.length; j++) {
          if (!settled[j] && (next < 0 || reach[j] < reach[next])) {
            next = j;
          }
        }
        if (next < 0 || reach[next] >= end) {
          break;
        }
        settled[next] = true;
        if (taker[next] < 0) {
          double whole = reach[next] + rightPotential[next] - endPotential;
          if (whole < end) {
            end = whole;
            last = next;
          }
        } else {
          // A pair that is there costs nothing to undo beyond what its potentials say.
          int i = taker[next];
          for (int j = 0; j < right.length; j++) {
            if (!settled[j]) {
              double way = reach[next] + distance(i, j) + leftPotential[i] - rightPotential[j];
              if (way < reach[j]) {
                reach[j] = way;
                from[j] = i;
              }
            }
          }
        }
      }
      if (last < 0) {
        throw Filling.impossible(task);
      }
      for (int i = 0; i < left.length; i++) {
        if (partner[i] >= 0) {
          leftPotential[i] += Math.min(reach[partner[i]], end);
        }
      }
      for (int j = 0; j < right.length; j++) {
        rightPotential[j] += Math.min(reach[j], end);
      }
      endPotential += end;
      take(last, from);
    }

    /** Follows the way back, giving each picture on it its new partner. */
    private void take(int last, int[] from) {
      int j = last;
      int i;
      do {
        i = from[j];
        int before = partner[i];
        partner[i] = j;
        taker[j] = i;
        j = before;
      } while (j >= 0);
      for (int other = 0; other < right.length; other++) {
        if (nearest[other] == i) { // the one that was free
          lookForNearest(other);
        }
      }
    }
  }
}
