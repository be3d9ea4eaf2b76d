package org.mneme.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Rows that travel with all their numbers. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CopiedRows(ArrayList<Integer> columns, float[][] rows) implements PortableRows {
  static CopiedRows of(FeatureRows all, int[] chosen) throws IOException {
    List<Integer> lengths = all.lengths();
    float[][] rows = new float[chosen.length][all.columns()];
    float[] group = new float[all.longest()];
    for (int i = 0; i < chosen.length; i++) {
      int at = 0;
      for (int g = 0; g < lengths.size(); g++) {
        all.read(chosen[i], g, group);
        System.arraycopy(group, 0, rows[i], at, lengths.get(g));
        at += lengths.get(g);
      }
    }
    return new CopiedRows(new ArrayList<>(lengths), rows);
  }

  @Override
  public Open open() {
    int[] starts = new int[columns.size()];
    for (int g = 1; g < starts.length; g++) {
      starts[g] = starts[g - 1] + columns.get(g - 1);
    }
    return new Open() {
      @Override
      public int count() {
        return rows.length;
      }

      @Override
      public List<Integer> lengths() {
        return columns;
      }

      @Override
      public void read(int sample, int group, float[] into) {
        System.arraycopy(rows[sample], starts[group], into, 0, columns.get(group));
      }

      @Override
      public void close() {}
    };
  }
}
