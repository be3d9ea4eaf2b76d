package org.mneme.features;

import static org.mneme.onnx.GraphWriter.number;

import java.util.List;
import org.mneme.onnx.GraphWriter;

/** A statistic of a layer's output as nodes of a graph. */
final class StatisticNodes {
  private StatisticNodes() {}

  /**
   * Adds the nodes that turn a layer's output into a feature, {@code [N, length]}.
   *
   * @param shape of the layer's output without N; only looked at for a statistic of parts
   * @return the feature's name
   */
  static String add(GraphWriter graph, Statistic statistic, String layer, List<Integer> shape) {
    String name = layer + ":" + statistic;
    if (statistic.kind() == Statistic.Kind.VALUES) {
      return graph.add("Flatten", name, List.of(layer), number("axis", 1));
    }
    if (statistic.kind().hasParts()) {
      int height = shape.get(shape.size() - 2);
      int width = shape.get(shape.size() - 1);
      int rows = statistic.kind() == Statistic.Kind.COLUMNS ? 1 : statistic.parts();
      int columns = statistic.kind() == Statistic.Kind.ROWS ? 1 : statistic.parts();
      String means = graph.meansOfParts(name + ".parts", layer, height, width, rows, columns);
      return graph.add("Flatten", name, List.of(means), number("axis", 1));
    }
    String axes = graph.integers(name + ".axes", 2, 3);
    if (statistic.kind() != Statistic.Kind.STD) {
      String operator = statistic.kind() == Statistic.Kind.MEAN ? "ReduceMean" : "ReduceMax";
      return graph.add(operator, name, List.of(layer, axes), number("keepdims", 0));
    }
    String mean = graph.add("ReduceMean", name + ".mean", List.of(layer, axes));
    String centred = graph.add("Sub", name + ".centred", List.of(layer, mean));
    String squared = graph.add("Mul", name + ".squared", List.of(centred, centred));
    String variance =
        graph.add("ReduceMean", name + ".variance", List.of(squared, axes), number("keepdims", 0));
    return graph.add("Sqrt", name, List.of(variance));
  }
}
