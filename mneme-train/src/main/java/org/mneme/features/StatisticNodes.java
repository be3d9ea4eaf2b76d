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
   * @param shape of the layer's output without N; not looked at for all its values
   * @return the feature's name
   */
  static String add(GraphWriter graph, Statistic statistic, String layer, List<Integer> shape) {
    return add(graph, statistic, layer, shape, layer + ":" + statistic);
  }

  /** The same under a name of the caller's. */
  static String add(
      GraphWriter graph, Statistic statistic, String layer, List<Integer> shape, String name) {
    if (statistic.kind() == Statistic.Kind.VALUES) {
      return graph.add("Flatten", name, List.of(layer), number("axis", 1));
    }
    if (shape.size() == 2) {
      return ofTokens(graph, statistic, name, layer);
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
    return statistic.kind() == Statistic.Kind.SHARE
        ? shares(graph, name, layer, shape.get(0), axes)
        : overPositions(graph, statistic, name, layer, axes);
  }

  /** How much of the positions each channel has, where the largest takes all. */
  private static String shares(
      GraphWriter graph, String name, String layer, int channels, String axes) {
    String largest =
        graph.add(
            "ArgMax", name + ".largest", List.of(layer), number("axis", 1), number("keepdims", 0));
    List<String> inputs =
        List.of(
            largest,
            graph.integers(name + ".channels", channels),
            graph.floats(name + ".no and yes", new float[] {0, 1}, 2));
    String owners = graph.add("OneHot", name + ".owners", inputs, number("axis", 1));
    return graph.add("ReduceMean", name, List.of(owners, axes), number("keepdims", 0));
  }

  /** Of {@code [N, tokens, channels]}. */
  private static String ofTokens(
      GraphWriter graph, Statistic statistic, String name, String layer) {
    String axis = graph.integers(name + ".axes", 1);
    return switch (statistic.kind()) {
      case CLS -> {
        String first = part(graph, name, layer, axis, 0, 1);
        yield graph.add("Flatten", name, List.of(first), number("axis", 1));
      }
      case PATCHES -> {
        String patches = part(graph, name, layer, axis, statistic.parts(), Integer.MAX_VALUE);
        yield graph.add("ReduceMean", name, List.of(patches, axis), number("keepdims", 0));
      }
      default -> overPositions(graph, statistic, name, layer, axis);
    };
  }

  private static String part(
      GraphWriter graph, String name, String layer, String axis, int from, int to) {
    List<String> inputs =
        List.of(
            layer, graph.integers(name + ".from", from), graph.integers(name + ".to", to), axis);
    return graph.add("Slice", name + ".tokens", inputs);
  }

  /** Mean, largest or deviation over the dimensions that are the picture's. */
  private static String overPositions(
      GraphWriter graph, Statistic statistic, String name, String layer, String axes) {
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
