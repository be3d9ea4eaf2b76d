package org.mneme.quantize;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.mneme.onnx.GraphConstant;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.OnnxModel;

/**
 * Writes the quantised graph with QuantizeLinear and DequantizeLinear nodes, which runtimes merge
 * with the layers between them into integer arithmetic.
 */
final class QdqWriter {
  /** Biases are 32-bit integers; half their span leaves room for the sums that they start. */
  private static final double LARGEST_BIAS = 1 << 30;

  private final FoldedGraph graph;
  private final Quantisation quantisation;
  private final GraphWriter out;
  private final Set<String> written = new HashSet<>();

  private QdqWriter(FoldedGraph graph, Quantisation quantisation) {
    this.graph = graph;
    this.quantisation = quantisation;
    this.out = GraphWriter.inPlaceOf(graph.model());
  }

  static OnnxModel model(FoldedGraph graph, Quantisation quantisation) {
    return new QdqWriter(graph, quantisation).write();
  }

  /** The least weight step of a layer at which the largest of these biases fits with room. */
  static float leastScale(float[] bias, ActivationRange input) {
    double largest = 0;
    for (float b : bias) {
      largest = Math.max(largest, Math.abs(b));
    }
    return (float) (2 * largest / (LARGEST_BIAS * input.scale()));
  }

  private OnnxModel write() {
    for (GraphNode node : graph.nodes()) {
      WeightedLayer layer = graph.layers().get(node.output());
      if (layer == null) {
        writePlain(node);
      } else {
        writeLayer(layer);
      }
    }
    return out.model();
  }

  private void writePlain(GraphNode node) {
    GraphNode copy = node;
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      GraphConstant constant = graph.constant(input);
      if (constant != null) {
        constant(constant);
      } else if (quantisation.rounded().contains(input) && !isInnerRelu(node)) {
        copy = copy.withInput(i, dequantised(input));
      }
    }
    out.add(copy);
  }

  /** A Relu that runs as part of the layer before it reads what that layer itself gives. */
  private boolean isInnerRelu(GraphNode node) {
    WeightedLayer before = graph.layers().get(node.input(0));
    return before != null && graph.activated(before).equals(node.output());
  }

  private void writeLayer(WeightedLayer layer) {
    String name = layer.output();
    String weight = name + ".weight";
    String bias = name + ".bias";
    float[] biases = Objects.requireNonNull(quantisation.biases().get(name));
    RoundedWeights rounded = quantisation.weights().get(name);
    if (rounded == null) {
      out.floats(weight, layer.weights(), layer.shape());
      out.floats(bias, biases, biases.length);
      boolean roundedInput = quantisation.rounded().contains(layer.input());
      String input = roundedInput ? dequantised(layer.input()) : layer.input();
      out.add(layer.nodeReading(input, weight, bias));
      return;
    }
    if (graph.isProduct(layer)) {
      writeProduct(layer, rounded, biases);
      return;
    }
    String input = dequantised(layer.input());
    float[] scales = rounded.scales();
    out.signedBytes(weight + ".int8", rounded.values(), layer.shape());
    dequantise(weight, ".int8", scales, 0);
    float step = range(layer.input()).scale();
    float[] steps = new float[scales.length];
    int[] integers = new int[scales.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = scales[i] * step;
      integers[i] = (int) Math.rint((double) biases[i] / steps[i]);
    }
    out.integers32(bias + ".int32", integers);
    dequantise(bias, ".int32", steps, 0);
    out.add(layer.nodeReading(input, weight, bias));
  }

  /** Channels last, which is how runtimes lay out integer convolutions anyway. */
  private void writeProduct(WeightedLayer layer, RoundedWeights rounded, float[] biases) {
    String name = layer.output();
    String weight = name + ".weight";
    String pixels = name + ".pixels";
    transpose(quantised(layer.input()), pixels + ".uint8", 0, 2, 3, 1);
    out.add("DequantizeLinear", pixels, inputs(pixels + ".uint8", layer.input()));
    int rows = layer.rows();
    int columns = layer.columns();
    byte[] values = new byte[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        values[column * rows + row] = rounded.values()[row * columns + column];
      }
    }
    out.signedBytes(weight + ".int8", values, columns, rows);
    dequantise(weight, ".int8", rounded.scales(), 1);
    out.floats(name + ".bias", biases, rows);
    out.add("MatMul", layer.name(), List.of(pixels, weight), name + ".product");
    out.add(
        "Add", layer.name() + ".bias", List.of(name + ".product", name + ".bias"), name + ".sum");
    transpose(name + ".sum", name, 0, 3, 1, 2);
  }

  private void transpose(String input, String output, int... order) {
    out.add(
        "Transpose",
        output + ".transpose",
        List.of(input),
        output,
        GraphWriter.numbers("perm", order));
  }

  /** Adds a node that makes floats of integers, with a scale for each entry of a dimension. */
  private void dequantise(String tensor, String suffix, float[] scales, int axis) {
    out.floats(tensor + ".scale", scales, scales.length);
    String zero = tensor + ".zero";
    if (suffix.equals(".int8")) {
      out.signedBytes(zero, new byte[scales.length], scales.length);
    } else {
      out.integers32(zero, new int[scales.length]);
    }
    out.add(
        "DequantizeLinear",
        tensor + ".dequantize",
        List.of(tensor + suffix, tensor + ".scale", zero),
        tensor,
        GraphWriter.number("axis", axis));
  }

  /** The name of the tensor after rounding to 8 bits and back, which is written once. */
  private String dequantised(String tensor) {
    String result = tensor + ".rounded";
    if (written.add(result)) {
      out.add("DequantizeLinear", result, inputs(quantised(tensor), tensor));
    }
    return result;
  }

  /** The name of the tensor in 8 bits, which is written once. */
  private String quantised(String tensor) {
    String bytes = tensor + ".uint8";
    if (written.add(bytes)) {
      ActivationRange range = range(tensor);
      out.floats(tensor + ".scale", new float[] {range.scale()});
      out.unsignedBytes(tensor + ".zero", new byte[] {(byte) range.zero()});
      out.add("QuantizeLinear", bytes, inputs(tensor, tensor));
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

  private void constant(GraphConstant tensor) {
    if (written.add(tensor.name())) {
      out.constant(tensor);
    }
  }
}
