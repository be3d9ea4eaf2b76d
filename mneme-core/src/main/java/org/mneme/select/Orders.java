package org.mneme.select;

import java.util.Comparator;
import java.util.stream.IntStream;

/** The candidates of each set and level in the order of each column. */
final class Orders {
  private final int[][][][] orders;
  private final int[][][] places;

  Orders(Task task) {
    int columns = task.columns();
    this.orders = new int[task.sets][task.levels.size()][columns][];
    this.places = new int[task.sets][columns][task.rows.length];
    for (int set = 0; set < task.sets; set++) {
      for (int level = 0; level < task.levels.size(); level++) {
        for (int column = 0; column < columns; column++) {
          double[] values = task.matched[column];
          int[] order =
              IntStream.of(task.candidates[set][level])
                  .boxed()
                  .sorted(Comparator.comparingDouble(row -> values[row]))
                  .mapToInt(row -> row)
                  .toArray();
          orders[set][level][column] = order;
          for (int place = 0; place < order.length; place++) {
            places[set][column][order[place]] = place;
          }
        }
      }
    }
  }

  int[] of(int set, int level, int column) {
    return orders[set][level][column];
  }

  /** Where a candidate of a set stands in the order of its level. */
  int place(int set, int column, int row) {
    return places[set][column][row];
  }
}
