package org.mneme.head;

import java.util.List;
import org.mneme.onnx.GraphWriter;

/** From features to a score. Immutable; threads may share it. */
public sealed interface Head permits LinearHead, KernelHead, CorrectedHead {
  /**
   * The score, not clamped.
   *
   * @param features group by group, as the head was fitted
   */
  double predict(List<float[]> features);

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
