package org.mneme.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Shape;
import org.mneme.network.Sigmoid;
import org.mneme.weights.Tensor;

/**
 * Lets a network with random weights begin by giving every image the mean human score. Without it
 * the first steps are spent on getting there, and with {@link Initialisation#HE} on undoing outputs
 * far from 0..1.
 */
final class ConstantOutput {
  /** Scores nearer to 0 or 1 would begin where a sigmoid has hardly any slope. */
  private static final double MARGIN = .01;

  private ConstantOutput() {}

  /**
   * The same weights, but for those of the fully connected layer that gives the output: zeros, and
   * the bias that makes the score.
   *
   * @param weights by checkpoint name
   * @return the weights unchanged if the output comes from another kind of layer
   */
  public static Map<String, Tensor> at(Network network, Map<String, Tensor> weights, double score) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    network.nodes().forEach(node -> nodes.put(node.name(), node));
    Node last = nodes.get(network.output());
    double bias = score;
    if (last.layer() instanceof Sigmoid) {
      double share = Math.min(Math.max(score, MARGIN), 1 - MARGIN);
      bias = Math.log(share / (1 - share));
      last = nodes.get(last.inputs().get(0));
    }
    if (last == null || !(last.layer() instanceof Linear layer) || layer.out() != 1) {
      return weights;
    }
    Map<String, Tensor> all = new LinkedHashMap<>(weights);
    all.put(last.name() + ".weight", Tensor.of(Shape.of(1, layer.in()), new float[layer.in()]));
    all.put(last.name() + ".bias", Tensor.of(Shape.of(1), (float) bias));
    return all;
  }
}
