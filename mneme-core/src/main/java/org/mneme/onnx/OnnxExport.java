package org.mneme.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

/**
 * Writes a network and its weights as an ONNX file (opset 18), with the card in its metadata.
 *
 * <p>The graph keeps the network's names: each node's output has the node's name, each initialiser
 * its name in the checkpoint, so that weights can be read back. Batch norms stay; runtimes fold
 * them. Dropout, which does nothing when scoring, is left out. The batch, {@code N}, is open.
 */
public final class OnnxExport {
  static final int OPSET = 18;

  private OnnxExport() {}

  /**
   * Writes the file whole or not at all.
   *
   * @param network whose layers become the graph
   * @param weights by checkpoint name; exactly what {@link Network#parameters} lists, in any float
   *     type; stored as float32
   * @param card what the model file says about itself
   * @param out is replaced if it is there
   * @throws IllegalArgumentException if a tensor is missing, unknown or misshapen
   * @throws IOException if the file cannot be written
   */
  public static void write(Network network, Map<String, Tensor> weights, ModelCard card, Path out)
      throws IOException {
    OnnxFile.write(model(network, weights, List.of(), card), out);
  }

  /**
   * {@return the model that {@link #write} writes}
   *
   * @param network whose layers become the graph
   * @param weights by checkpoint name; exactly what {@link Network#parameters} lists
   * @param foreign every graph that the network's {@link ForeignNetwork} layers mean
   * @param card what the model says about itself
   * @throws IllegalArgumentException if a tensor is missing, unknown or misshapen
   */
  public static OnnxModel model(
      Network network, Map<String, Tensor> weights, List<ForeignGraph> foreign, ModelCard card) {
    check(network, weights);
    GraphWriter graph = new GraphWriter(network.name());
    graph.input(network.inputName(), sizes(network.input()));
    weights.forEach(graph::tensor);
    LayerWriter writer = new LayerWriter(network, foreign, graph);
    for (Node node : network.nodes()) {
      writer.write(node);
    }
    String output = network.output();
    graph.output(output, sizes(network.shapeOf(output)));
    return graph.model().withCard(card);
  }

  private static int[] sizes(Shape shape) {
    return shape.dims().stream().mapToInt(Integer::intValue).toArray();
  }

  private static void check(Network network, Map<String, Tensor> weights) {
    Map<String, Parameter> parameters = network.parameters();
    parameters.forEach(
        (name, parameter) -> {
          Tensor tensor = weights.get(name);
          if (tensor == null || !tensor.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(
                "network '%s' needs '%s' of shape %s, not %s"
                    .formatted(network.name(), name, parameter.shape(), tensor));
          }
        });
    for (String name : weights.keySet()) {
      if (!parameters.containsKey(name)) {
        throw new IllegalArgumentException(
            "network '%s' has no tensor '%s'".formatted(network.name(), name));
      }
    }
  }
}
