package org.mneme.adapt;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mneme.features.FeatureTable;
import org.mneme.features.KeptVectors;
import org.mneme.head.FeatureRows;
import org.mneme.head.PortableRows;

/** Images by what frozen networks see in them: a group for each feature, the mean of its views. */
final class FrozenRows implements FeatureRows {
  private record Group(FeatureTable table, int feature) {}

  private final List<FeatureTable> tables;
  private final List<Group> groups = new ArrayList<>();
  private final List<Integer> lengths;
  private final int[] images;

  /**
   * Takes features from tables of the same images.
   *
   * @param images which ones, all without an error
   */
  public FrozenRows(List<FeatureTable> tables, int[] images) {
    this.tables = List.copyOf(tables);
    for (FeatureTable table : tables) {
      for (int feature = 0; feature < table.features().size(); feature++) {
        groups.add(new Group(table, feature));
      }
    }
    this.lengths = groups.stream().map(group -> group.table.length(group.feature)).toList();
    this.images = images.clone();
  }

  @Override
  public int count() {
    return images.length;
  }

  @Override
  public List<Integer> lengths() {
    return lengths;
  }

  @Override
  public PortableRows portable(int[] chosen) {
    int[] kept = Arrays.stream(chosen).map(sample -> images[sample]).toArray();
    return new Portable(
        tables.stream().map(table -> table.portable(kept)).collect(toCollection(ArrayList::new)),
        kept.length);
  }

  /** The same images where the cache's folder is seen under the same name. */
  private record Portable(ArrayList<KeptVectors> vectors, int images) implements PortableRows {
    @Override
    public Open open() throws IOException {
      List<FeatureTable> tables = new ArrayList<>();
      try {
        for (KeptVectors each : vectors) {
          tables.add(each.open());
        }
      } catch (IOException e) {
        FrozenRows.close(tables);
        throw e;
      }
      FrozenRows rows = new FrozenRows(tables, IntStream.range(0, images).toArray());
      return new Open() {
        @Override
        public int count() {
          return rows.count();
        }

        @Override
        public List<Integer> lengths() {
          return rows.lengths();
        }

        @Override
        public void read(int sample, int group, float[] into) throws IOException {
          rows.read(sample, group, into);
        }

        @Override
        public void close() throws IOException {
          FrozenRows.close(tables);
        }
      };
    }
  }

  private static void close(List<FeatureTable> tables) throws IOException {
    for (FeatureTable table : tables) {
      table.close();
    }
  }

  @Override
  public void read(int sample, int group, float[] into) throws IOException {
    FeatureTable table = groups.get(group).table;
    int feature = groups.get(group).feature;
    table.read(images[sample], 0, feature, into, 0);
    int views = table.views();
    if (views == 1) {
      return;
    }
    int length = table.length(feature);
    float[] other = new float[length];
    for (int view = 1; view < views; view++) {
      table.read(images[sample], view, feature, other, 0);
      for (int c = 0; c < length; c++) {
        into[c] += other[c];
      }
    }
    for (int c = 0; c < length; c++) {
      into[c] /= views;
    }
  }
}
