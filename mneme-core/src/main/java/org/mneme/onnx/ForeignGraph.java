package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Shape;

/**
 * An ONNX file of someone else's that becomes part of a model file.
 *
 * <p>It has one float32 input {@code [N, 3, h, w]} of fixed height and width and one float32 output
 * of fixed shape, an open batch, and operators whose meaning opset 18 shares with its own.
 *
 * @param layer what it is in a network
 * @param model the whole file; its tensors stay in the mapped file
 */
public record ForeignGraph(ForeignNetwork layer, OnnxModel model) {
  private static final int OLDEST_OPSET = 13;

  /** Operators that opset 14 to 18 changed in ways that a graph can depend on. */
  private static final Set<String> CHANGED =
      Set.of(
          "Resize",
          "Pad",
          "Split",
          "BatchNormalization",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceSumSquare",
          "RNN",
          "LSTM",
          "GRU");

  /**
   * Reads a file.
   *
   * @param file of opset 13 or newer, smaller than 2 GiB
   * @return the file's graph as one layer
   * @throws ModelException if it is no such network; the message says what it is instead
   */
  public static ForeignGraph read(Path file) throws IOException {
    OnnxModel model = OnnxFile.read(file);
    GraphProto graph = model.proto().getGraph();
    model.onlyInput(file.toString());
    if (graph.getOutputCount() != 1) {
      throw new ModelException(
          "%s: has %d outputs: %s; a network to build upon has one"
              .formatted(
                  file,
                  graph.getOutputCount(),
                  graph.getOutputList().stream()
                      .map(ValueInfoProto::getName)
                      .collect(Collectors.joining(", "))));
    }
    checkOperators(model.proto(), file);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
    return new ForeignGraph(
        new ForeignNetwork(
            name,
            ModelIdentity.of(file).sha256(),
            shape(model.inputs().get(0), "input", file),
            shape(graph.getOutput(0), "output", file)),
        model);
  }

  private static void checkOperators(ModelProto model, Path file) throws ModelException {
    long opset =
        model.getOpsetImportList().stream()
            .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
            .mapToLong(set -> set.getVersion())
            .findFirst()
            .orElse(0);
    Set<String> unfit = new TreeSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      boolean nested =
          node.getAttributeList().stream()
              .anyMatch(a -> a.getType() == AttributeProto.AttributeType.GRAPH);
      boolean changed = opset != OnnxExport.OPSET && CHANGED.contains(node.getOpType());
      if (nested || changed || !node.getDomain().isEmpty()) {
        unfit.add(node.getOpType());
      }
    }
    if (opset < OLDEST_OPSET || opset > OnnxExport.OPSET || !unfit.isEmpty()) {
      throw new ModelException(
          "%s: opset %d%s; a network to build upon must be of opset %d, or of %d on with operators that mean the same there. Convert it with onnx.version_converter"
              .formatted(
                  file,
                  opset,
                  unfit.isEmpty() ? "" : " with " + String.join(", ", unfit),
                  OnnxExport.OPSET,
                  OLDEST_OPSET));
    }
  }

  private static Shape shape(ValueInfoProto value, String what, Path file) throws ModelException {
    TypeProto.Tensor type = value.getType().getTensorType();
    List<TensorShapeProto.Dimension> dims = type.getShape().getDimList();
    boolean floats = type.getElemType() == TensorProto.DataType.FLOAT.getNumber();
    boolean openBatch = !dims.isEmpty() && dims.get(0).getDimValue() == 0;
    boolean fixed = dims.stream().skip(1).allMatch(d -> d.getDimValue() > 0);
    if (!floats || !openBatch || !fixed) {
      throw new ModelException(
          "%s: its %s '%s' is not float32 with an open batch and fixed sizes otherwise"
              .formatted(file, what, value.getName()));
    }
    return Shape.of(
        dims.stream().skip(1).mapToInt(d -> Math.toIntExact(d.getDimValue())).toArray());
  }

  /** Adds the graph; its own names get {@code node} and a slash before them. */
  void write(String node, String input, GraphWriter into) {
    GraphProto graph = model.proto().getGraph();
    String ownInput = model.inputs().get(0).getName();
    String ownOutput = graph.getOutput(0).getName();
    into.graft(graph, Map.of(ownInput, input, ownOutput, node), node + "/");
  }
}
