package org.mneme.head;

import java.util.List;

/** FeatureRows in memory: a row for each, its columns split into groups. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Table(double[][] rows, List<Integer> lengths) implements FeatureRows {
  @Override
  public int count() {
    return rows.length;
  }

  @Override
  public void read(int sample, int group, float[] into) {
    int from = lengths.subList(0, group).stream().mapToInt(length -> length).sum();
    for (int c = 0; c < lengths.get(group); c++) {
      into[c] = (float) rows[sample][from + c];
    }
  }

  /** One thing's groups, as a head takes them. */
  static List<float[]> groups(double[] row, List<Integer> lengths) {
    Table one = new Table(new double[][] {row}, lengths);
    List<float[]> groups = lengths.stream().map(float[]::new).toList();
    for (int group = 0; group < groups.size(); group++) {
      one.read(0, group, groups.get(group));
    }
    return groups;
  }
}
