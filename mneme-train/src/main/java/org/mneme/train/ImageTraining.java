package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.features.FeatureCache;
import org.mneme.image.Augmentation;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.progress.Progress;
import org.mneme.weights.Tensor;

/**
 * Trains a network on images with human scores.
 *
 * <p>What no trained layer comes before is run once on each image and view, by ONNX Runtime, and
 * kept in a cache that later runs share; training then reads its outputs. For one thread.
 */
final class ImageTraining {
  private final TrainingTask task;
  private final FeatureCache cache;
  private final Path scratch;
  private final int threads;

  /** Made when first needed: its weights are hashed. */
  private @Nullable FrozenBranch branch;

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
   * Trains, or continues where the checkpoints end.
   *
   * @param validation may be empty
   * @param checkpoints of this training alone
   * @param listener is also told the progress of a frozen branch on images that it has not seen
   */
  public Trained run(
      List<Item> train, List<Item> validation, Checkpoints checkpoints, TrainingListener listener)
      throws IOException {
    Native.load(task.settings().machine().device()); // before a frozen branch is run
    Map<String, Shape> inputs = inputs();
    try (ImageExamples seen = examples(train, task.augmentation(), inputs, listener);
        ImageExamples evaluated = examples(validation, Augmentation.NONE, inputs, listener)) {
      Map<String, Tensor> weights =
          task.fitted().isEmpty()
              ? task.weights()
              : StandardisedOutputs.of(task.network(), task.weights(), task.fitted(), seen);
      return new Trainer(task.network(), weights, seen, evaluated, task.settings(), checkpoints)
          .resume(listener);
    }
  }

  /**
   * What a trained network says of further images; a frozen branch that has seen them is not run
   * again.
   *
   * @return scores in the images' order
   */
  public float[] predict(Trained trained, List<Item> items, Progress progress) throws IOException {
    if (items.isEmpty()) {
      return new float[0];
    }
    Map<String, Shape> inputs = inputs();
    try (ImageExamples evaluated = examples(items, Augmentation.NONE, inputs, progress);
        Learner learner =
            new Learner(
                task.network(),
                trained.weights(),
                inputs.keySet(),
                task.settings(),
                TorchNetwork.Compute.PLAIN)) {
      return Validation.of(learner, evaluated, 0, task.settings().batch()).predictions();
    }
  }

  private FrozenBranch branch() throws IOException {
    if (branch == null) {
      branch = FrozenBranch.of(task, frozenOutputs(), cache, threads);
    }
    return branch;
  }

  private Map<String, Shape> inputs() {
    return FrozenPart.of(task.network(), task.settings()).inputs();
  }

  private ImageExamples examples(
      List<Item> items, Augmentation augmentation, Map<String, Shape> inputs, Progress progress)
      throws IOException {
    FrozenBranch branch = branch();
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
}
