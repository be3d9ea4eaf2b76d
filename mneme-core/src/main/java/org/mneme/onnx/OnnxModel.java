package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.network.Shape;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;

/**
 * An ONNX model: read by {@link OnnxFile#read}, or built by {@link GraphWriter}. The weights of a
 * file stay there, mapped; it must not change while the model is used. Immutable, for any thread.
 */
public final class OnnxModel {
  private final ModelProto proto;
  private final List<GraphNode> nodes;

  OnnxModel(ModelProto proto) {
    this.proto = proto;
    this.nodes = proto.getGraph().getNodeList().stream().map(GraphNode::new).toList();
  }

  ModelProto proto() {
    return proto;
  }

  /**
   * {@return the version of ONNX's own operators that its nodes mean; 1 where the file has none}
   */
  public long opset() {
    return opset(proto);
  }

  static long opset(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(each -> each.getDomain().isEmpty())
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(1);
  }

  /** {@return the nodes, in an order in which they can run} */
  public List<GraphNode> nodes() {
    return nodes;
  }

  /**
   * {@return what is declared as given to the graph, with the constants that old files list there}
   */
  public List<GraphValue> declaredInputs() {
    return proto.getGraph().getInputList().stream().map(GraphValue::of).toList();
  }

  /** {@return what the graph gives} */
  public List<GraphValue> outputs() {
    return proto.getGraph().getOutputList().stream().map(GraphValue::of).toList();
  }

  /**
   * {@return the name of the one input of images}
   *
   * @param what names the model in errors
   * @throws ModelException if there are several inputs, or none
   */
  public String onlyInput(String what) throws ModelException {
    return OnnxFile.onlyInput(inputs().stream().map(ValueInfoProto::getName).toList(), what);
  }

  /** What the graph is given. Before IR version 4, constants had to be listed among the inputs. */
  List<ValueInfoProto> inputs() {
    Set<String> constants = new HashSet<>();
    proto.getGraph().getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
    return proto.getGraph().getInputList().stream()
        .filter(input -> !constants.contains(input.getName()))
        .toList();
  }

  /** {@return the constants of any type that are no node's, by name, in the file's order} */
  public Map<String, GraphConstant> constants() {
    Map<String, GraphConstant> constants = new LinkedHashMap<>();
    for (TensorProto tensor : proto.getGraph().getInitializerList()) {
      constants.put(tensor.getName(), new GraphConstant(tensor));
    }
    return constants;
  }

  /** {@return the float32 ones among these, as views of the mapped file} */
  public Map<String, Tensor> floatTensors() {
    return floatTensors(proto);
  }

  static Map<String, Tensor> floatTensors(ModelProto model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (TensorProto proto : model.getGraph().getInitializerList()) {
      if (proto.getDataType() == TensorProto.DataType.FLOAT.getNumber() && proto.hasRawData()) {
        int[] dims = proto.getDimsList().stream().mapToInt(Math::toIntExact).toArray();
        tensors.put(
            proto.getName(),
            new Tensor(DType.FLOAT32, Shape.of(dims), proto.getRawData().asReadOnlyByteBuffer()));
      }
    }
    return tensors;
  }

  /**
   * {@return a copy that carries this card instead of its own}
   *
   * @param card what the copy says about itself
   */
  public OnnxModel withCard(ModelCard card) {
    return new OnnxModel(CardMetadata.put(proto.toBuilder(), card).build());
  }

  /** {@return the bytes of its file, all in the heap; {@link OnnxFile#write} needs no such copy} */
  public byte[] toBytes() {
    return proto.toByteArray();
  }

  static List<NodeProto> protos(List<GraphNode> nodes) {
    return nodes.stream().map(GraphNode::proto).toList();
  }
}
