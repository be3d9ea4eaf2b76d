package org.mneme.network;

import java.util.List;

/**
 * A layer in its place.
 *
 * @param name unique in the network; where the layer has tensors, the prefix of their names in the
 *     checkpoint
 * @param inputs names of earlier nodes, or {@link Network#INPUT}
 */
public record Node(String name, Layer layer, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a node has no name");
    }
  }
}
