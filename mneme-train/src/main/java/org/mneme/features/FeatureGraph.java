package org.mneme.features;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.image.InputSize;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
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
    graph.input(INPUT, size.channels(), size.height(), size.width());
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
    Map<String, List<Integer>> shapes = shapes(network, features, size, threads);
    network.addTo(graph, features.stream().map(Feature::layer).distinct().toList(), input, prefix);
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

  /** The name of a feature's output. */
  static String output(Feature feature) {
    return PREFIX + feature;
  }

  /**
   * The shapes, without N, of the layers of which parts are wanted: found by running the network on
   * a black image.
   */
  private static Map<String, List<Integer>> shapes(
      FrozenNetwork network, List<Feature> features, InputSize size, int threads)
      throws IOException {
    List<String> layers =
        features.stream()
            .filter(feature -> feature.statistic().kind().hasParts())
            .map(Feature::layer)
            .distinct()
            .toList();
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    if (layers.isEmpty()) {
      return shapes;
    }
    GraphWriter graph = new GraphWriter("shapes");
    graph.input(INPUT, size.channels(), size.height(), size.width());
    network.addTo(graph, layers, INPUT, PREFIX);
    layers.forEach(layer -> graph.output(PREFIX + layer));
    Path file = Files.createTempFile("mneme", ".onnx");
    try {
      OnnxFile.write(graph.model(), file);
      try (GraphRunner runner = GraphRunner.open(file, threads, network.name())) {
        FloatBuffer black = FloatBuffer.allocate(size.floats());
        Map<String, GraphRunner.Floats> outputs =
            runner.run(
                Map.of(
                    INPUT,
                    new GraphRunner.Floats(
                        black, new long[] {1, size.channels(), size.height(), size.width()})));
        for (String layer : layers) {
          GraphRunner.Floats output = outputs.get(PREFIX + layer);
          if (output == null || output.shape().length != 4) {
            throw new ModelException(
                "%s: the output of layer '%s' has no height and width; take values or the mean"
                    .formatted(network.name(), layer));
          }
          List<Integer> shape = new ArrayList<>();
          for (int i = 1; i < output.shape().length; i++) {
            shape.add(Math.toIntExact(output.shape()[i]));
          }
          shapes.put(layer, shape);
        }
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return shapes;
  }
}
