package org.mneme.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.mneme.network.Network;
import org.mneme.weights.WeightsException;

/**
 * A network that learns: its weights, what the optimiser remembers, and the weights' moving
 * average. For one thread.
 */
@SuppressWarnings("try") // a scope acts by being there
final class Learner implements AutoCloseable {
  private static final String WEIGHTS = "weights.";
  private static final String MEMORY = "memory.";
  private static final String AVERAGE = "average.";

  private final TrainSettings settings;
  private final TorchNetwork network;
  private final Updates updates;
  private final Map<String, Tensor> average = new LinkedHashMap<>();

  Learner(
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      Set<String> given,
      TrainSettings settings,
      TorchNetwork.Compute compute) {
    this.settings = settings;
    this.network = new TorchNetwork(network, weights, given, frozen(settings), compute);
    this.updates =
        new Updates(
            settings.optimiser(),
            settings.learningRate(),
            settings.weightDecay(),
            settings.groups(),
            this.network.trainable());
    if (settings.averaging() > 0) {
      try (PointerScope scope = new PointerScope()) {
        this.network
            .trainable()
            .forEach(
                (name, weight) -> average.put(name, weight.detach().clone().retainReference()));
      }
    }
  }

  private static Predicate<String> frozen(TrainSettings settings) {
    return name -> settings.freeze().stream().anyMatch(pattern -> pattern.matches(name));
  }

  /** What training changes by checkpoint name. */
  Map<String, Tensor> changing() {
    return network.changing();
  }

  /** All that must be kept to continue as if never stopped. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    network.changing().forEach((name, tensor) -> state.put(WEIGHTS + name, tensor));
    updates.memory().forEach((name, tensor) -> state.put(MEMORY + name, tensor));
    average.forEach((name, tensor) -> state.put(AVERAGE + name, tensor));
    return state;
  }

  /**
   * Goes back to a kept state.
   *
   * @param file of the state, for errors
   */
  void restore(Map<String, org.mneme.weights.Tensor> kept, Path file) throws WeightsException {
    Map<String, Tensor> state = state();
    for (Map.Entry<String, Tensor> entry : state.entrySet()) {
      org.mneme.weights.Tensor values = kept.get(entry.getKey());
      if (values == null || !values.shape().equals(Native.shape(entry.getValue()))) {
        throw new WeightsException(
            "%s: '%s' is %s, not of shape %s; was the run begun with another network?"
                .formatted(file, entry.getKey(), values, Native.shape(entry.getValue())));
      }
      Native.overwrite(entry.getValue(), values);
    }
  }

  /**
   * Adds a batch's gradients.
   *
   * @param share of the step's examples that are in this batch
   * @param seed of the dropout
   * @return the batch's loss
   */
  double learn(BatchFeed.Batch batch, double share, long seed) {
    try (PointerScope scope = new PointerScope()) {
      Tensor predictions_N = network.forwardInTraining(batch.inputs(), seed).reshape(-1);
      Tensor scores_N = batch.scores_N().to(predictions_N.device(), predictions_N.scalar_type());
      Tensor loss = settings.loss().of(predictions_N, scores_N);
      double value = loss.item_float();
      if (Double.isFinite(value)) {
        loss.mul(new Scalar(share)).backward();
      }
      return value;
    }
  }

  /** The gradients' length; from the settings' limit on, they are shortened to it. */
  double clip() {
    return updates.clip(settings.clipNorm());
  }

  /**
   * Changes the weights.
   *
   * @param factor of the learning rates
   * @param done steps made before this one
   */
  void update(double factor, long done) {
    updates.step(factor, done);
    if (!average.isEmpty()) {
      // The first steps count more, or a short run's average would be its beginning.
      double keep = Math.min(settings.averaging(), (1.0 + done) / (10.0 + done));
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        average.forEach(
            (name, mean) -> mean.lerp_(network.trainable().get(name), new Scalar(1 - keep)));
      }
    }
  }

  /** Exchanges the weights and their average, if there is one. */
  void exchangeAverage() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      average.forEach(
          (name, mean) -> {
            try (PointerScope each = new PointerScope()) {
              Tensor weight = network.trainable().get(name);
              Tensor kept = weight.clone();
              weight.copy_(mean);
              mean.copy_(kept);
            }
          });
    }
  }

  /** Predictions as when scoring. */
  float[] predict(Map<String, Tensor> inputs) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return Native.floats(network.forward(inputs));
    }
  }

  /** Forgets gradients, as a measurement leaves them. */
  void dropGradients() {
    updates.dropGradients();
  }

  @Override
  public void close() {
    average.values().forEach(Tensor::releaseReference);
    average.clear();
    updates.close();
    network.close();
  }
}
