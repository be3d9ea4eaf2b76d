package org.mneme.head;

import java.io.IOException;
import java.util.List;

/** Rows on their way, of which one group of columns is left out. */
record RowsWithout(PortableRows all, int group) implements PortableRows {
  @Override
  public Open open() throws IOException {
    Open opened = all.open();
    FeatureRows others = opened.without(group);
    return new Open() {
      @Override
      public int count() {
        return others.count();
      }

      @Override
      public List<Integer> lengths() {
        return others.lengths();
      }

      @Override
      public void read(int sample, int other, float[] into) throws IOException {
        others.read(sample, other, into);
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }
}
