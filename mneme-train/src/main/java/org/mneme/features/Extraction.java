package org.mneme.features;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.mneme.image.ImageDecoder;
import org.mneme.image.Rgb;
import org.mneme.onnx.OnnxFile;
import org.mneme.progress.Progress;
import org.mneme.score.ImageRunner;

/**
 * Runs the part of a network that some features need on images, and keeps what it gives; on this
 * machine or, sent to it, on another one.
 *
 * @param features that the graph computes
 * @param views how each image is looked at
 * @param settings how images are read; the threads of this machine
 * @param name of the network, for messages
 */
record Extraction(
    List<Feature> features, List<? extends View> views, FeatureCache.Settings settings, String name)
    implements Serializable {
  Extraction {
    features = new ArrayList<>(features);
    views = new ArrayList<>(views);
  }

  /** Writes the part of the network that the features need into a file of the cache's folder. */
  Path write(Path folder, FrozenNetwork network) throws IOException {
    Files.createDirectories(folder);
    // Not a temporary file of Java's, which no other user may read: workers may be one.
    Path graph = folder.resolve(".graph-%s.onnx".formatted(UUID.randomUUID()));
    try {
      OnnxFile.write(
          FeatureGraph.of(network, features, views.get(0).size(), settings.threads()), graph);
      return graph;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(graph);
      throw e;
    }
  }

  /**
   * Runs a graph on images.
   *
   * @param graph a file, which may be deleted when this ends
   * @param hashes of the images
   * @param failed gets why an image cannot be taken, by its hash
   */
  void run(
      Path graph,
      List<Path> images,
      List<String> hashes,
      FeatureStores stores,
      Map<String, String> failed,
      Progress progress)
      throws IOException {
    int[] done = {0};
    try (ImageRunner runner =
        ImageRunner.open(graph, views.get(0).size(), settings.threads(), settings.batch(), name)) {
      runner.run(
          images.iterator(),
          this::planes,
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

  Extraction withThreads(int threads) {
    return new Extraction(
        features,
        views,
        new FeatureCache.Settings(settings.decode(), settings.limits(), threads, settings.batch()),
        name);
  }

  private float[] planes(Path image) throws IOException {
    Rgb picture = ImageDecoder.decode(image, settings.decode(), settings.limits());
    float[] all = new float[0];
    for (int i = 0; i < views.size(); i++) {
      float[] one = views.get(i).planes(picture);
      all = i == 0 ? Arrays.copyOf(one, views.size() * one.length) : all;
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }
}
