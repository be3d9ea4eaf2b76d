package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.remedy.NearestName;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;

/**
 * An ONNX model: read by {@link OnnxFile#read}, or built by {@link GraphWriter}. The weights of a
 * file stay there, mapped; it must not change while the model is used. Immutable, for any thread.
 */
public final class OnnxModel {
  private static final int NEAREST_LAYERS = 3;

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
    return opset(proto.getOpsetImportList());
  }

  static long opset(List<OperatorSetIdProto> sets) {
    return sets.stream()
        .filter(each -> Opsets.isOnnx(each.getDomain()))
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

  /** {@return the names of all that the nodes give, in the graph's order} */
  public Set<String> layers() {
    Set<String> names = new LinkedHashSet<>();
    nodes.forEach(node -> names.addAll(node.outputs()));
    names.remove(""); // An output that nobody wants may have no name.
    return names;
  }

  /**
   * {@return the nodes that some layers need, in the graph's order}
   *
   * @param what names the model in errors
   * @param layers names of what nodes give
   * @throws RefusedException if no node gives one of them; the message has the nearest names
   */
  public List<GraphNode> before(String what, Collection<String> layers) {
    Map<String, GraphNode> makers = new LinkedHashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    List<String> open = new ArrayList<>();
    for (String layer : layers) {
      if (layer.isEmpty() || !makers.containsKey(layer)) {
        throw unknown(what, layer);
      }
      open.add(layer);
    }
    Set<GraphNode> needed = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      GraphNode maker = makers.get(open.remove(open.size() - 1));
      if (maker != null && needed.add(maker)) {
        maker.reads().stream().filter(seen::add).forEach(open::add);
      }
    }
    return nodes.stream().filter(needed::contains).toList();
  }

  /**
   * {@return what to throw for a layer that the model lacks, with the nearest names that it has}
   *
   * @param what names the model
   * @param layer the name that was asked for
   */
  public RefusedException unknown(String what, String layer) {
    List<String> nearest = NearestName.nearest(layer, layers(), NEAREST_LAYERS);
    return new RefusedException(
        "%s: has no layer '%s'%s"
            .formatted(
                what,
                layer,
                nearest.isEmpty() ? "" : "; nearest names: " + String.join(", ", nearest)),
        Remedy.of(Action.INSPECT_LAYERS, "List its layers", what));
  }

  /**
   * {@return a copy that gives some layers and computes only what they need} Its inputs are those
   * of the whole model; it carries no card.
   *
   * @param what names the model in errors
   * @param layers names of what nodes give
   * @throws RefusedException if no node gives one of them
   */
  public OnnxModel upTo(String what, Collection<String> layers) {
    List<GraphNode> part = before(what, layers);
    Set<String> read = new HashSet<>(layers);
    part.forEach(node -> read.addAll(node.reads()));
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    graph.clearNode().clearInitializer().clearInput().clearOutput().clearValueInfo();
    graph.addAllNode(protos(part)).addAllInput(inputs());
    for (TensorProto tensor : proto.getGraph().getInitializerList()) {
      if (read.contains(tensor.getName())) {
        graph.addInitializer(tensor);
      }
    }
    // Their types are left to whoever runs the graph: the file need not say them.
    new LinkedHashSet<>(layers)
        .forEach(layer -> graph.addOutput(ValueInfoProto.newBuilder().setName(layer)));
    return new OnnxModel(proto.toBuilder().setGraph(graph).clearMetadataProps().build());
  }

  /**
   * {@return a copy that lacks one output, and what only that output needs; the rest, with the
   * card, stays}
   *
   * @param what names the model in errors
   * @param output that is left out
   */
  public OnnxModel without(String what, String output) {
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    graph.clearOutput().clearNode().clearInitializer();
    proto.getGraph().getOutputList().stream()
        .filter(each -> !each.getName().equals(output))
        .forEach(graph::addOutput);
    List<String> kept = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
    List<GraphNode> part = before(what, kept);
    Set<String> read = new HashSet<>(kept);
    part.forEach(node -> read.addAll(node.reads()));
    graph.addAllNode(protos(part));
    proto.getGraph().getInitializerList().stream()
        .filter(each -> read.contains(each.getName()))
        .forEach(graph::addInitializer);
    return new OnnxModel(proto.toBuilder().setGraph(graph).build());
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
