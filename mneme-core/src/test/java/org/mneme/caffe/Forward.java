package org.mneme.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.golden.OnnxProtos;
import org.mneme.golden.TestCards;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Shape;
import org.mneme.onnx.OnnxExport;
import org.mneme.score.GraphRunner;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;

/** Runs a Caffe network as the ONNX file that it becomes, and shows the output of every node. */
final class Forward {
  private Forward() {}

  /** Every node's values, by the node's name. */
  static Map<String, float[]> run(
      Network network, Map<String, Tensor> weights, float[] inputs, Path folder)
      throws IOException {
    Path file = folder.resolve("forward.onnx");
    OnnxExport.write(network, weights, TestCards.fp32(network.name()), file);
    ModelProto.Builder model = OnnxProtos.read(file).toBuilder();
    for (Node node : network.nodes()) {
      if (!node.name().equals(network.output())
          && model.getGraph().getNodeList().stream()
              .anyMatch(n -> n.getName().equals(node.name()))) {
        model.getGraphBuilder().addOutput(floats(node.name()));
      }
    }
    long[] shape = new long[network.input().rank() + 1];
    shape[0] = inputs.length / network.input().size();
    for (int i = 1; i < shape.length; i++) {
      shape[i] = network.input().dim(i - 1);
    }
    try (GraphRunner runner = new GraphRunner(model.build().toByteArray(), 1, network.name())) {
      Map<String, GraphRunner.Floats> outputs =
          runner.run(
              Map.of(network.inputName(), new GraphRunner.Floats(FloatBuffer.wrap(inputs), shape)));
      Map<String, float[]> values = new LinkedHashMap<>();
      outputs.forEach(
          (name, floats) -> {
            float[] copy = new float[floats.values().remaining()];
            floats.values().get(copy);
            values.put(name, copy);
          });
      return values;
    } finally {
      Files.delete(file);
    }
  }

  private static ValueInfoProto floats(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())))
        .build();
  }

  /**
   * The last node's values of a definition given as text.
   *
   * @param blobs by {@code LAYER.INDEX}
   */
  static float[] of(
      String prototxt, Map<String, Tensor> blobs, Shape input, float[] inputs, Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("forward.prototxt"), prototxt);
    CaffeNetwork network = CaffeDefinition.read(file).network(input, Optional.empty());
    Checkpoint model = new Checkpoint(folder.resolve("none"), "test", blobs, Map.of());
    Map<String, float[]> all = run(network.network(), network.weights(model), inputs, folder);
    return all.get(network.network().output());
  }

  /** Holds values to within {@code tolerance} of the largest expected one. */
  static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
    assertEquals(expected.length, actual.length, what);
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * largest, "%s, value %d".formatted(what, i));
    }
  }

  /** Lists as Caffe's {@code shape { dim: ... }}. */
  static String dims(List<Integer> dims) {
    StringBuilder text = new StringBuilder();
    dims.forEach(dim -> text.append("dim: ").append(dim).append(' '));
    return text.toString();
  }
}
