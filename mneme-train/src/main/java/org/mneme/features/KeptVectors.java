package org.mneme.features;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the features of some images lie, for another process that sees the cache's folder under the
 * same name. Takes 8 bytes for each vector.
 *
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public final class KeptVectors implements Serializable {
  private static final long serialVersionUID = 1;

  private final ArrayList<Feature> features;
  private final int views;
  private final ArrayList<String> folders;
  private final int[] lengths;
  private final ArrayList<long[]> slots;

  KeptVectors(
      List<Feature> features, int views, List<String> folders, int[] lengths, List<long[]> slots) {
    this.features = new ArrayList<>(features);
    this.views = views;
    this.folders = new ArrayList<>(folders);
    this.lengths = lengths;
    this.slots = new ArrayList<>(slots);
  }

  /**
   * Opens the vectors.
   *
   * @return to be closed; its images are counted anew
   * @throws IOException if the folder is not seen here, or does not hold them any longer
   */
  public FeatureTable open() throws IOException {
    List<Path> places = folders.stream().map(Path::of).toList();
    List<Vectors> vectors = new ArrayList<>();
    Closing opened = new Closing(vectors);
    try {
      for (int s = 0; s < places.size(); s++) {
        Path file = places.get(s).resolve(VectorStore.VECTORS);
        if (!Files.isRegularFile(file)) {
          throw new IOException(
              "%s: not seen by this machine; the folder of kept features must lie on a file system that all machines share"
                  .formatted(file));
        }
        Vectors each = Vectors.read(file, lengths[s]);
        vectors.add(each);
        for (long slot : slots.get(s)) {
          if (slot >= 0 && !each.has(slot)) {
            throw new IOException(
                "%s: shorter than when its features were extracted; run the same again"
                    .formatted(file));
          }
        }
      }
    } catch (IOException e) {
      opened.close();
      throw e;
    }
    int images = slots.isEmpty() ? 0 : slots.get(0).length;
    return new FeatureTable(
        features,
        views,
        places,
        vectors,
        slots,
        new ArrayList<>(Collections.nCopies(images, null)),
        opened);
  }

  private record Closing(List<Vectors> vectors) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      for (Vectors each : vectors) {
        each.close();
      }
    }
  }
}
