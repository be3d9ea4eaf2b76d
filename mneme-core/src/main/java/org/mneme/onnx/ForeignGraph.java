package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Shape;

/**
 * An ONNX file of someone else's that becomes part of a model file.
 *
 * <p>It has one float32 input {@code [N, 3, h, w]} of fixed height and width and one float32 output
 * of fixed shape, and an open batch. A file of an older opset than 18 is written in opset 18; a
 * newer one brings the whole model file to its own.
 *
 * @param layer what it is in a network
 * @param model the whole file; its tensors stay in the mapped file
 */
public record ForeignGraph(ForeignNetwork layer, OnnxModel model) {
  /**
   * Reads a file.
   *
   * @param file of opset 11 to 26, smaller than 2 GiB
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
    checkOpset(model, file);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
    return new ForeignGraph(
        new ForeignNetwork(
            name,
            ModelIdentity.of(file).sha256(),
            shape(model.inputs().get(0), "input", file),
            shape(graph.getOutput(0), "output", file)),
        model);
  }

  private static void checkOpset(OnnxModel model, Path file) throws ModelException {
    long opset = model.opset();
    if (opset < Opsets.OLDEST || opset > Opsets.NEWEST) {
      throw new ModelException(
          "%s: is of ONNX opset %d; a network to build upon must be of opset %d to %d. Export it for opset %d, or convert it with onnx.version_converter"
              .formatted(file, opset, Opsets.OLDEST, Opsets.NEWEST, OnnxExport.OPSET));
    }
    List<NodeProto> nodes = model.proto().getGraph().getNodeList();
    List<NodeProto> unused =
        Opsets.raised(file.toString(), nodes, opset, Math.max(opset, OnnxExport.OPSET));
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

  /**
   * Adds the graph; its own names get {@code node} and a slash before them.
   *
   * @throws IllegalArgumentException if another graph that is there is of an opset that cannot be
   *     brought to this one's
   */
  void write(String node, String input, GraphWriter into) {
    String ownInput = model.inputs().get(0).getName();
    String ownOutput = model.proto().getGraph().getOutput(0).getName();
    try {
      into.graft(
          layer.name(), model, model.nodes(), Map.of(ownInput, input, ownOutput, node), node + "/");
    } catch (ModelException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
