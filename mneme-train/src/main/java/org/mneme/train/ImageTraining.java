package org.mneme.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.features.Feature;
import org.mneme.features.FeatureCache;
import org.mneme.features.FeatureTable;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.image.Augmentation;
import org.mneme.image.ImageLimits;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.weights.Tensor;

/**
 * Trains a network on images with human scores.
 *
 * <p>What no trained layer comes before is run once on each image and view, by ONNX Runtime, and
 * kept in a cache that later runs share; training then reads its outputs. For one thread.
 */
public final class ImageTraining {
  private final TrainingTask task;
  private final FeatureCache cache;
  private final Path scratch;
  private final int threads;

  /**
   * Sets up; nothing is read yet.
   *
   * @param cache of the outputs of frozen branches
   * @param scratch a folder for temporary files
   * @param threads for decoding, and for frozen branches
   */
  public ImageTraining(TrainingTask task, FeatureCache cache, Path scratch, int threads) {
    this.task = task;
    this.cache = cache;
    this.scratch = scratch;
    this.threads = threads;
  }

  /** Nodes whose outputs are kept instead of being run anew; empty if all of it is trained. */
  public List<String> frozenOutputs() {
    return inputs().keySet().stream().filter(name -> !name.equals(Network.INPUT)).toList();
  }

  /**
   * Trains, or goes on where the checkpoints end.
   *
   * @param validation may be empty
   * @param checkpoints of this training alone
   * @param progress of frozen branches on images that they have not seen
   */
  public Trained run(
      List<Item> train,
      List<Item> validation,
      Checkpoints checkpoints,
      TrainingListener listener,
      FeatureCache.Progress progress)
      throws IOException {
    Map<String, Shape> inputs = inputs();
    List<String> frozen = frozenOutputs();
    try (FrozenBranch branch = FrozenBranch.open(this, frozen);
        ImageExamples seen = examples(train, task.augmentation(), inputs, branch, progress);
        ImageExamples judged = examples(validation, Augmentation.NONE, inputs, branch, progress)) {
      return new Trainer(task.network(), task.weights(), seen, judged, task.settings(), checkpoints)
          .resume(listener);
    }
  }

  private Map<String, Shape> inputs() {
    Predicate<String> stays =
        tensor -> task.settings().freeze().stream().anyMatch(p -> p.matches(tensor));
    return new FrozenPart(task.network(), stays).inputs();
  }

  private ImageExamples examples(
      List<Item> items,
      Augmentation augmentation,
      Map<String, Shape> inputs,
      FrozenBranch branch,
      FeatureCache.Progress progress)
      throws IOException {
    List<Path> images = items.stream().map(Item::image).toList();
    long seed = task.settings().seed();
    int views = augmentation.isNone() ? 1 : branch.isEmpty() ? 0 : task.views();
    List<AugmentedView> cached = new ArrayList<>();
    for (int number = 0; number < views; number++) {
      cached.add(new AugmentedView(task.preprocessing(), augmentation, seed, number));
    }
    return new ImageExamples(
        items,
        task.preprocessing(),
        augmentation,
        seed,
        views,
        inputs,
        new PixelStore(images, task.preprocessing(), task.decode(), scratch),
        branch.outputs(cached, images, progress),
        threads);
  }

  /** The frozen part as a model file of its own, or nothing. */
  private static final class FrozenBranch implements AutoCloseable {
    private final ImageTraining training;
    private final List<Feature> features;
    private final Optional<Path> file;

    private FrozenBranch(ImageTraining training, List<Feature> features, Optional<Path> file) {
      this.training = training;
      this.features = features;
      this.file = file;
    }

    static FrozenBranch open(ImageTraining training, List<String> nodes) throws IOException {
      if (nodes.isEmpty()) {
        return new FrozenBranch(training, List.of(), Optional.empty());
      }
      TrainingTask task = training.task;
      Network part = upTo(task.network(), nodes);
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
              Optional.empty(),
              Map.of());
      Files.createDirectories(training.scratch);
      Path file = Files.createTempFile(training.scratch, ".frozen", ".onnx");
      OnnxFile.write(OnnxExport.model(part, weights, task.foreign(), card), file);
      return new FrozenBranch(
          training,
          nodes.stream().map(node -> new Feature(node, Statistic.VALUES)).toList(),
          Optional.of(file));
    }

    /** The nodes that these need, and these. */
    private static Network upTo(Network network, List<String> nodes) {
      Set<String> needed = new HashSet<>(nodes);
      for (int i = network.nodes().size() - 1; i >= 0; i--) {
        Node node = network.nodes().get(i);
        if (needed.contains(node.name())) {
          needed.addAll(node.inputs());
        }
      }
      Network.Builder part = Network.builder(network.name() + "-frozen", network.input());
      for (Node node : network.nodes()) {
        if (needed.contains(node.name())) {
          part.add(node.name(), node.layer(), node.inputs().toArray(String[]::new));
        }
      }
      return part.build();
    }

    boolean isEmpty() {
      return features.isEmpty();
    }

    /** Nothing for no branch, or no image. */
    @Nullable FeatureTable outputs(
        List<AugmentedView> views, List<Path> images, FeatureCache.Progress progress)
        throws IOException {
      if (file.isEmpty() || images.isEmpty()) {
        return null;
      }
      FeatureCache.Settings settings =
          new FeatureCache.Settings(
              training.task.decode(), ImageLimits.DEFAULT, training.threads, 8);
      FeatureTable table =
          training.cache.features(
              FrozenNetwork.open(file.get()), features, views, images, settings, progress);
      for (int i = 0; i < images.size(); i++) {
        Optional<String> error = table.error(i);
        if (error.isPresent()) {
          table.close();
          throw new IOException(error.get());
        }
      }
      return table;
    }

    @Override
    public void close() throws IOException {
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    }
  }
}
