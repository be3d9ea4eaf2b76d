package org.mneme.features;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.OnnxModel;

/** Finds layers by their place in a network. */
final class HiddenLayers {
  private static final Set<String> WEIGHTED = Set.of("Gemm", "MatMul", "Conv");

  private HiddenLayers() {}

  /**
   * What the last nodes with weights before an output read, and nodes with weights made; more than
   * one where branches meet behind them, none where the output is made of the picture itself.
   *
   * @return names of tensors
   */
  static Set<String> last(OnnxModel model, String output) {
    Set<String> constants = new HashSet<>(model.constants().keySet());
    Map<String, GraphNode> makers = new HashMap<>();
    Set<String> seenByWeights = new HashSet<>();
    for (GraphNode node : model.nodes()) {
      node.outputs().forEach(each -> makers.put(each, node));
      if (constants.containsAll(node.reads())) { // of weights alone, as an int8 file widens them
        constants.addAll(node.outputs());
      } else if (isWeighted(node, constants)
          || node.reads().stream().anyMatch(seenByWeights::contains)) {
        seenByWeights.addAll(node.outputs());
      }
    }
    Set<String> found = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>(List.of(output));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      GraphNode maker = makers.get(open.remove());
      if (maker == null) {
        continue;
      }
      List<String> computed =
          maker.reads().stream().filter(each -> !constants.contains(each)).toList();
      if (isWeighted(maker, constants)) {
        found.addAll(computed);
      } else {
        computed.stream().filter(seen::add).forEach(open::add);
      }
    }
    found.retainAll(seenByWeights);
    return found;
  }

  private static boolean isWeighted(GraphNode node, Set<String> constants) {
    return WEIGHTED.contains(node.operator())
        && node.inputs().stream().limit(2).anyMatch(constants::contains);
  }
}
