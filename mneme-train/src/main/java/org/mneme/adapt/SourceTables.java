package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureTable;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;

/** The features of some images from several sources, all open or none. */
final class SourceTables implements AutoCloseable {
  private static final int BATCH = 8;

  private final List<FeatureTable> tables = new ArrayList<>();

  private SourceTables() {}

  static SourceTables of(
      List<Source> sources, List<Path> images, FeatureCache cache, int threads, Progress progress)
      throws IOException {
    SourceTables opened = new SourceTables();
    try {
      for (Source source : sources) {
        FeatureTable table =
            cache.features(
                source.network(),
                source.features(),
                source.views(),
                images,
                new FeatureCache.Settings(DecodeMode.NATURAL, ImageLimits.DEFAULT, threads, BATCH),
                progress);
        opened.tables.add(table);
        table.requireAll();
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      try {
        opened.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** What a regression reads of these images. */
  FrozenRows rows(int[] images) {
    return new FrozenRows(tables, images);
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (FeatureTable table : tables) {
      try {
        table.close();
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
