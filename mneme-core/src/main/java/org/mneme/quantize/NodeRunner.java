package org.mneme.quantize;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.mneme.onnx.ModelException;
import org.mneme.score.GraphRunner;

/** Runs one node of a graph by itself. For one thread. */
final class NodeRunner implements AutoCloseable {
  private final GraphRunner runner;

  private NodeRunner(
      FoldedGraph graph,
      NodeProto node,
      List<String> inputs,
      List<TensorProto> constants,
      int threads)
      throws ModelException {
    this.runner =
        new GraphRunner(
            Proto.model(graph.model(), node, inputs, constants).toByteArray(),
            threads,
            "node '%s' (%s)".formatted(node.getName(), node.getOpType()));
  }

  /** A node with the constants that the file has for it. */
  static NodeRunner of(FoldedGraph graph, NodeProto node, int threads) throws ModelException {
    List<TensorProto> constants =
        node.getInputList().stream()
            .filter(graph::isConstant)
            .distinct()
            .map(name -> Objects.requireNonNull(graph.constant(name)))
            .toList();
    return new NodeRunner(graph, node, graph.computedInputs(node), constants, threads);
  }

  /** A layer with these weights in place of its own. */
  static NodeRunner of(
      FoldedGraph graph, WeightedLayer layer, float[] weights, float[] bias, int threads)
      throws ModelException {
    List<TensorProto> constants =
        List.of(
            Proto.floats("weight", weights, layer.dims()), Proto.floats("bias", bias, bias.length));
    NodeProto node = layer.nodeReading(layer.input(), "weight", "bias");
    return new NodeRunner(graph, node, List.of(layer.input()), constants, threads);
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
