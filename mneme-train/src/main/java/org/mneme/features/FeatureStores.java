package org.mneme.features;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.settings.SettingText;

/** The stores of some features in some views: every feature in every view has one of its own. */
final class FeatureStores implements AutoCloseable {
  private static final int ID_DIGITS = 32;

  private final Keys keys;
  private final List<@Nullable VectorStore> stores = new ArrayList<>();

  /**
   * What the stores are known by, which another process can open them with.
   *
   * @param folder of the cache
   * @param features in the order of the views' stores
   * @param texts of each store, view by view: what is said of it, by name
   */
  record Keys(
      String folder, ArrayList<Feature> features, ArrayList<LinkedHashMap<String, Object>> texts)
      implements Serializable {
    /** Begins the text that a store is known by, of which only the hash is kept. */
    private static final String KIND = "features";

    static Keys of(
        Path folder,
        FrozenNetwork network,
        List<Feature> features,
        List<? extends View> views,
        DecodeMode decode) {
      ArrayList<LinkedHashMap<String, Object>> texts = new ArrayList<>();
      for (View view : views) {
        for (Feature feature : features) {
          LinkedHashMap<String, Object> key = new LinkedHashMap<>();
          key.put("format", (long) FeatureCache.FORMAT);
          key.put("network", network.hash(feature.layer()));
          key.put("layer", feature.layer());
          key.put("statistic", feature.statistic().toString());
          key.put("view", view.key());
          key.put("decode", decode.name().toLowerCase(Locale.ROOT));
          key.put("pixels", (long) ImageDecoder.VERSION);
          texts.add(key);
        }
      }
      return new Keys(folder.toAbsolutePath().toString(), new ArrayList<>(features), texts);
    }

    int views() {
      return texts.size() / features.size();
    }

    Path place(int store) {
      StringBuilder text = new StringBuilder("mneme ").append(KIND).append('\n');
      texts
          .get(store)
          .forEach(
              (name, value) ->
                  text.append(name).append('=').append(SettingText.exact(value)).append('\n'));
      return Path.of(folder).resolve(Sha256.of(text.toString()).substring(0, ID_DIGITS));
    }
  }

  /** Opens those that are there. */
  FeatureStores(Keys keys) throws IOException {
    this.keys = keys;
    for (int i = 0; i < keys.texts().size(); i++) {
      stores.add(existing(keys.place(i)));
    }
  }

  private static @Nullable VectorStore existing(Path place) throws IOException {
    Path about = place.resolve(CacheEntry.ABOUT);
    if (!Files.exists(about)) {
      return null;
    }
    int length = CacheEntry.read(place).length();
    Files.setLastModifiedTime(about, FileTime.from(Instant.now())); // CacheEntry.used
    return new VectorStore(place, length);
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
          lacking.add(keys.features().get(i % keys.features().size()));
          break;
        }
      }
    }
    return List.copyOf(lacking);
  }

  /** The features that an image has not in some view, by their numbers. */
  List<Integer> lackingNumbers(String sha256) throws IOException {
    Set<Integer> lacking = new LinkedHashSet<>();
    for (int i = 0; i < stores.size(); i++) {
      if (!have(i, sha256)) {
        lacking.add(i % keys.features().size());
      }
    }
    return List.copyOf(lacking);
  }

  void add(String sha256, List<Feature> computed, Map<String, FloatBuffer> outputs)
      throws IOException {
    int views = keys.views();
    for (int i = 0; i < stores.size(); i++) {
      Feature feature = keys.features().get(i % keys.features().size());
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
        store = make(i, length);
        stores.set(i, store);
      }
      int view = i / keys.features().size();
      store.add(Map.of(sha256, rows.slice(view * length, length)));
    }
  }

  private VectorStore make(int i, int length) throws IOException {
    Path place = keys.place(i);
    Files.createDirectories(place);
    Map<String, Object> said = new LinkedHashMap<>(keys.texts().get(i));
    said.put("length", length);
    // Others may write the same: threads, and processes of machines that share the folder.
    Path part = place.resolve(".%s.%s.part".formatted(CacheEntry.ABOUT, UUID.randomUUID()));
    try {
      Files.writeString(
          part, new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(said));
      Files.move(
          part,
          place.resolve(CacheEntry.ABOUT),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return new VectorStore(place, length);
  }

  /**
   * The vectors of some images, which take over the stores.
   *
   * @param hashes of the images; null for one that could not be read
   * @param errors likewise, null for one without
   * @param failed images that were read but not taken, by their hash
   * @param isChecked whether another process has found them to be whole
   */
  FeatureTable table(
      List<@Nullable String> hashes,
      List<@Nullable String> errors,
      Map<String, String> failed,
      boolean isChecked)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    List<Vectors> all = new ArrayList<>();
    List<long[]> slots = new ArrayList<>();
    for (int i = 0; i < hashes.size(); i++) {
      @Nullable String hash = hashes.get(i);
      if (hash != null && failed.containsKey(hash)) {
        errors.set(i, failed.get(hash));
      }
    }
    for (int s = 0; s < stores.size(); s++) {
      VectorStore store = stores.get(s);
      if (store == null) {
        continue; // no image could be read
      }
      folders.add(keys.place(s));
      all.add(store.vectors());
      long[] places = new long[hashes.size()];
      for (int i = 0; i < places.length; i++) {
        @Nullable String hash = hashes.get(i);
        places[i] = hash == null ? -1 : isChecked ? store.locate(hash) : store.find(hash);
        if (isChecked && errors.get(i) == null && places[i] < 0) {
          throw new IOException(
              "%s: lacks the features of an image that another machine extracted; do all machines see this folder under this name?"
                  .formatted(keys.place(s)));
        }
      }
      slots.add(places);
    }
    return new FeatureTable(keys.features(), keys.views(), folders, all, slots, errors, this);
  }

  @Override
  public void close() throws IOException {
    for (VectorStore store : stores) {
      if (store != null) {
        store.close();
      }
    }
  }
}
