package org.mneme.features;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.cluster.Machines;
import org.mneme.files.Sha256;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;

/**
 * What frozen networks gave for images, kept in a folder from run to run, so that no branch runs
 * twice on one input.
 *
 * <p>A vector is known by the content of the image file, the nodes and weights up to its layer, the
 * statistic, the view and the way of decoding. Several processes may use one folder. A process that
 * is killed leaves a valid cache. Threads may share an object.
 */
public final class FeatureCache {
  /** The version of entries' keys. The first held settings as Java writes records. */
  static final int FORMAT = 2;

  private final Path folder;
  private final @Nullable Machines machines;

  /**
   * A cache in a folder.
   *
   * @param folder is made when it is first needed
   */
  public FeatureCache(Path folder) {
    this(folder, null);
  }

  /**
   * A cache that the machines of a cluster fill. They see its folder, and the images, under the
   * same names.
   *
   * @param folder is made when it is first needed
   * @param machines extract what is missing; null for this machine alone
   */
  public FeatureCache(Path folder, @Nullable Machines machines) {
    this.folder = folder;
    this.machines = machines;
  }

  /**
   * How to compute what is missing.
   *
   * @param decode how image files are read
   * @param limits larger files and pictures are refused
   * @param threads for the network; as many again may decode
   * @param batch rows that the network takes at once
   * @serial exclude
   */
  @SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
  public record Settings(DecodeMode decode, ImageLimits limits, int threads, int batch)
      implements Serializable {
    /**
     * Checks the counts.
     *
     * @param decode how image files are read
     * @param limits larger files and pictures are refused
     * @param threads for the network
     * @param batch rows that the network takes at once
     * @throws IllegalArgumentException if {@code threads} or {@code batch} is below 1
     */
    public Settings {
      if (threads < 1 || batch < 1) {
        throw new IllegalArgumentException(
            "threads (%d) and batch (%d) must be at least 1".formatted(threads, batch));
      }
    }
  }

  /**
   * Features of images: kept ones, and the others computed now. Memory does not grow with the
   * number of images but for some hundred bytes each.
   *
   * <p>An image that cannot be read has {@link FeatureTable#error}.
   *
   * @param network whose layers are wanted
   * @param features which figures of which layers
   * @param views how each image is looked at; all of one size
   * @param images files; one that is named twice is computed once
   * @param settings how to compute what is missing
   * @param progress of the network on images that it has not seen; is told nothing where it has
   *     seen all. What was computed when it cancels is kept
   * @return to be closed
   * @throws IllegalArgumentException if the network has no such layer
   * @throws org.mneme.onnx.ModelException if it fails
   */
  public FeatureTable features(
      FrozenNetwork network,
      List<Feature> features,
      List<? extends View> views,
      List<Path> images,
      Settings settings,
      Progress progress)
      throws IOException {
    FeatureStores.Keys keys =
        FeatureStores.Keys.of(folder, network, features, views, settings.decode());
    if (machines != null) {
      return new SpreadExtraction(machines, keys, views, settings)
          .features(images, network, progress, () -> sayWhatIsTooOld(progress));
    }
    List<@Nullable String> errors = new ArrayList<>(images.size());
    List<@Nullable String> hashes = hashes(images, settings.threads(), errors);
    FeatureStores stores = new FeatureStores(keys);
    List<Path> missing = new ArrayList<>();
    List<String> missingHashes = new ArrayList<>();
    Map<String, String> failed = new HashMap<>();
    Map<String, Path> asked = new HashMap<>();
    for (int i = 0; i < images.size(); i++) {
      @Nullable String hash = hashes.get(i);
      if (hash != null && !stores.have(hash) && asked.put(hash, images.get(i)) == null) {
        missing.add(images.get(i));
        missingHashes.add(hash);
      }
    }
    if (!missing.isEmpty()) {
      sayWhatIsTooOld(progress);
      List<Feature> lacking = stores.lacking(missingHashes);
      compute(network, lacking, views, missing, missingHashes, settings, progress, stores, failed);
    }
    return stores.table(hashes, errors, failed, false);
  }

  /** Whoever wonders why features are extracted again learns it here. */
  private void sayWhatIsTooOld(Progress progress) throws IOException {
    List<CacheEntry> old = entries().stream().filter(CacheEntry::isTooOld).toList();
    if (!old.isEmpty()) {
      progress.say(
          String.format(
              Locale.ROOT,
              "%s: %d entries (%.0f MB) are of an earlier version of Mneme and are not used; they"
                  + " can be deleted",
              folder,
              old.size(),
              old.stream().mapToLong(CacheEntry::bytes).sum() / 1e6));
    }
  }

  /**
   * {@return what is kept, the latest used first}
   *
   * @throws IOException if an entry cannot be read
   */
  public List<CacheEntry> entries() throws IOException {
    List<CacheEntry> entries = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return entries;
    }
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.toList()) {
        if (Files.exists(each.resolve(CacheEntry.ABOUT))) {
          entries.add(CacheEntry.read(each));
        }
      }
    }
    entries.sort(Comparator.comparing(CacheEntry::used).reversed());
    return entries;
  }

  /**
   * Deletes an entry; a process that reads it keeps its mapped files until it ends.
   *
   * @param entry one of {@link #entries}
   * @throws IOException if a file of it cannot be deleted
   */
  public void delete(CacheEntry entry) throws IOException {
    // First what makes it an entry, so that half a deletion leaves none.
    for (String name : List.of(CacheEntry.ABOUT, VectorStore.INDEX, VectorStore.VECTORS)) {
      Files.deleteIfExists(entry.folder().resolve(name));
    }
    Files.deleteIfExists(entry.folder());
  }

  private void compute(
      FrozenNetwork network,
      List<Feature> features,
      List<? extends View> views,
      List<Path> missing,
      List<String> hashes,
      Settings settings,
      Progress progress,
      FeatureStores stores,
      Map<String, String> failed)
      throws IOException {
    progress.begin(
        "Extracting features with " + network.name() + " (kept)", missing.size(), "images");
    progress.check();
    Extraction extraction = new Extraction(features, views, settings, network.name());
    Path graph = extraction.write(folder, network);
    try {
      extraction.run(graph, missing, hashes, stores, failed, progress);
    } finally {
      Files.deleteIfExists(graph);
    }
  }

  static String unreadable(Path image, @Nullable Throwable cause) {
    return image + ": cannot be read: " + cause;
  }

  /** SHA-256 of each image; null, with its error noted, for one that cannot be read. */
  private static List<@Nullable String> hashes(
      List<Path> images, int threads, List<@Nullable String> errors) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<String>> running =
          images.stream().map(image -> pool.submit(() -> Sha256.of(image))).toList();
      List<@Nullable String> hashes = new ArrayList<>(images.size());
      for (int i = 0; i < running.size(); i++) {
        try {
          hashes.add(running.get(i).get());
          errors.add(null);
        } catch (ExecutionException e) {
          hashes.add(null);
          errors.add(unreadable(images.get(i), e.getCause()));
        }
      }
      return hashes;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
