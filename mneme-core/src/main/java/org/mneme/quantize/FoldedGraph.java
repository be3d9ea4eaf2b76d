package org.mneme.quantize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.GraphConstant;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.GraphValue;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxModel;
import org.mneme.weights.Tensor;

/**
 * A model's graph with its batch norms folded into the convolutions before them. Nodes keep their
 * names; a folded convolution takes its batch norm's output name.
 */
final class FoldedGraph {
  /** QuantizeLinear takes a scale for each channel from here on. */
  private static final int OLDEST_OPSET = 13;

  private final OnnxModel model;
  private final List<GraphNode> nodes = new ArrayList<>();
  private final Map<String, GraphConstant> constants = new LinkedHashMap<>();
  private final Map<String, WeightedLayer> layers = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors;
  private final Map<String, List<GraphNode>> consumers = new HashMap<>();
  private final String input;

  /**
   * @throws ModelException if the model is quantised already, is older than opset 13, or takes more
   *     than one input
   */
  FoldedGraph(OnnxModel model, Path file) throws ModelException {
    this.model = model;
    this.tensors = model.floatTensors();
    constants.putAll(model.constants());
    check(file);
    this.input = model.onlyInput(file.toString());
    Set<String> outputs = outputs();
    Map<String, Integer> readers = new HashMap<>();
    for (GraphNode node : model.nodes()) {
      node.inputs().forEach(in -> readers.merge(in, 1, Integer::sum));
    }
    for (GraphNode node : model.nodes()) {
      WeightedLayer before = node.inputs().size() == 0 ? null : layers.get(node.input(0));
      boolean alone =
          before != null && readers.get(before.output()) == 1 && !outputs.contains(before.output());
      if (node.constant().isPresent()) {
        constants.put(node.output(), node.constant().orElseThrow());
      } else if (node.operator().equals("BatchNormalization") && alone && foldable(node)) {
        fold(before, node);
      } else {
        nodes.add(node);
        weighted(node).ifPresent(layer -> layers.put(layer.output(), layer));
      }
    }
    for (GraphNode node : nodes) {
      for (String in : node.inputs()) {
        consumers.computeIfAbsent(in, name -> new ArrayList<>()).add(node);
      }
    }
  }

  OnnxModel model() {
    return model;
  }

  /** The nodes in an order in which they can run. */
  List<GraphNode> nodes() {
    return nodes;
  }

  /** The convolutions and fully connected layers by their output's name. */
  Map<String, WeightedLayer> layers() {
    return layers;
  }

  String input() {
    return input;
  }

  /** The layers that read the image, or what other operations make of it before any layer. */
  Set<WeightedLayer> imageLayers() {
    Set<WeightedLayer> found = new HashSet<>();
    Set<String> image = new HashSet<>(Set.of(input));
    for (GraphNode node : nodes) {
      WeightedLayer layer = layers.get(node.output());
      if (layer != null && image.contains(layer.input())) {
        found.add(layer);
      } else if (layer == null && image.containsAll(computedInputs(node))) {
        image.addAll(node.outputs());
      }
    }
    return found;
  }

  Set<String> outputs() {
    return model.outputs().stream().map(GraphValue::name).collect(Collectors.toSet());
  }

  List<GraphNode> consumersOf(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  boolean isConstant(String tensor) {
    return constants.containsKey(tensor);
  }

  @Nullable GraphConstant constant(String tensor) {
    return constants.get(tensor);
  }

  /** What a node reads that is computed, not constant; without the gaps of absent inputs. */
  List<String> computedInputs(GraphNode node) {
    return node.inputs().stream()
        .filter(in -> !in.isEmpty() && !constants.containsKey(in))
        .toList();
  }

  /**
   * Where a layer's values are first used: behind its Relu if that is all that reads it, since the
   * two run as one; else its own output.
   */
  String activated(WeightedLayer layer) {
    List<GraphNode> readers = consumersOf(layer.output());
    boolean relu =
        readers.size() == 1
            && readers.get(0).operator().equals("Relu")
            && !outputs().contains(layer.output());
    return relu ? readers.get(0).output() : layer.output();
  }

  /**
   * Whether a quantised layer can run as a matrix product that gives float32 at once, so that its
   * output is never rounded to 8 bits: a 1 x 1 convolution that moves one pixel at a time and is
   * only added to something.
   */
  boolean isProduct(WeightedLayer layer) {
    List<GraphNode> readers = consumersOf(layer.output());
    return layer.isPointwise()
        && !readers.isEmpty()
        && readers.stream().allMatch(node -> node.operator().equals("Add"));
  }

  private void check(Path file) throws ModelException {
    long opset = model.opset();
    if (opset < OLDEST_OPSET) {
      throw new ModelException(
          "%s: uses ONNX opset %d; quantising needs %d or newer. Convert it with onnx.version_converter"
              .formatted(file, opset, OLDEST_OPSET));
    }
    for (GraphNode node : model.nodes()) {
      if (node.operator().contains("QuantizeLinear")
          || node.operator().startsWith("QLinear")
          || node.operator().equals("DequantizeLinear")) {
        throw new ModelException(
            "%s: is quantised already (node '%s' is %s). Start from the fp32 file"
                .formatted(file, node.name(), node.operator()));
      }
    }
  }

  private Optional<WeightedLayer> weighted(GraphNode node) {
    boolean convolution = node.operator().equals("Conv");
    if (!convolution && !node.operator().equals("Gemm")) {
      return Optional.empty();
    }
    Tensor weight = tensors.get(node.input(1));
    boolean hasBias = node.inputs().size() > 2 && !node.input(2).isEmpty();
    Tensor bias = hasBias ? tensors.get(node.input(2)) : null;
    if (weight == null || (hasBias && bias == null)) {
      return Optional.empty();
    }
    boolean byColumn = !convolution && node.integer("transB", 0) == 0;
    int rows = weight.shape().dim(byColumn ? 1 : 0);
    boolean plain =
        convolution
            ? weight.shape().rank() == 4 && node.text("auto_pad", "NOTSET").equals("NOTSET")
            : weight.shape().rank() == 2
                && node.integer("transA", 0) == 0
                && node.real("alpha", 1) == 1
                && node.real("beta", 1) == 1;
    if (!plain || (bias != null && bias.shape().size() != rows)) {
      return Optional.empty();
    }
    return Optional.of(new WeightedLayer(node, weight, byColumn, bias));
  }

  private boolean foldable(GraphNode norm) {
    return norm.inputs().subList(1, 5).stream().allMatch(tensors::containsKey)
        && norm.integer("training_mode", 0) == 0;
  }

  private void fold(WeightedLayer layer, GraphNode norm) {
    float[] scale = tensor(norm, 1);
    float[] shift = tensor(norm, 2);
    float[] mean = tensor(norm, 3);
    float[] variance = tensor(norm, 4);
    double epsilon = norm.real("epsilon", 1e-5f);
    for (int row = 0; row < layer.rows(); row++) {
      double factor = scale[row] / Math.sqrt(variance[row] + epsilon);
      layer.scaleRow(row, (float) factor, (float) (shift[row] - mean[row] * factor));
    }
    GraphNode renamed = layer.node().withOutput(norm.output());
    nodes.set(nodes.indexOf(layer.node()), renamed);
    layers.remove(layer.output());
    layers.put(norm.output(), layer.as(renamed));
  }

  private float[] tensor(GraphNode node, int input) {
    Tensor tensor = tensors.get(node.input(input));
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + node.input(input));
    }
    return tensor.floats();
  }
}
