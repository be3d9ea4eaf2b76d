package org.mneme.quantize;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.weights.Tensor;

/**
 * A model's graph with its batch norms folded into the convolutions before them. Nodes keep their
 * names; a folded convolution takes its batch norm's output name.
 */
final class FoldedGraph {
  /** QuantizeLinear takes a scale for each channel from here on. */
  private static final int OLDEST_OPSET = 13;

  private final ModelProto model;
  private final List<NodeProto> nodes = new ArrayList<>();
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();
  private final Map<String, WeightedLayer> layers = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors;
  private final Map<String, List<NodeProto>> consumers = new HashMap<>();
  private final String input;

  /**
   * @throws ModelException if the model is quantised already, is older than opset 13, or takes more
   *     than one input
   */
  FoldedGraph(ModelProto model, Path file) throws ModelException {
    this.model = model;
    this.tensors = OnnxFile.floatTensors(model);
    model.getGraph().getInitializerList().forEach(t -> constants.put(t.getName(), t));
    check(file);
    this.input = OnnxFile.onlyInput(model.getGraph(), file.toString());
    Set<String> outputs = outputs();
    Map<String, Integer> readers = new HashMap<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      node.getInputList().forEach(in -> readers.merge(in, 1, Integer::sum));
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      WeightedLayer before = node.getInputCount() == 0 ? null : layers.get(node.getInput(0));
      boolean alone =
          before != null && readers.get(before.output()) == 1 && !outputs.contains(before.output());
      if (node.getOpType().equals("Constant") && Attributes.find(node, "value").isPresent()) {
        constants.put(
            node.getOutput(0),
            Attributes.find(node, "value").orElseThrow().getT().toBuilder()
                .setName(node.getOutput(0))
                .build());
      } else if (node.getOpType().equals("BatchNormalization") && alone && foldable(node)) {
        fold(before, node);
      } else {
        nodes.add(node);
        weighted(node).ifPresent(layer -> layers.put(layer.output(), layer));
      }
    }
    for (NodeProto node : nodes) {
      for (String in : node.getInputList()) {
        consumers.computeIfAbsent(in, name -> new ArrayList<>()).add(node);
      }
    }
  }

  ModelProto model() {
    return model;
  }

  /** In an order in which they can run. */
  List<NodeProto> nodes() {
    return nodes;
  }

  /** The convolutions and fully connected layers by their output's name. */
  Map<String, WeightedLayer> layers() {
    return layers;
  }

  String input() {
    return input;
  }

  Set<String> outputs() {
    return model.getGraph().getOutputList().stream()
        .map(o -> o.getName())
        .collect(Collectors.toSet());
  }

  List<NodeProto> consumersOf(String tensor) {
    return consumers.getOrDefault(tensor, List.of());
  }

  boolean isConstant(String tensor) {
    return constants.containsKey(tensor);
  }

  @Nullable TensorProto constant(String tensor) {
    return constants.get(tensor);
  }

  /** What a node reads that is computed, not constant; without the gaps of absent inputs. */
  List<String> computedInputs(NodeProto node) {
    return node.getInputList().stream()
        .filter(in -> !in.isEmpty() && !constants.containsKey(in))
        .toList();
  }

  /**
   * Where a layer's values are first used: behind its Relu if that is all that reads it, since the
   * two run as one; else its own output.
   */
  String activated(WeightedLayer layer) {
    List<NodeProto> readers = consumersOf(layer.output());
    boolean relu =
        readers.size() == 1
            && readers.get(0).getOpType().equals("Relu")
            && !outputs().contains(layer.output());
    return relu ? readers.get(0).getOutput(0) : layer.output();
  }

  /**
   * Whether a quantised layer can run as a matrix product that gives float32 at once, so that its
   * output is never rounded to 8 bits: a 1 x 1 convolution that moves one pixel at a time and is
   * only added to something.
   */
  boolean isProduct(WeightedLayer layer) {
    List<NodeProto> readers = consumersOf(layer.output());
    return layer.isPointwise()
        && !readers.isEmpty()
        && readers.stream().allMatch(node -> node.getOpType().equals("Add"));
  }

  private void check(Path file) throws ModelException {
    long opset =
        model.getOpsetImportList().stream()
            .filter(o -> o.getDomain().isEmpty())
            .mapToLong(o -> o.getVersion())
            .findFirst()
            .orElse(1);
    if (opset < OLDEST_OPSET) {
      throw new ModelException(
          "%s: uses ONNX opset %d; quantising needs %d or newer. Convert it with onnx.version_converter"
              .formatted(file, opset, OLDEST_OPSET));
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().contains("QuantizeLinear")
          || node.getOpType().startsWith("QLinear")
          || node.getOpType().equals("DequantizeLinear")) {
        throw new ModelException(
            "%s: is quantised already (node '%s' is %s). Start from the fp32 file"
                .formatted(file, node.getName(), node.getOpType()));
      }
    }
  }

  private Optional<WeightedLayer> weighted(NodeProto node) {
    boolean convolution = node.getOpType().equals("Conv");
    if (!convolution && !node.getOpType().equals("Gemm")) {
      return Optional.empty();
    }
    Tensor weight = tensors.get(node.getInput(1));
    boolean hasBias = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    Tensor bias = hasBias ? tensors.get(node.getInput(2)) : null;
    if (weight == null || (hasBias && bias == null)) {
      return Optional.empty();
    }
    boolean byColumn = !convolution && Attributes.integer(node, "transB", 0) == 0;
    int rows = weight.shape().dim(byColumn ? 1 : 0);
    boolean plain =
        convolution
            ? weight.shape().rank() == 4
                && Attributes.text(node, "auto_pad", "NOTSET").equals("NOTSET")
            : weight.shape().rank() == 2
                && Attributes.integer(node, "transA", 0) == 0
                && Attributes.real(node, "alpha", 1) == 1
                && Attributes.real(node, "beta", 1) == 1;
    if (!plain || (bias != null && bias.shape().size() != rows)) {
      return Optional.empty();
    }
    return Optional.of(new WeightedLayer(node, weight, byColumn, bias));
  }

  private boolean foldable(NodeProto norm) {
    return norm.getInputList().subList(1, 5).stream().allMatch(tensors::containsKey)
        && Attributes.integer(norm, "training_mode", 0) == 0;
  }

  private void fold(WeightedLayer layer, NodeProto norm) {
    float[] scale = tensor(norm, 1);
    float[] shift = tensor(norm, 2);
    float[] mean = tensor(norm, 3);
    float[] variance = tensor(norm, 4);
    double epsilon = Attributes.real(norm, "epsilon", 1e-5f);
    for (int row = 0; row < layer.rows(); row++) {
      double factor = scale[row] / Math.sqrt(variance[row] + epsilon);
      layer.scaleRow(row, (float) factor, (float) (shift[row] - mean[row] * factor));
    }
    NodeProto renamed = layer.node().toBuilder().setOutput(0, norm.getOutput(0)).build();
    nodes.set(nodes.indexOf(layer.node()), renamed);
    layers.remove(layer.output());
    layers.put(norm.getOutput(0), layer.as(renamed));
  }

  private float[] tensor(NodeProto node, int input) {
    Tensor tensor = tensors.get(node.getInput(input));
    if (tensor == null) {
      throw new IllegalStateException("no tensor " + node.getInput(input));
    }
    return tensor.floats();
  }
}
