package org.mneme.features;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.image.InputSize;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxModel;
import org.mneme.score.GraphRunner;

/** The graph that gives a network's features, each an output {@code [N, length]}. */
public final class FeatureGraph {
  private static final String INPUT = "images";
  private static final String PREFIX = "network/";

  private FeatureGraph() {}

  /**
   * @param size of the input
   */
  static OnnxModel of(FrozenNetwork network, List<Feature> features, InputSize size, int threads)
      throws IOException {
    GraphWriter graph = new GraphWriter("features");
    declare(graph, network, size);
    add(graph, network, features, INPUT, PREFIX, size, threads).forEach(graph::output);
    return graph.model();
  }

  /**
   * Adds a network up to some features to a graph. All its names get a prefix.
   *
   * @param graph is added to
   * @param network whose layers are wanted
   * @param features which figures of which layers
   * @param input a tensor of the graph, which the network takes
   * @param prefix of all names
   * @param size of that
   * @param threads for finding the layers' shapes
   * @return the features' names in the graph, {@code [N, length]} each
   * @throws IOException if a layer's shape cannot be found
   */
  public static List<String> add(
      GraphWriter graph,
      FrozenNetwork network,
      List<Feature> features,
      String input,
      String prefix,
      InputSize size,
      int threads)
      throws IOException {
    return add(graph, network, features, input, prefix, prefix, size, threads);
  }

  /**
   * Adds a network that is in the graph already once more, with the same weights.
   *
   * @param graph is added to
   * @param network whose layers are wanted
   * @param features which figures of which layers
   * @param input a tensor of the graph, which the network takes
   * @param prefix of all names but the weights'
   * @param weights the prefix with which the network was added first
   * @param size of the input
   * @param threads for finding the layers' shapes
   * @return the features' names in the graph, {@code [N, length]} each
   * @throws IOException if a layer's shape cannot be found, or it has not what the feature takes
   */
  public static List<String> add(
      GraphWriter graph,
      FrozenNetwork network,
      List<Feature> features,
      String input,
      String prefix,
      String weights,
      InputSize size,
      int threads)
      throws IOException {
    Map<String, List<Integer>> shapes = wanted(network, features, size, threads);
    network.addTo(
        graph, features.stream().map(Feature::layer).distinct().toList(), input, prefix, weights);
    return features.stream()
        .map(
            feature ->
                StatisticNodes.add(
                    graph,
                    feature.statistic(),
                    prefix + feature.layer(),
                    shapes.getOrDefault(feature.layer(), List.of())))
        .toList();
  }

  /**
   * Adds features to a graph that is the network's own.
   *
   * @param graph which has all of the network's layers under their names
   * @param network the same
   * @param features which figures of which layers
   * @param prefix of all names
   * @param size of the input
   * @param threads for finding the layers' shapes
   * @return the features' names in the graph, {@code [N, length]} each
   * @throws IOException if a layer's shape cannot be found, or it has not what the feature takes
   */
  public static List<String> addToOwn(
      GraphWriter graph,
      FrozenNetwork network,
      List<Feature> features,
      String prefix,
      InputSize size,
      int threads)
      throws IOException {
    Map<String, List<Integer>> shapes = wanted(network, features, size, threads);
    return features.stream()
        .map(
            feature ->
                StatisticNodes.add(
                    graph,
                    feature.statistic(),
                    feature.layer(),
                    shapes.getOrDefault(feature.layer(), List.of()),
                    prefix + feature))
        .toList();
  }

  /** The name of a feature's output. */
  static String output(Feature feature) {
    return PREFIX + feature;
  }

  private static void declare(GraphWriter graph, FrozenNetwork network, InputSize size) {
    if (network.isSingle()) {
      graph.singleInput(INPUT, size.channels(), size.height(), size.width());
    } else {
      graph.input(INPUT, size.channels(), size.height(), size.width());
    }
  }

  /** The shapes of the layers of which not all values are wanted; each has what is. */
  private static Map<String, List<Integer>> wanted(
      FrozenNetwork network, List<Feature> features, InputSize size, int threads)
      throws IOException {
    List<Feature> reduced =
        features.stream()
            .filter(feature -> feature.statistic().kind() != Statistic.Kind.VALUES)
            .toList();
    Map<String, List<Integer>> shapes =
        shapes(network, reduced.stream().map(Feature::layer).distinct().toList(), size, threads);
    for (Feature feature : reduced) {
      List<Integer> shape = shapes.getOrDefault(feature.layer(), List.of());
      if (!feature.statistic().fits(shape)) {
        throw new ModelException(
            "%s: layer '%s' gives %s for an image, which has no %s; take %s"
                .formatted(
                    network.name(),
                    feature.layer(),
                    text(shape),
                    feature.statistic(),
                    Statistic.fitting(shape)));
      }
    }
    return shapes;
  }

  /** A shape for people: {@code 197 x 768}. */
  static String text(List<Integer> shape) {
    return shape.isEmpty()
        ? "one number"
        : shape.stream().map(String::valueOf).collect(Collectors.joining(" x "));
  }

  /**
   * The shapes, without N, of some layers: found by running the network on a black image.
   *
   * @throws ModelException if the network does not take images of this size
   */
  static Map<String, List<Integer>> shapes(
      FrozenNetwork network, List<String> layers, InputSize size, int threads) throws IOException {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    if (layers.isEmpty()) {
      return shapes;
    }
    runBlack(network, layers, size, 1, threads)
        .forEach(
            (layer, output) -> {
              List<Integer> shape = new ArrayList<>();
              for (int i = 1; i < output.shape().length; i++) {
                shape.add(Math.toIntExact(output.shape()[i]));
              }
              shapes.put(layer, shape);
            });
    return shapes;
  }

  /**
   * Whether a network that leaves the number of images open takes two: many an export says so and
   * has the number one within.
   */
  static boolean takesSeveral(
      FrozenNetwork network, List<String> layers, InputSize size, int threads) throws IOException {
    runBlack(network, layers, size, 1, threads);
    try {
      return runBlack(network, layers, size, 2, threads).values().stream()
          .allMatch(output -> output.shape().length > 0 && output.shape()[0] == 2);
    } catch (ModelException e) {
      return false;
    }
  }

  /** Layers' outputs for black images. */
  private static Map<String, GraphRunner.Floats> runBlack(
      FrozenNetwork network, List<String> layers, InputSize size, int count, int threads)
      throws IOException {
    GraphWriter graph = new GraphWriter("shapes");
    declare(graph, network, size);
    network.addTo(graph, layers, INPUT, PREFIX);
    layers.forEach(layer -> graph.output(PREFIX + layer));
    try (GraphRunner runner = GraphRunner.open(graph.model(), threads, network.name())) {
      FloatBuffer black = FloatBuffer.allocate(count * size.floats());
      long[] shape = {count, size.channels(), size.height(), size.width()};
      Map<String, GraphRunner.Floats> outputs =
          runner.run(Map.of(INPUT, new GraphRunner.Floats(black, shape)));
      Map<String, GraphRunner.Floats> named = new LinkedHashMap<>();
      for (String layer : layers) {
        GraphRunner.Floats output = outputs.get(PREFIX + layer);
        if (output == null) {
          throw new IllegalStateException("the graph has no output " + layer);
        }
        named.put(layer, output);
      }
      return named;
    }
  }
}
