package org.mneme.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers about some things, such as images, in groups of columns; read when asked for. */
public interface FeatureRows {
  /** How many things there are. */
  int count();

  /** How many columns each group has. */
  List<Integer> lengths();

  /** Copies the numbers of one thing in one group to the start of {@code into}. */
  void read(int sample, int group, float[] into) throws IOException;

  /** The columns of all groups together. */
  default int columns() {
    return lengths().stream().mapToInt(length -> length).sum();
  }

  /** The longest group's columns. */
  default int longest() {
    return lengths().stream().mapToInt(length -> length).max().orElse(0);
  }

  /** Some of these things for another process: with their numbers, or with where these are. */
  default PortableRows portable(int[] chosen) throws IOException {
    return CopiedRows.of(this, chosen);
  }

  /** The same things without one group of columns. */
  default FeatureRows without(int group) {
    FeatureRows all = this;
    List<Integer> lengths = new ArrayList<>(lengths());
    lengths.remove(group);
    return new FeatureRows() {
      @Override
      public int count() {
        return all.count();
      }

      @Override
      public List<Integer> lengths() {
        return lengths;
      }

      @Override
      public void read(int sample, int other, float[] into) throws IOException {
        all.read(sample, other < group ? other : other + 1, into);
      }

      @Override
      public PortableRows portable(int[] chosen) throws IOException {
        return new RowsWithout(all.portable(chosen), group);
      }
    };
  }

  /** Some of these things, in the order given. */
  default FeatureRows rows(int[] chosen) {
    FeatureRows all = this;
    return new FeatureRows() {
      @Override
      public int count() {
        return chosen.length;
      }

      @Override
      public List<Integer> lengths() {
        return all.lengths();
      }

      @Override
      public void read(int sample, int group, float[] into) throws IOException {
        all.read(chosen[sample], group, into);
      }

      @Override
      public PortableRows portable(int[] some) throws IOException {
        return all.portable(Arrays.stream(some).map(sample -> chosen[sample]).toArray());
      }
    };
  }
}
