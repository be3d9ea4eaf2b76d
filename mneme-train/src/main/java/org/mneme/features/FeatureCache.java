package org.mneme.features;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;
import org.mneme.files.WholeFile;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageLimits;
import org.mneme.image.InputSize;
import org.mneme.image.Rgb;
import org.mneme.onnx.OnnxFile;
import org.mneme.progress.Progress;
import org.mneme.score.ImageRunner;
import org.mneme.settings.SettingText;

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

  private static final int ID_DIGITS = 32;

  private final Path folder;

  /**
   * A cache in a folder.
   *
   * @param folder is made when it is first needed
   */
  public FeatureCache(Path folder) {
    this.folder = folder;
  }

  /**
   * How to compute what is missing.
   *
   * @param decode how image files are read
   * @param limits larger files and pictures are refused
   * @param threads for the network; as many again may decode
   * @param batch rows that the network takes at once
   */
  public record Settings(DecodeMode decode, ImageLimits limits, int threads, int batch) {
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
    List<@Nullable String> errors = new ArrayList<>(images.size());
    List<@Nullable String> hashes = hashes(images, settings.threads(), errors);
    Stores stores = new Stores(network, features, views, settings.decode());
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
    return stores.table(hashes, errors, failed);
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
      Stores stores,
      Map<String, String> failed)
      throws IOException {
    InputSize size = views.get(0).size();
    int[] done = {0};
    progress.begin(
        "Extracting features with " + network.name() + " (kept)", missing.size(), "images");
    progress.check();
    try (ImageRunner runner = open(network, features, size, settings)) {
      runner.run(
          missing.iterator(),
          image -> planes(image, views, settings),
          views.size(),
          outputs -> {
            String hash = hashes.get(done[0]++);
            if (outputs.error() == null) {
              stores.add(hash, features, outputs.values());
            } else {
              failed.put(hash, outputs.error());
            }
            progress.advance(done[0]);
            progress.check();
          });
    }
  }

  private static float[] planes(Path image, List<? extends View> views, Settings settings)
      throws IOException {
    Rgb picture = ImageDecoder.decode(image, settings.decode(), settings.limits());
    float[] all = new float[0];
    for (int i = 0; i < views.size(); i++) {
      float[] one = views.get(i).planes(picture);
      all = i == 0 ? Arrays.copyOf(one, views.size() * one.length) : all;
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  /** Opens the part of the network that the features need, from a file that is deleted at once. */
  private ImageRunner open(
      FrozenNetwork network, List<Feature> features, InputSize size, Settings settings)
      throws IOException {
    Files.createDirectories(folder);
    Path graph = Files.createTempFile(folder, ".graph", ".onnx");
    try {
      OnnxFile.write(FeatureGraph.of(network, features, size, settings.threads()), graph);
      return ImageRunner.open(graph, size, settings.threads(), settings.batch(), network.name());
    } finally {
      Files.deleteIfExists(graph);
    }
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
          errors.add(images.get(i) + ": cannot be read: " + e.getCause());
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

  /** Every feature in every view has a store of its own. */
  private final class Stores {
    private final List<Feature> features;
    private final int views;
    private final List<Map<String, Object>> keys = new ArrayList<>();
    private final List<@Nullable VectorStore> stores = new ArrayList<>();

    Stores(
        FrozenNetwork network,
        List<Feature> features,
        List<? extends View> views,
        DecodeMode decode)
        throws IOException {
      this.features = features;
      this.views = views.size();
      for (View view : views) {
        for (Feature feature : features) {
          Map<String, Object> key = new LinkedHashMap<>();
          key.put("format", (long) FORMAT);
          key.put("network", network.hash(feature.layer()));
          key.put("layer", feature.layer());
          key.put("statistic", feature.statistic().toString());
          key.put("view", view.key());
          key.put("decode", decode.name().toLowerCase(Locale.ROOT));
          key.put("pixels", (long) ImageDecoder.VERSION);
          keys.add(key);
          stores.add(existing(key));
        }
      }
    }

    private Path place(Map<String, Object> key) {
      StringBuilder text = new StringBuilder("mneme features\n");
      key.forEach(
          (name, value) ->
              text.append(name).append('=').append(SettingText.exact(value)).append('\n'));
      return folder.resolve(Sha256.of(text.toString()).substring(0, ID_DIGITS));
    }

    private @Nullable VectorStore existing(Map<String, Object> key) throws IOException {
      Path about = place(key).resolve(CacheEntry.ABOUT);
      if (!Files.exists(about)) {
        return null;
      }
      int length = CacheEntry.read(place(key)).length();
      Files.setLastModifiedTime(about, FileTime.from(Instant.now())); // CacheEntry.used
      return new VectorStore(place(key), length);
    }

    boolean have(String sha256) throws IOException {
      for (int i = 0; i < stores.size(); i++) {
        if (!have(i, sha256)) {
          return false;
        }
      }
      return true;
    }

    private boolean have(int i, String sha256) throws IOException {
      VectorStore store = stores.get(i);
      return store != null && store.find(sha256) >= 0;
    }

    /** The features that some of the images have not: another branch's need not run again. */
    List<Feature> lacking(List<String> hashes) throws IOException {
      Set<Feature> lacking = new LinkedHashSet<>();
      for (int i = 0; i < stores.size(); i++) {
        for (String hash : hashes) {
          if (!have(i, hash)) {
            lacking.add(features.get(i % features.size()));
            break;
          }
        }
      }
      return List.copyOf(lacking);
    }

    void add(String sha256, List<Feature> computed, Map<String, FloatBuffer> outputs)
        throws IOException {
      for (int i = 0; i < stores.size(); i++) {
        Feature feature = features.get(i % features.size());
        if (!computed.contains(feature)) {
          continue;
        }
        FloatBuffer rows = outputs.get(FeatureGraph.output(feature));
        if (rows == null) {
          throw new IllegalStateException("the graph has no output " + feature);
        }
        int length = rows.remaining() / views;
        VectorStore store = stores.get(i);
        if (store == null) {
          store = make(keys.get(i), length);
          stores.set(i, store);
        }
        int view = i / features.size();
        store.add(Map.of(sha256, rows.slice(view * length, length)));
      }
    }

    private VectorStore make(Map<String, Object> key, int length) throws IOException {
      Path place = place(key);
      Files.createDirectories(place);
      Map<String, Object> said = new LinkedHashMap<>(key);
      said.put("length", length);
      // Another process may write the same.
      WholeFile.writeText(
          place.resolve(CacheEntry.ABOUT),
          out ->
              out.write(
                  new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(said)));
      return new VectorStore(place, length);
    }

    FeatureTable table(
        List<@Nullable String> hashes, List<@Nullable String> errors, Map<String, String> failed)
        throws IOException {
      List<VectorStore> all = new ArrayList<>();
      List<long[]> slots = new ArrayList<>();
      for (int i = 0; i < hashes.size(); i++) {
        @Nullable String hash = hashes.get(i);
        if (hash != null && failed.containsKey(hash)) {
          errors.set(i, failed.get(hash));
        }
      }
      for (VectorStore store : stores) {
        if (store == null) {
          continue; // no image could be read
        }
        all.add(store);
        long[] places = new long[hashes.size()];
        for (int i = 0; i < places.length; i++) {
          @Nullable String hash = hashes.get(i);
          places[i] = hash == null ? -1 : store.find(hash);
        }
        slots.add(places);
      }
      return new FeatureTable(features, views, all, slots, errors);
    }
  }
}
