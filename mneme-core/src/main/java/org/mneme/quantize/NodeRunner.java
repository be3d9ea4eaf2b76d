package org.mneme.quantize;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelException;
import org.mneme.score.GraphRunner;

/** Runs one node of a graph by itself. For one thread. */
final class NodeRunner implements AutoCloseable {
  private static final String ONE = "one";

  private final GraphRunner runner;

  private NodeRunner(GraphWriter graph, GraphNode node, List<String> inputs, int threads)
      throws ModelException {
    inputs.stream().distinct().forEach(graph::input);
    graph.add(node);
    node.outputs().stream().filter(name -> !name.isEmpty()).forEach(graph::output);
    this.runner =
        new GraphRunner(
            graph.model().toBytes(),
            threads,
            "node '%s' (%s)".formatted(node.name(), node.operator()));
  }

  /** A node with the constants that the file has for it. */
  static NodeRunner of(FoldedGraph graph, GraphNode node, int threads) throws ModelException {
    GraphWriter one = GraphWriter.like(graph.model(), ONE);
    node.inputs().stream()
        .filter(graph::isConstant)
        .distinct()
        .map(name -> Objects.requireNonNull(graph.constant(name)))
        .forEach(one::constant);
    return new NodeRunner(one, node, graph.computedInputs(node), threads);
  }

  /** A layer with these weights in place of its own. */
  static NodeRunner of(
      FoldedGraph graph, WeightedLayer layer, float[] weights, float[] bias, int threads)
      throws ModelException {
    GraphWriter one = GraphWriter.like(graph.model(), ONE);
    one.floats("weight", weights, layer.shape());
    one.floats("bias", bias, bias.length);
    GraphNode node = layer.nodeReading(layer.input(), "weight", "bias");
    return new NodeRunner(one, node, List.of(layer.input()), threads);
  }

  Map<String, Chunk> run(Map<String, Chunk> inputs) throws ModelException {
    Map<String, GraphRunner.Floats> floats = new LinkedHashMap<>();
    inputs.forEach(
        (name, chunk) ->
            floats.put(
                name, new GraphRunner.Floats(FloatBuffer.wrap(chunk.values()), chunk.shape())));
    Map<String, Chunk> outputs = new LinkedHashMap<>();
    runner
        .run(floats)
        .forEach((name, out) -> outputs.put(name, new Chunk(out.values().array(), out.shape())));
    return outputs;
  }

  @Override
  public void close() {
    runner.close();
  }
}
