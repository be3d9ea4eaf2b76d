package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;

/**
 * Builds an ONNX graph node by node. A node of one output shares its name with it. Constants are
 * views of the values given, not copies. For one thread.
 */
public final class GraphWriter {
  private static final int IR_VERSION = 9;

  private final ModelProto.Builder model;
  private final GraphProto.Builder graph;

  /** The version of ONNX's operators in which callers add nodes. */
  private final long written;

  private GraphWriter(ModelProto.Builder model, GraphProto.Builder graph, long written) {
    this.model = model;
    this.graph = graph;
    this.written = written;
  }

  /**
   * Starts a graph of this name, of opset {@value OnnxExport#OPSET}.
   *
   * @param name of the graph
   */
  public GraphWriter(String name) {
    this(
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("Mneme")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OnnxExport.OPSET)),
        GraphProto.newBuilder().setName(name),
        OnnxExport.OPSET);
  }

  /**
   * Starts a graph whose operators mean what they mean in another model.
   *
   * @param other whose IR version and opsets are taken
   * @param name of the graph
   * @return an empty graph
   */
  public static GraphWriter like(OnnxModel other, String name) {
    return new GraphWriter(
        ModelProto.newBuilder()
            .setIrVersion(other.proto().getIrVersion())
            .addAllOpsetImport(other.proto().getOpsetImportList()),
        GraphProto.newBuilder().setName(name),
        other.opset());
  }

  /**
   * Starts with all of a model but its nodes and constants.
   *
   * @param other is left as it is
   * @return a graph with its inputs, outputs and metadata
   */
  public static GraphWriter inPlaceOf(OnnxModel other) {
    return new GraphWriter(
        other.proto().toBuilder(),
        other.proto().getGraph().toBuilder().clearNode().clearInitializer().clearValueInfo(),
        other.opset());
  }

  /**
   * Starts with all of a model, to add to it. The graph takes the newer of its version of ONNX's
   * operators and opset {@value OnnxExport#OPSET}.
   *
   * @param name what messages call the model
   * @param other is left as it is
   * @return a graph with its inputs, nodes, constants, outputs and metadata
   * @throws ModelException if the model's operators cannot be said in that version
   */
  public static GraphWriter extending(String name, OnnxModel other) throws ModelException {
    ModelProto.Builder model = other.proto().toBuilder();
    List<NodeProto> nodes = other.proto().getGraph().getNodeList();
    long opset = Math.max(OnnxExport.OPSET, other.opset());
    List<NodeProto> raised = Opsets.raised(name, nodes, other.opset(), opset);
    model.clearOpsetImport();
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset));
    other.proto().getOpsetImportList().stream()
        .filter(each -> !Opsets.isOnnx(each.getDomain()))
        .forEach(model::addOpsetImport);
    model.setIrVersion(Math.max(IR_VERSION, other.proto().getIrVersion()));
    GraphProto.Builder graph = other.proto().getGraph().toBuilder().clearValueInfo();
    return new GraphWriter(model, graph.clearNode().addAllNode(raised), OnnxExport.OPSET);
  }

  /** An attribute of a node. */
  public static final class Attribute {
    private final AttributeProto proto;

    private Attribute(AttributeProto.Builder proto) {
      this.proto = proto.build();
    }

    AttributeProto proto() {
      return proto;
    }

    private static AttributeProto.Builder builder(String name, AttributeProto.AttributeType type) {
      return AttributeProto.newBuilder().setName(name).setType(type);
    }
  }

  /**
   * {@return an attribute that is a whole number}
   *
   * @param name as the operator defines it
   * @param value any int64
   */
  public static Attribute number(String name, long value) {
    return new Attribute(Attribute.builder(name, AttributeProto.AttributeType.INT).setI(value));
  }

  /**
   * {@return an attribute that is a list of whole numbers}
   *
   * @param name as the operator defines it
   * @param values in their order
   */
  public static Attribute numbers(String name, int... values) {
    AttributeProto.Builder attribute = Attribute.builder(name, AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return new Attribute(attribute);
  }

  /**
   * {@return an attribute that is a number}
   *
   * @param name as the operator defines it
   * @param value a float32
   */
  public static Attribute real(String name, float value) {
    return new Attribute(Attribute.builder(name, AttributeProto.AttributeType.FLOAT).setF(value));
  }

  /**
   * {@return an attribute that is a text}
   *
   * @param name as the operator defines it
   * @param value written in UTF-8
   */
  public static Attribute text(String name, String value) {
    return new Attribute(
        Attribute.builder(name, AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(value)));
  }

  /**
   * Declares a float input, {@code [N, ...]}; without sizes, of any shape.
   *
   * @param name that nodes read it by
   * @param sizes all dimensions but the batch, which is open
   * @return the name
   */
  public String input(String name, int... sizes) {
    graph.addInput(value(name, sizes));
    return name;
  }

  /**
   * Declares a float input of one image, {@code [1, ...]}.
   *
   * @param name that nodes read it by
   * @param sizes all dimensions but the first, which is 1
   * @return the name
   */
  public String singleInput(String name, int... sizes) {
    ValueInfoProto.Builder one = value(name, sizes).toBuilder();
    one.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().getDimBuilder(0).setDimValue(1);
    graph.addInput(one);
    return name;
  }

  /**
   * Declares a float output, {@code [N, ...]}; without sizes, of any shape.
   *
   * @param name of the tensor that is given out
   * @param sizes all dimensions but the batch, which is open
   */
  public void output(String name, int... sizes) {
    graph.addOutput(value(name, sizes));
  }

  /**
   * Adds a node of one output, which has the node's name.
   *
   * @param operator such as {@code Conv}
   * @param name of node and output, new in this graph
   * @param inputs names of tensors, by place
   * @param attributes those that differ from the operator's defaults
   * @return the output's name
   */
  public String add(String operator, String name, List<String> inputs, Attribute... attributes) {
    return add(operator, name, inputs, name, attributes);
  }

  /**
   * Adds a node whose output has another name.
   *
   * @param operator such as {@code Conv}
   * @param name of the node
   * @param inputs names of tensors, by place
   * @param output new in this graph
   * @param attributes those that differ from the operator's defaults
   * @return the output's name
   */
  public String add(
      String operator, String name, List<String> inputs, String output, Attribute... attributes) {
    add(operator, name, inputs, List.of(output), attributes);
    return output;
  }

  /**
   * Adds a node of several outputs.
   *
   * @param operator such as {@code Split}
   * @param name of the node
   * @param inputs names of tensors, by place
   * @param outputs names of tensors, by place, new in this graph
   * @param attributes those that differ from the operator's defaults
   */
  public void add(
      String operator,
      String name,
      List<String> inputs,
      List<String> outputs,
      Attribute... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addAllOutput(outputs);
    for (Attribute attribute : attributes) {
      node.addAttribute(attribute.proto);
    }
    long opset = OnnxModel.opset(model.getOpsetImportList());
    List<NodeProto> raised = Opsets.raised(node.build(), written, opset);
    if (raised.isEmpty()) {
      throw new IllegalStateException(
          "%s of ONNX opset %d has no known form in opset %d".formatted(operator, written, opset));
    }
    raised.forEach(graph::addNode);
  }

  /**
   * Adds a node as another model has it.
   *
   * @param node whose inputs this graph must have under the same names
   */
  public void add(GraphNode node) {
    graph.addNode(node.proto());
  }

  /**
   * Adds a constant of any float type as float32.
   *
   * @param name new in this graph
   * @param tensor float16 and bfloat16 are widened, float64 is rounded
   * @return the name
   */
  public String tensor(String name, Tensor tensor) {
    Tensor floats =
        tensor.type() == DType.FLOAT32 ? tensor : Tensor.of(tensor.shape(), tensor.floats());
    long[] shape = floats.shape().dims().stream().mapToLong(Integer::longValue).toArray();
    return constant(name, TensorProto.DataType.FLOAT, floats.bytes(), shape);
  }

  /**
   * Adds a float32 constant.
   *
   * @param name new in this graph
   * @param values row by row
   * @param shape as many dimensions as wanted; none for a single number
   * @return the name
   */
  public String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = littleEndian(4 * values.length);
    bytes.asFloatBuffer().put(values);
    return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
  }

  /**
   * Adds an int64 vector.
   *
   * @param name new in this graph
   * @param values its elements
   * @return the name
   */
  public String integers(String name, long... values) {
    ByteBuffer bytes = littleEndian(8 * values.length);
    bytes.asLongBuffer().put(values);
    return constant(name, TensorProto.DataType.INT64, bytes, values.length);
  }

  /**
   * Adds an int32 vector.
   *
   * @param name new in this graph
   * @param values its elements
   * @return the name
   */
  public String integers32(String name, int... values) {
    ByteBuffer bytes = littleEndian(4 * values.length);
    bytes.asIntBuffer().put(values);
    return constant(name, TensorProto.DataType.INT32, bytes, values.length);
  }

  /**
   * Adds an int8 constant.
   *
   * @param name new in this graph
   * @param values row by row, -128..127
   * @param shape as many dimensions as wanted; none for a single number
   * @return the name
   */
  public String signedBytes(String name, byte[] values, long... shape) {
    return constant(name, TensorProto.DataType.INT8, ByteBuffer.wrap(values), shape);
  }

  /**
   * Adds a uint8 constant.
   *
   * @param name new in this graph
   * @param values row by row, each byte read as 0..255
   * @param shape as many dimensions as wanted; none for a single number
   * @return the name
   */
  public String unsignedBytes(String name, byte[] values, long... shape) {
    return constant(name, TensorProto.DataType.UINT8, ByteBuffer.wrap(values), shape);
  }

  /**
   * Adds a constant as another model has it.
   *
   * @param constant keeps its name, which must be new in this graph
   */
  public void constant(GraphConstant constant) {
    graph.addInitializer(constant.proto());
  }

  private String constant(String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(UnsafeByteOperations.unsafeWrap(bytes));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Adds the means of an image's parts, as products with matrices of weights: along rows, then
   * along columns. Part i of n has the positions from floor(i size / n) to ceil((i + 1) size / n).
   *
   * @param name of the node, and the beginning of its helpers' names
   * @param input {@code [N, channels, height, width]}
   * @param height rows of the input
   * @param width columns of the input
   * @param rows how many parts the height is cut into
   * @param columns how many parts the width is cut into
   * @return the node's name; its output is {@code [N, channels, rows, columns]}
   */
  public String meansOfParts(
      String name, String input, int height, int width, int rows, int columns) {
    float[] across = weights(width, columns);
    float[] transposed = new float[across.length];
    for (int part = 0; part < columns; part++) {
      for (int x = 0; x < width; x++) {
        transposed[x * columns + part] = across[part * width + x];
      }
    }
    String left = floats(name + ".rows", weights(height, rows), rows, height);
    String right = floats(name + ".columns", transposed, width, columns);
    String sums = add("MatMul", name + ".across", List.of(input, right));
    return add("MatMul", name, List.of(left, sums));
  }

  /** {@code [parts, size]}: each row holds one part's weights. */
  private static float[] weights(int size, int parts) {
    float[] weights = new float[parts * size];
    for (int part = 0; part < parts; part++) {
      int from = part * size / parts;
      int to = ((part + 1) * size + parts - 1) / parts;
      Arrays.fill(weights, part * size + from, part * size + to, 1f / (to - from));
    }
    return weights;
  }

  /**
   * Adds a part of another model, with the constants that it reads; its names get a prefix. The
   * graph takes the newer of both versions of ONNX's operators, in which the nodes of the older one
   * are then written, and all that are added later.
   *
   * @param name what messages call the other model
   * @param other the model that the part is of
   * @param part nodes of that model, in its order
   * @param joined names in the part whose tensors are this graph's, and their names here; constants
   *     among them are not added
   * @param prefix is put before the part's names, but for those in {@code joined}
   * @throws ModelException if the model's operators cannot stand beside those that are there
   */
  public void graft(
      String name, OnnxModel other, List<GraphNode> part, Map<String, String> joined, String prefix)
      throws ModelException {
    List<NodeProto> nodes = OnnxModel.protos(part);
    nodes = joined(name, nodes, other.opset());
    model.setIrVersion(Math.max(model.getIrVersion(), other.proto().getIrVersion()));
    addDomains(other.proto());
    Set<String> read = new HashSet<>();
    part.forEach(node -> read.addAll(node.reads()));
    GraphProto.Builder cut = GraphProto.newBuilder().addAllNode(nodes);
    for (TensorProto tensor : other.proto().getGraph().getInitializerList()) {
      if (read.contains(tensor.getName()) && !joined.containsKey(tensor.getName())) {
        cut.addInitializer(tensor);
      }
    }
    new Renaming(joined, prefix).graft(cut.build(), graph);
  }

  /** The nodes in the newer version of both; the graph so far gets that version. */
  private List<NodeProto> joined(String name, List<NodeProto> nodes, long opset)
      throws ModelException {
    OperatorSetIdProto own = model.getOpsetImport(0);
    if (opset <= own.getVersion()) {
      return Opsets.raised(name, nodes, opset, own.getVersion());
    }
    List<NodeProto> raised = Opsets.raisedFor(name, graph.getNodeList(), own.getVersion(), opset);
    graph.clearNode().addAllNode(raised);
    model.setOpsetImport(0, own.toBuilder().setVersion(opset));
    return nodes;
  }

  /** Operators that are not ONNX's own, and functions, come along with the model that has them. */
  private void addDomains(ModelProto other) {
    for (OperatorSetIdProto each : other.getOpsetImportList()) {
      if (!Opsets.isOnnx(each.getDomain())
          && model.getOpsetImportList().stream()
              .noneMatch(there -> there.getDomain().equals(each.getDomain()))) {
        model.addOpsetImport(each);
      }
    }
    other.getFunctionsList().stream()
        .filter(
            each ->
                model.getFunctionsList().stream()
                    .noneMatch(
                        there ->
                            there.getName().equals(each.getName())
                                && there.getDomain().equals(each.getDomain())))
        .forEach(model::addFunctions);
  }

  /** {@return the model, without a card} */
  public OnnxModel model() {
    return new OnnxModel(model.setGraph(graph).build());
  }

  private static ValueInfoProto value(String name, int... sizes) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber());
    if (sizes.length > 0) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
      for (int size : sizes) {
        shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
      }
      tensor.setShape(shape);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
