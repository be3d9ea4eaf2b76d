package org.mneme.quantize;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.onnx.GraphNode;

/**
 * The tensors of a graph that is run node by node on a few images, each kept only until its last
 * reader is through.
 */
final class Activations {
  private final FoldedGraph graph;
  private final Map<String, List<Chunk>> tensors = new HashMap<>();
  private final Map<String, Integer> readersLeft = new HashMap<>();

  Activations(FoldedGraph graph, List<Chunk> input) {
    this.graph = graph;
    put(graph.input(), input);
  }

  void put(String tensor, List<Chunk> chunks) {
    int readers = graph.consumersOf(tensor).size();
    if (readers > 0 || graph.outputs().contains(tensor)) {
      tensors.put(tensor, chunks);
      readersLeft.put(tensor, readers);
    }
  }

  List<Chunk> get(String tensor) {
    List<Chunk> chunks = tensors.get(tensor);
    if (chunks == null) {
      throw new IllegalStateException("tensor '%s' is not there".formatted(tensor));
    }
    return chunks;
  }

  /** What the node reads, for one chunk of images. */
  Map<String, Chunk> inputs(GraphNode node, int chunk) {
    Map<String, Chunk> inputs = new LinkedHashMap<>();
    graph.computedInputs(node).forEach(name -> inputs.put(name, get(name).get(chunk)));
    return inputs;
  }

  /** Says that the node is through with what it reads. */
  void release(GraphNode node) {
    for (String input : graph.computedInputs(node)) {
      int left = readersLeft.merge(input, -1, Integer::sum);
      if (left == 0 && !graph.outputs().contains(input)) {
        tensors.remove(input);
      }
    }
  }
}
