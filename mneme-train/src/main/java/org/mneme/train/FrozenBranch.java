package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureTable;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.image.ImageLimits;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.weights.Tensor;

/** The frozen part of a network as a model of its own, or nothing. For one thread. */
final class FrozenBranch {
  private final TrainingTask task;
  private final List<Feature> features;
  private final FeatureCache cache;
  private final Optional<FrozenNetwork> network;
  private final int threads;

  private FrozenBranch(
      TrainingTask task,
      List<Feature> features,
      FeatureCache cache,
      Optional<FrozenNetwork> network,
      int threads) {
    this.task = task;
    this.features = features;
    this.cache = cache;
    this.network = network;
    this.threads = threads;
  }

  /**
   * The part of a task's network that these nodes need.
   *
   * @param nodes whose outputs are wanted; none for nothing
   */
  static FrozenBranch of(TrainingTask task, List<String> nodes, FeatureCache cache, int threads)
      throws IOException {
    if (nodes.isEmpty()) {
      return new FrozenBranch(task, List.of(), cache, Optional.empty(), threads);
    }
    Network part = task.network().part(nodes);
    Map<String, Tensor> weights = new LinkedHashMap<>();
    part.parameters().keySet().forEach(name -> weights.put(name, task.weights().get(name)));
    ModelCard card =
        new ModelCard(
            part.name(),
            task.preprocessing(),
            "outputs of a frozen branch",
            "",
            "",
            "",
            Precision.FP32,
            List.of(),
            Map.of());
    FrozenNetwork frozen =
        FrozenNetwork.of(
            task.network().name() + "'s frozen part",
            OnnxExport.model(part, weights, task.foreign(), card));
    List<Feature> features =
        nodes.stream().map(node -> new Feature(node, Statistic.VALUES)).toList();
    return new FrozenBranch(task, features, cache, Optional.of(frozen), threads);
  }

  boolean isEmpty() {
    return features.isEmpty();
  }

  /** Nothing for no branch, or no image. */
  @Nullable FeatureTable outputs(List<AugmentedView> views, List<Path> images, Progress progress)
      throws IOException {
    if (network.isEmpty() || images.isEmpty()) {
      return null;
    }
    FeatureCache.Settings settings =
        new FeatureCache.Settings(task.decode(), ImageLimits.DEFAULT, threads, 8);
    FeatureTable table = cache.features(network.get(), features, views, images, settings, progress);
    try {
      table.requireAll();
    } catch (IOException e) {
      table.close();
      throw e;
    }
    return table;
  }
}
