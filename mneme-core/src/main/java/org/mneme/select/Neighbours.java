package org.mneme.select;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Pictures of one set that are most like a picture of another; found when they are asked for. */
final class Neighbours {
  private static final int COUNT = 5;

  /** Of more candidates, each second or third and so on is looked at. */
  private static final int MOST = 4000;

  private final Task task;
  private final Map<Integer, int[]> found = new HashMap<>();

  Neighbours(Task task) {
    this.task = task;
  }

  /** One of the nearest; -1 for none. */
  int any(int set, int row, SplittableRandom random) {
    int[] nearest = found.computeIfAbsent(set * task.rows.length + row, key -> nearest(set, row));
    return nearest.length == 0 ? -1 : nearest[random.nextInt(nearest.length)];
  }

  private int[] nearest(int set, int row) {
    int[] rows = new int[COUNT];
    double[] distances = new double[COUNT];
    int count = 0;
    int[] candidates = task.candidates[set][task.level[row]];
    int stride = 1 + candidates.length / MOST;
    for (int i = row % stride; i < candidates.length; i += stride) {
      int other = candidates[i];
      if (other == row) {
        continue;
      }
      double distance = Arrangement.distance(task, row, other);
      if (count == COUNT && distance >= distances[COUNT - 1]) {
        continue;
      }
      int at = count < COUNT ? count++ : COUNT - 1;
      for (; at > 0 && distances[at - 1] > distance; at--) {
        distances[at] = distances[at - 1];
        rows[at] = rows[at - 1];
      }
      distances[at] = distance;
      rows[at] = other;
    }
    return Arrays.copyOf(rows, count);
  }
}
