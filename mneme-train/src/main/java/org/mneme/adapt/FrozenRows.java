package org.mneme.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mneme.features.FeatureTable;
import org.mneme.head.FeatureRows;

/** Images by what frozen networks see in them: a group for each feature, the mean of its views. */
final class FrozenRows implements FeatureRows {
  private record Group(FeatureTable table, int feature) {}

  private final List<Group> groups = new ArrayList<>();
  private final int[] images;

  /**
   * Takes features from tables of the same images.
   *
   * @param images which ones, all without an error
   */
  public FrozenRows(List<FeatureTable> tables, int[] images) {
    for (FeatureTable table : tables) {
      for (int feature = 0; feature < table.features().size(); feature++) {
        groups.add(new Group(table, feature));
      }
    }
    this.images = images.clone();
  }

  @Override
  public int count() {
    return images.length;
  }

  @Override
  public List<Integer> lengths() {
    return groups.stream().map(group -> group.table.length(group.feature)).toList();
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
