package org.mneme.head;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.mneme.onnx.GraphWriter;

/** Computes a score from features. Immutable; threads may share it. */
public sealed interface Head permits LinearHead, KernelHead, CorrectedHead {
  /**
   * The score, not clamped.
   *
   * @param features group by group, as the head was fitted
   */
  double predict(List<float[]> features);

  /**
   * How unlike the training images an image is, in the features' principal components; empty where
   * the head does not keep the training images.
   *
   * @param features group by group, as the head was fitted
   */
  default OptionalDouble strangeness(List<float[]> features) {
    return OptionalDouble.empty();
  }

  /**
   * Adds to the graph, after {@link #write}, how familiar an image is: the share of these values
   * that are at least its own {@link #strangeness}, counting itself; 0..1.
   *
   * @param graph to which {@link #write} added the score
   * @param strangeness of images that are like the training images, and were left out of a fit
   * @return the name of the share, {@code [N, 1]}; empty where the head does not tell
   */
  default Optional<String> writeFamiliar(GraphWriter graph, double[] strangeness) {
    return Optional.empty();
  }

  /** The chosen penalty, relative to the mean eigenvalue of the features' (kernel's) products. */
  double penalty();

  /**
   * {@return the mean squared error on each sample when it is left out of the fit, in squared units
   * of the scores}
   */
  double leaveOneOutError();

  /** How it was fitted, in a line for people. */
  String describe();

  /**
   * Adds the same computation to a graph.
   *
   * @param features the groups' names in the graph, each {@code [N, columns]}
   * @return the name of the score, {@code [N, 1]}, not clamped
   */
  String write(GraphWriter graph, List<String> features);
}
