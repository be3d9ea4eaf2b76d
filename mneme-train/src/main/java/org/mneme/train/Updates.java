package org.mneme.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Changes weights by their gradients, with libtorch's fused operators, which read and write each
 * value once. Their figures are PyTorch's own optimisers'.
 *
 * <p>What it remembers are plain tensors, so that a checkpoint holds all of it. For one thread.
 */
@SuppressWarnings("try") // a scope acts by being there
final class Updates implements AutoCloseable {
  /** Names of what is remembered: the momentum or Adam's mean, Adam's mean square. */
  private static final String FIRST = "first.";

  private static final String SECOND = "second.";

  private final Optimiser optimiser;
  private final List<Part> parts = new ArrayList<>();
  private final Map<String, Tensor> memory = new LinkedHashMap<>();

  /** Tensors that share a learning rate. */
  private static final class Part {
    final double learningRate;
    final double weightDecay;
    final List<Tensor> weights = new ArrayList<>();
    final List<Tensor> first = new ArrayList<>();
    final List<Tensor> second = new ArrayList<>();

    Part(double learningRate, double weightDecay) {
      this.learningRate = learningRate;
      this.weightDecay = weightDecay;
    }
  }

  /**
   * @param trainable by checkpoint name; they stay the caller's
   * @param groups the first that takes a name gives its rate; the others take the settings' own
   */
  Updates(
      Optimiser optimiser,
      double learningRate,
      double weightDecay,
      List<Group> groups,
      Map<String, Tensor> trainable) {
    this.optimiser = optimiser;
    for (Group group : groups) {
      parts.add(new Part(group.learningRate(), group.weightDecay()));
    }
    parts.add(new Part(learningRate, weightDecay));
    trainable.forEach(
        (name, weight) -> {
          int index = 0;
          while (index < groups.size() && !groups.get(index).pattern().matches(name)) {
            index++;
          }
          Part part = parts.get(index);
          part.weights.add(weight);
          if (!(optimiser instanceof Optimiser.Sgd sgd) || sgd.momentum() > 0) {
            part.first.add(remember(FIRST + name, weight));
          }
          if (optimiser instanceof Optimiser.Adam) {
            part.second.add(remember(SECOND + name, weight));
          }
        });
    parts.removeIf(part -> part.weights.isEmpty());
  }

  private Tensor remember(String name, Tensor weight) {
    try (PointerScope scope = new PointerScope()) {
      Tensor zeros = torch.zeros_like(weight.detach()).retainReference();
      memory.put(name, zeros);
      return zeros;
    }
  }

  /** What must be kept to continue as if never stopped; the tensors stay owned here. */
  Map<String, Tensor> memory() {
    return memory;
  }

  /**
   * The length of all gradients taken as one vector.
   *
   * @param most if it is longer, the gradients are shortened to this; 0 leaves them
   */
  double clip(double most) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      TensorVector norms = new TensorVector();
      List<Tensor> gradients = new ArrayList<>();
      for (Part part : parts) {
        for (Tensor weight : part.weights) {
          gradients.add(weight.grad());
          norms.push_back(torch.linalg_vector_norm(weight.grad()));
        }
      }
      double norm = torch.linalg_vector_norm(torch.stack(norms)).item_float();
      // This does what torch.nn.utils.clip_grad_norm_ does.
      double factor = most / (norm + 1e-6);
      if (most > 0 && factor < 1) {
        gradients.forEach(gradient -> gradient.mul_(new Scalar(factor)));
      }
      return norm;
    }
  }

  /**
   * Changes the weights and drops the gradients.
   *
   * @param factor what every learning rate is multiplied by
   * @param done steps made before this one
   */
  void step(double factor, long done) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      for (Part part : parts) {
        List<Tensor> gradients = new ArrayList<>();
        part.weights.forEach(weight -> gradients.add(weight.grad()));
        if (optimiser instanceof Optimiser.Sgd sgd) {
          descend(sgd, part, gradients, factor * part.learningRate, done == 0);
        } else if (optimiser instanceof Optimiser.Adam adam) {
          adapt(adam, part, gradients, factor * part.learningRate, done);
        }
      }
    }
    dropGradients();
  }

  /** Clears the gradients, so that the next backward pass does not add to them. */
  void dropGradients() {
    try (PointerScope scope = new PointerScope()) {
      parts.forEach(part -> part.weights.forEach(weight -> weight.mutable_grad().reset()));
    }
  }

  private static void descend(
      Optimiser.Sgd sgd, Part part, List<Tensor> gradients, double rate, boolean isFirst) {
    new Operator("aten::_fused_sgd_")
        .call(
            new Operator.Arguments()
                .add(part.weights)
                .add(gradients)
                .add(part.first)
                .add(part.weightDecay)
                .add(sgd.momentum())
                .add(rate)
                .add(0.0) // dampening
                .add(sgd.nesterov())
                .add(false) // maximise
                .add(isFirst)
                .addNone()
                .addNone());
  }

  private static void adapt(
      Optimiser.Adam adam, Part part, List<Tensor> gradients, double rate, long done) {
    // The operator does not count by itself: it expects the number of this step, from 1.
    Tensor count = torch.full(new long[0], new Scalar((double) (done + 1)));
    new Operator(adam.decoupled() ? "aten::_fused_adamw_" : "aten::_fused_adam_")
        .call(
            new Operator.Arguments()
                .add(part.weights)
                .add(gradients)
                .add(part.first)
                .add(part.second)
                .add(List.of())
                .add(Collections.nCopies(part.weights.size(), count))
                .add(rate)
                .add(adam.beta1())
                .add(adam.beta2())
                .add(part.weightDecay)
                .add(adam.epsilon())
                .add(false) // AMSGrad
                .add(false) // maximise
                .addNone()
                .addNone());
  }

  @Override
  public void close() {
    memory.values().forEach(Tensor::releaseReference);
    memory.clear();
  }
}
