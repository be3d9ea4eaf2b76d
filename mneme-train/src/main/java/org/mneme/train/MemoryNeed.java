package org.mneme.train;

import java.util.Map;
import org.mneme.network.Network;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;

/**
 * About how much memory a training takes, from its network and settings alone. ResMem with its
 * ResNet frozen took 3.4 GB resident, MemNet 1.7 GB, with AdamW and batches of 32 (2 cores,
 * 2026-11).
 */
final class MemoryNeed {
  private static final long FLOAT_BYTES = 4;

  /** libtorch, ONNX Runtime and what Java needs beside weights. */
  private static final long PROGRAM_BYTES = 512L << 20;

  private MemoryNeed() {}

  /** The need in bytes. */
  static long of(Network network, TrainSettings settings) {
    long trained = 0;
    long frozen = 0;
    for (Map.Entry<String, Parameter> parameter : network.parameters().entrySet()) {
      long size = parameter.getValue().shape().size();
      if (settings.freeze().stream().anyMatch(p -> p.matches(parameter.getKey()))) {
        frozen += size;
      } else {
        trained += size;
      }
    }
    // There are the given ones; then a weight, its gradient, what the optimiser remembers, and a
    // moving average.
    long forWeights =
        trained * (3 + remembered(settings.optimiser()) + (settings.averaging() > 0 ? 1 : 0));
    // Weights are there as given, in the frozen part's graph, and in its session.
    long forFrozen = frozen * 3;
    // Kept for the way back, where as much again is made.
    long forActivations = 2L * settings.batch() * activations(network, settings);
    return PROGRAM_BYTES + FLOAT_BYTES * (forWeights + forFrozen + forActivations);
  }

  private static int remembered(Optimiser optimiser) {
    return optimiser instanceof Optimiser.Sgd sgd ? (sgd.momentum() > 0 ? 1 : 0) : 2;
  }

  /** Numbers that the trained part has in its layers' outputs, for one image. */
  private static long activations(Network network, TrainSettings settings) {
    FrozenPart part =
        new FrozenPart(network, name -> settings.freeze().stream().anyMatch(p -> p.matches(name)));
    return part.trainedNodes().stream().map(network::shapeOf).mapToLong(Shape::size).sum()
        + part.inputs().values().stream().mapToLong(Shape::size).sum();
  }
}
