package org.mneme.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Writes the quantised graph with QuantizeLinear and DequantizeLinear nodes, which runtimes merge
 * with the layers between them into integer arithmetic.
 */
final class QdqWriter {
  /** Biases are 32-bit integers; half their span leaves room for the sums that they start. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final FoldedGraph graph;
  private final Quantisation quantisation;
  private final GraphProto.Builder out;
  private final Set<String> written = new HashSet<>();

  private QdqWriter(FoldedGraph graph, Quantisation quantisation) {
    this.graph = graph;
    this.quantisation = quantisation;
    this.out = graph.model().getGraph().toBuilder().clearNode().clearInitializer().clearValueInfo();
  }

  static ModelProto model(FoldedGraph graph, Quantisation quantisation) {
    return graph.model().toBuilder().setGraph(new QdqWriter(graph, quantisation).write()).build();
  }

  /** The least weight step of a layer at which the largest of these biases fits with room. */
  static float leastScale(float[] bias, ActivationRange input) {
    double largest = 0;
    for (float b : bias) {
      largest = Math.max(largest, Math.abs(b));
    }
    return (float) (2 * largest / (LARGEST_BIAS * input.scale()));
  }

  private GraphProto write() {
    for (NodeProto node : graph.nodes()) {
      WeightedLayer layer = graph.layers().get(node.getOutput(0));
      if (layer == null) {
        writePlain(node);
      } else {
        writeLayer(layer);
      }
    }
    return out.build();
  }

  private void writePlain(NodeProto node) {
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      TensorProto constant = graph.constant(input);
      if (constant != null) {
        constant(constant);
      } else if (quantisation.rounded().contains(input) && !isInnerRelu(node)) {
        copy.setInput(i, dequantised(input));
      }
    }
    out.addNode(copy);
  }

  /** A Relu that runs as part of the layer before it reads what that layer itself gives. */
  private boolean isInnerRelu(NodeProto node) {
    WeightedLayer before = graph.layers().get(node.getInput(0));
    return before != null && graph.activated(before).equals(node.getOutput(0));
  }

  private void writeLayer(WeightedLayer layer) {
    String name = layer.output();
    String weight = name + ".weight";
    String bias = name + ".bias";
    float[] biases = Objects.requireNonNull(quantisation.biases().get(name));
    RoundedWeights rounded = quantisation.weights().get(name);
    if (rounded == null) {
      constant(Proto.floats(weight, layer.weights(), layer.dims()));
      constant(Proto.floats(bias, biases, biases.length));
      boolean roundedInput = quantisation.rounded().contains(layer.input());
      String input = roundedInput ? dequantised(layer.input()) : layer.input();
      out.addNode(layer.nodeReading(input, weight, bias));
      return;
    }
    if (graph.isProduct(layer)) {
      writeProduct(layer, rounded, biases);
      return;
    }
    String input = dequantised(layer.input());
    float[] scales = rounded.scales();
    constant(
        Proto.tensor(
            weight + ".int8",
            TensorProto.DataType.INT8,
            UnsafeByteOperations.unsafeWrap(rounded.values()),
            layer.dims()));
    dequantise(weight, ".int8", TensorProto.DataType.INT8, scales, 0);
    float step = range(layer.input()).scale();
    float[] steps = new float[scales.length];
    int[] integers = new int[scales.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = scales[i] * step;
      integers[i] = (int) Math.rint((double) biases[i] / steps[i]);
    }
    constant(Proto.integers(bias + ".int32", integers));
    dequantise(bias, ".int32", TensorProto.DataType.INT32, steps, 0);
    out.addNode(layer.nodeReading(input, weight, bias));
  }

  /** Channels last, which is how runtimes lay out integer convolutions anyway. */
  private void writeProduct(WeightedLayer layer, RoundedWeights rounded, float[] biases) {
    String name = layer.output();
    String weight = name + ".weight";
    String pixels = name + ".pixels";
    out.addNode(transpose(quantised(layer.input()), pixels + ".uint8", 0, 2, 3, 1));
    out.addNode(
        Proto.node("DequantizeLinear", pixels, inputs(pixels + ".uint8", layer.input()), pixels));
    int rows = layer.rows();
    int columns = layer.columns();
    byte[] values = new byte[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[column * rows + row] = rounded.values()[row * columns + column];
      }
    }
    constant(
        Proto.tensor(
            weight + ".int8",
            TensorProto.DataType.INT8,
            UnsafeByteOperations.unsafeWrap(values),
            columns,
            rows));
    dequantise(weight, ".int8", TensorProto.DataType.INT8, rounded.scales(), 1);
    constant(Proto.floats(name + ".bias", biases, rows));
    out.addNode(Proto.node("MatMul", layer.name(), List.of(pixels, weight), name + ".product"));
    out.addNode(
        Proto.node(
            "Add",
            layer.name() + ".bias",
            List.of(name + ".product", name + ".bias"),
            name + ".sum"));
    out.addNode(transpose(name + ".sum", name, 0, 3, 1, 2));
  }

  private static NodeProto transpose(String input, String output, int... order) {
    return Proto.withNumbers(
        Proto.node("Transpose", output + ".transpose", List.of(input), output), "perm", order);
  }

  /** From integers with a scale for each entry of a dimension, all around 0. */
  private void dequantise(
      String tensor, String suffix, TensorProto.DataType type, float[] scales, int axis) {
    int bytes = type == TensorProto.DataType.INT8 ? 1 : 4;
    constant(Proto.floats(tensor + ".scale", scales, scales.length));
    constant(
        Proto.tensor(
            tensor + ".zero",
            type,
            ByteString.copyFrom(new byte[scales.length * bytes]),
            scales.length));
    List<String> inputs = List.of(tensor + suffix, tensor + ".scale", tensor + ".zero");
    out.addNode(
        Proto.withNumber(
            Proto.node("DequantizeLinear", tensor + ".dequantize", inputs, tensor), "axis", axis));
  }

  /** The name of the tensor after rounding to 8 bits and back, which is written once. */
  private String dequantised(String tensor) {
    String result = tensor + ".rounded";
    if (written.add(result)) {
      out.addNode(
          Proto.node("DequantizeLinear", result, inputs(quantised(tensor), tensor), result));
    }
    return result;
  }

  /** The name of the tensor in 8 bits, which is written once. */
  private String quantised(String tensor) {
    String bytes = tensor + ".uint8";
    if (written.add(bytes)) {
      ActivationRange range = range(tensor);
      constant(Proto.floats(tensor + ".scale", new float[] {range.scale()}));
      constant(
          Proto.tensor(
              tensor + ".zero",
              TensorProto.DataType.UINT8,
              ByteString.copyFrom(new byte[] {(byte) range.zero()})));
      out.addNode(Proto.node("QuantizeLinear", bytes, inputs(tensor, tensor), bytes));
    }
    return bytes;
  }

  /** What a node reads that goes from or to 8 bits in the range of {@code scaled}. */
  private static List<String> inputs(String tensor, String scaled) {
    return List.of(tensor, scaled + ".scale", scaled + ".zero");
  }

  private ActivationRange range(String tensor) {
    return Objects.requireNonNull(quantisation.ranges().get(tensor));
  }

  private void constant(TensorProto tensor) {
    if (written.add(tensor.getName())) {
      out.addInitializer(tensor);
    }
  }
}
