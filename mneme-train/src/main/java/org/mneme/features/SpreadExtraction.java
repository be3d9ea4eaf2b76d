package org.mneme.features;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.cluster.Machines;
import org.mneme.files.Sha256;
import org.mneme.progress.Progress;

/**
 * Extracts features on the machines of a cluster. They first read the images and look what the
 * cache lacks of them; then they run the network on these, evenly spread.
 */
final class SpreadExtraction {
  private final Machines machines;
  private final FeatureStores.Keys keys;
  private final List<? extends View> views;
  private final FeatureCache.Settings settings;

  SpreadExtraction(
      Machines machines,
      FeatureStores.Keys keys,
      List<? extends View> views,
      FeatureCache.Settings settings) {
    this.machines = machines;
    this.keys = keys;
    this.views = views;
    this.settings = settings;
  }

  /** Says something to the user, if there is something to say. */
  @FunctionalInterface
  interface Notice {
    void say() throws IOException;
  }

  /**
   * What a machine found of an image.
   *
   * @param hash of the file; null if it cannot be read
   * @param error why it cannot be read
   * @param lacking the features that the cache lacks, by their numbers
   */
  private record Looked(@Nullable String hash, @Nullable String error, ArrayList<Integer> lacking)
      implements Serializable {}

  /** An image that is to be computed. */
  private record Wanted(String image, String hash) implements Serializable {}

  /** Why an image was not taken; null if it was. */
  private record Taken(@Nullable String error) implements Serializable {}

  private record Look(FeatureStores.Keys keys) implements Machines.Work<String, Looked> {
    @Override
    public List<Looked> on(List<String> images, int threads) throws IOException {
      List<Looked> all = new ArrayList<>();
      try (FeatureStores stores = new FeatureStores(keys)) {
        for (String image : images) {
          all.add(look(Path.of(image), stores));
        }
      }
      return all;
    }

    private static Looked look(Path image, FeatureStores stores) throws IOException {
      String hash;
      try {
        hash = Sha256.of(image);
      } catch (IOException e) {
        return new Looked(null, FeatureCache.unreadable(image, e), new ArrayList<>());
      }
      return new Looked(hash, null, new ArrayList<>(stores.lackingNumbers(hash)));
    }
  }

  private record Compute(FeatureStores.Keys keys, Extraction extraction, String graph)
      implements Machines.Work<Wanted, Taken> {
    @Override
    public List<Taken> on(List<Wanted> part, int threads) throws IOException {
      Path file = Path.of(graph);
      if (!Files.isRegularFile(file)) {
        throw new IOException(
            "%s: not seen by this machine; the folder of kept features must lie on a file system that all machines share"
                .formatted(file));
      }
      Map<String, String> failed = new HashMap<>();
      try (FeatureStores stores = new FeatureStores(keys)) {
        extraction
            .withThreads(threads)
            .run(
                file,
                part.stream().map(each -> Path.of(each.image)).toList(),
                part.stream().map(each -> each.hash).toList(),
                stores,
                failed,
                Progress.SILENT);
      }
      return part.stream().map(each -> new Taken(failed.get(each.hash))).toList();
    }
  }

  FeatureTable features(List<Path> images, FrozenNetwork network, Progress progress, Notice notice)
      throws IOException {
    List<String> names = images.stream().map(image -> image.toAbsolutePath().toString()).toList();
    progress.begin("Reading images on the cluster", names.size(), "images");
    List<Looked> looked = machines.map(new Look(keys), names, progress);
    List<@Nullable String> hashes = new ArrayList<>();
    List<@Nullable String> errors = new ArrayList<>();
    Set<Integer> lacking = new LinkedHashSet<>();
    List<Wanted> missing = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      Looked each = looked.get(i);
      hashes.add(each.hash);
      errors.add(each.error);
      if (each.hash != null && !each.lacking.isEmpty() && asked.add(each.hash)) {
        lacking.addAll(each.lacking);
        missing.add(new Wanted(names.get(i), each.hash));
      }
    }
    Map<String, String> failed = new HashMap<>();
    if (!missing.isEmpty()) {
      notice.say();
      List<Feature> computed =
          lacking.stream().sorted().map(number -> keys.features().get(number)).toList();
      compute(computed, missing, network, failed, progress);
    }
    return new FeatureStores(keys).table(hashes, errors, failed, true);
  }

  private void compute(
      List<Feature> features,
      List<Wanted> missing,
      FrozenNetwork network,
      Map<String, String> failed,
      Progress progress)
      throws IOException {
    progress.begin(
        "Extracting features with %s on the cluster (kept)".formatted(network.name()),
        missing.size(),
        "images");
    Extraction extraction = new Extraction(features, views, settings, network.name());
    Path graph = extraction.write(Path.of(keys.folder()), network);
    try {
      List<Taken> taken =
          machines.map(new Compute(keys, extraction, graph.toString()), missing, progress);
      for (int i = 0; i < taken.size(); i++) {
        @Nullable String error = taken.get(i).error;
        if (error != null) {
          failed.put(missing.get(i).hash, error);
        }
      }
    } finally {
      Files.deleteIfExists(graph);
    }
  }
}
