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
    String input = dequantised(layer.input());
    float[] scales = rounded.scales();
    constant(
        Proto.tensor(
            weight + ".int8",
            TensorProto.DataType.INT8,
            UnsafeByteOperations.unsafeWrap(rounded.values()),
            layer.dims()));
    dequantise(weight, ".int8", TensorProto.DataType.INT8, scales, 1);
    float step = range(layer.input()).scale();
    float[] steps = new float[scales.length];
    int[] integers = new int[scales.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = scales[i] * step;
      integers[i] = (int) Math.rint((double) biases[i] / steps[i]);
    }
    constant(Proto.integers(bias + ".int32", integers));
    dequantise(bias, ".int32", TensorProto.DataType.INT32, steps, 4);
    out.addNode(layer.nodeReading(input, weight, bias));
  }

  /** From integers with a scale for each of the first dimension's entries, all around 0. */
  private void dequantise(
      String tensor, String suffix, TensorProto.DataType type, float[] scales, int bytes) {
    constant(Proto.floats(tensor + ".scale", scales, scales.length));
    constant(
        Proto.tensor(
            tensor + ".zero",
            type,
            ByteString.copyFrom(new byte[scales.length * bytes]),
            scales.length));
    List<String> inputs = List.of(tensor + suffix, tensor + ".scale", tensor + ".zero");
    out.addNode(
        Proto.with(
            Proto.node("DequantizeLinear", tensor + ".dequantize", inputs, tensor), "axis", 0));
  }

  /** The name of the tensor after rounding to 8 bits and back, which is written once. */
  private String dequantised(String tensor) {
    String result = tensor + ".rounded";
    if (written.add(result)) {
      ActivationRange range = range(tensor);
      String scale = tensor + ".scale";
      String zero = tensor + ".zero";
      constant(Proto.floats(scale, new float[] {range.scale()}));
      constant(
          Proto.tensor(
              zero,
              TensorProto.DataType.UINT8,
              ByteString.copyFrom(new byte[] {(byte) range.zero()})));
      String bytes = tensor + ".uint8";
      out.addNode(
          Proto.node("QuantizeLinear", tensor + ".quantize", List.of(tensor, scale, zero), bytes));
      out.addNode(
          Proto.node(
              "DequantizeLinear", tensor + ".dequantize", List.of(bytes, scale, zero), result));
    }
    return result;
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
