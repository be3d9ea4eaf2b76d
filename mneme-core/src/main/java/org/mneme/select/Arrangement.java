package org.mneme.select;

import java.util.Arrays;
import org.mneme.select.SelectSettings.Goal;

/**
 * Sets while they are searched for, with their cost. Replacing a picture keeps sums and sorted
 * values of its set, so that the cost of a neighbour takes time in the order of a set's size.
 */
final class Arrangement {
  /** A demand that is not met weighs more than any gain elsewhere. */
  static final double UNMET = 100;

  /** What the largest difference of means weighs beside the mean distance of distributions. */
  static final double MEANS = 3;

  private final Task task;
  final int[][] chosen;

  /** The set times its size plus the place where each row is; -1 for nowhere. */
  final int[] where;

  private final double[][] sum;
  private final double[][] squares;
  private final double[][][] sorted;
  private final double[] scoreSum;
  private final double[] distance;
  private double distances;

  Arrangement(Task task, int[][] chosen) {
    this.task = task;
    this.chosen = chosen;
    this.where = new int[task.rows.length];
    Arrays.fill(where, -1);
    int columns = task.columns();
    this.sum = new double[task.sets][columns];
    this.squares = new double[task.sets][columns];
    this.sorted = new double[task.sets][columns][task.each];
    this.scoreSum = new double[task.sets];
    this.distance = new double[task.each];
    for (int set = 0; set < task.sets; set++) {
      for (int place = 0; place < task.each; place++) {
        int row = chosen[set][place];
        where[row] = set * task.each + place;
        scoreSum[set] += task.score[row];
        for (int column = 0; column < columns; column++) {
          double value = task.matched[column][row];
          sum[set][column] += value;
          squares[set][column] += value * value;
          sorted[set][column][place] = value;
        }
      }
      for (double[] values : sorted[set]) {
        Arrays.sort(values);
      }
    }
    if (task.goal == Goal.PAIRS) {
      for (int place = 0; place < task.each; place++) {
        distance[place] = distanceAt(place);
        distances += distance[place];
      }
    }
  }

  /** Puts a row in the place of another; {@link #where} of the other becomes nowhere. */
  void replace(int set, int place, int row) {
    int old = chosen[set][place];
    chosen[set][place] = row;
    if (where[old] == set * task.each + place) {
      where[old] = -1;
    }
    where[row] = set * task.each + place;
    scoreSum[set] += task.score[row] - task.score[old];
    for (int column = 0; column < task.columns(); column++) {
      double from = task.matched[column][old];
      double to = task.matched[column][row];
      sum[set][column] += to - from;
      squares[set][column] += to * to - from * from;
      if (task.goal == Goal.DISTRIBUTIONS) {
        move(sorted[set][column], from, to);
      }
    }
    if (task.goal == Goal.PAIRS) {
      distances -= distance[place];
      distance[place] = distanceAt(place);
      distances += distance[place];
    }
  }

  private static void move(double[] values, double from, double to) {
    int at = Arrays.binarySearch(values, from);
    if (from < to) {
      for (; at + 1 < values.length && values[at + 1] < to; at++) {
        values[at] = values[at + 1];
      }
    } else {
      for (; at > 0 && values[at - 1] > to; at--) {
        values[at] = values[at - 1];
      }
    }
    values[at] = to;
  }

  /** Mean over pairs of sets of the Euclidean distance, per matched column, in z-scores. */
  private double distanceAt(int place) {
    double total = 0;
    int pairs = 0;
    for (int a = 0; a < task.sets; a++) {
      for (int b = a + 1; b < task.sets; b++) {
        total += distance(task, chosen[a][place], chosen[b][place]);
        pairs++;
      }
    }
    return total / pairs;
  }

  static double distance(Task task, int a, int b) {
    double squares = 0;
    for (double[] column : task.matched) {
      double off = column[a] - column[b];
      squares += off * off;
    }
    return Math.sqrt(squares / Math.max(1, task.columns()));
  }

  /** What the search makes as small as possible; {@link Selector} says what it is made of. */
  double cost() {
    double unmet = 0;
    double largest = 0;
    for (int column = 0; column < task.columns(); column++) {
      double difference = difference(column);
      unmet += Math.max(0, difference - task.tolerance[column]);
      largest = Math.max(largest, difference);
    }
    for (int set = 0; set < task.sets; set++) {
      if (task.means[set].isPresent()) {
        double off = Math.abs(scoreSum[set] / task.each - task.means[set].getAsDouble());
        unmet += Math.max(0, off - Matching.USUAL);
      }
    }
    return UNMET * unmet
        + switch (task.goal) {
          case PAIRS -> distances / task.each;
          case APART -> (scoreSum[0] - scoreSum[task.sets - 1]) / task.each;
          case DISTRIBUTIONS -> MEANS * largest + apart();
        };
  }

  /** Largest standardised difference of a column between two sets. */
  private double difference(int column) {
    double largest = 0;
    for (int a = 0; a < task.sets; a++) {
      for (int b = a + 1; b < task.sets; b++) {
        double off = Math.abs(sum[a][column] - sum[b][column]) / task.each;
        double spread = Math.sqrt((variance(a, column) + variance(b, column)) / 2);
        largest = Math.max(largest, off < 1e-12 ? 0 : off / Math.max(spread, 1e-9));
      }
    }
    return largest;
  }

  private double variance(int set, int column) {
    double mean = sum[set][column] / task.each;
    return Math.max(0, (squares[set][column] - mean * sum[set][column]) / (task.each - 1));
  }

  /** Mean distance of distributions (Wasserstein's, in z-scores) over columns and pairs of sets. */
  private double apart() {
    double total = 0;
    int count = 0;
    for (int a = 0; a < task.sets; a++) {
      for (int b = a + 1; b < task.sets; b++) {
        for (int column = 0; column < task.columns(); column++) {
          double[] first = sorted[a][column];
          double[] second = sorted[b][column];
          double off = 0;
          for (int i = 0; i < first.length; i++) {
            off += Math.abs(first[i] - second[i]);
          }
          total += off / first.length;
          count++;
        }
      }
    }
    return count == 0 ? 0 : total / count;
  }
}
