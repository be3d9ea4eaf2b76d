package org.mneme.features;

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
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.Renaming;

/** Writes a graph node by node. Each node has one output, whose name it shares. For one thread. */
public final class GraphWriter {
  /** From here on the reductions take their axes as an input. */
  static final int OLDEST_OPSET = 18;

  private static final int IR_VERSION = 9;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private long opset = OLDEST_OPSET;
  private int ir = IR_VERSION;

  /** Starts a graph of this name. */
  public GraphWriter(String name) {
    graph.setName(name);
  }

  /** Declares an input of images, {@code [N, 3, side, side]}. */
  public String images(String name, int side) {
    return input(name, 3, side, side);
  }

  /** Declares a float input, {@code [N, ...]}. */
  public String input(String name, int... sizes) {
    graph.addInput(value(name, sizes));
    return name;
  }

  /** Declares a float output, {@code [N, ...]}; without sizes, of any shape. */
  public void output(String name, int... sizes) {
    graph.addOutput(value(name, sizes));
  }

  /** Adds a node and returns the name of its output. */
  public String add(
      String operator, String name, List<String> inputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(name)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return name;
  }

  /** Adds a constant and returns its name. */
  public String floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(name, TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** Adds a constant vector and returns its name. */
  public String integers(String name, long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return constant(name, TensorProto.DataType.INT64, bytes, values.length);
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

  /** An attribute that is a whole number. */
  public static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** An attribute that is a text. */
  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /**
   * Adds the part of a network that some layers need. All names get a prefix, but the network's
   * input, which reads a tensor that is there already.
   *
   * @param prefix with which the layers are named afterwards
   * @throws ModelException if the network's operators cannot stand beside the others'
   */
  public void add(FrozenNetwork network, Collection<String> layers, String input, String prefix)
      throws ModelException {
    GraphProto part = network.cut(layers);
    opset = Opsets.common(opset, graph.getNodeList(), network, part.getNodeList());
    ir = Math.max(ir, Math.toIntExact(network.model().getIrVersion()));
    new Renaming(Map.of(network.input(), input), prefix).graft(part, graph);
  }

  /**
   * Adds a network up to some features.
   *
   * @param side height and width of its input, pixels
   * @param threads for finding the layers' shapes
   * @return the features' names in the graph, {@code [N, length]} each
   */
  public List<String> add(
      FrozenNetwork network,
      List<Feature> features,
      String input,
      String prefix,
      int side,
      int threads)
      throws IOException {
    return add(
        network, features, FeatureGraph.shapes(network, features, side, threads), input, prefix);
  }

  List<String> add(
      FrozenNetwork network,
      List<Feature> features,
      Map<String, List<Integer>> shapes,
      String input,
      String prefix)
      throws ModelException {
    add(network, features.stream().map(Feature::layer).distinct().toList(), input, prefix);
    return features.stream()
        .map(
            feature ->
                add(
                    feature.statistic(),
                    prefix + feature.layer(),
                    shapes.getOrDefault(feature.layer(), List.of())))
        .toList();
  }

  /** Adds the mean of equal parts along the first dimension. */
  public String meanOfParts(String name, String input, int parts) {
    NodeProto.Builder split =
        NodeProto.newBuilder()
            .setOpType("Split")
            .setName(name + ".apart")
            .addInput(input)
            .addAttribute(number("axis", 0))
            .addAttribute(number("num_outputs", parts));
    for (int part = 0; part < parts; part++) {
      split.addOutput(name + ".part" + part);
    }
    graph.addNode(split);
    return add("Mean", name, split.getOutputList());
  }

  /**
   * Adds the nodes that turn a layer's output into a feature, {@code [N, length]}.
   *
   * @param shape of the layer's output without N; only looked at for a statistic of parts
   * @return the feature's name
   */
  public String add(Statistic statistic, String layer, List<Integer> shape) {
    String name = layer + ":" + statistic;
    if (statistic.kind() == Statistic.Kind.VALUES) {
      return add("Flatten", name, List.of(layer), number("axis", 1));
    }
    if (statistic.kind().hasParts()) {
      return add("Flatten", name, List.of(parts(statistic, layer, shape)), number("axis", 1));
    }
    String axes = integers(name + ".axes", 2, 3);
    AttributeProto dropped = number("keepdims", 0);
    if (statistic.kind() != Statistic.Kind.STD) {
      String operator = statistic.kind() == Statistic.Kind.MEAN ? "ReduceMean" : "ReduceMax";
      return add(operator, name, List.of(layer, axes), dropped);
    }
    String mean = add("ReduceMean", name + ".mean", List.of(layer, axes));
    String centred = add("Sub", name + ".centred", List.of(layer, mean));
    String squared = add("Mul", name + ".squared", List.of(centred, centred));
    String variance = add("ReduceMean", name + ".variance", List.of(squared, axes), dropped);
    return add("Sqrt", name, List.of(variance));
  }

  /** Means of parts as products with matrices of weights: rows, then columns. */
  private String parts(Statistic statistic, String layer, List<Integer> shape) {
    String name = layer + ":" + statistic + ".parts";
    boolean down = statistic.kind() != Statistic.Kind.COLUMNS;
    boolean across = statistic.kind() != Statistic.Kind.ROWS;
    int height = shape.get(shape.size() - 2);
    int width = shape.get(shape.size() - 1);
    int rows = down ? statistic.parts() : 1;
    int columns = across ? statistic.parts() : 1;
    String left = floats(name + ".rows", means(height, rows), rows, height);
    String right =
        floats(name + ".columns", transposed(means(width, columns), columns), width, columns);
    String sums = add("MatMul", name + ".across", List.of(layer, right));
    return add("MatMul", name, List.of(left, sums));
  }

  /** [parts, size]: part i has the positions from floor(i n / parts) to ceil((i + 1) n / parts). */
  private static float[] means(int size, int parts) {
    float[] weights = new float[parts * size];
    for (int part = 0; part < parts; part++) {
      int from = part * size / parts;
      int to = ((part + 1) * size + parts - 1) / parts;
      Arrays.fill(weights, part * size + from, part * size + to, 1f / (to - from));
    }
    return weights;
  }

  private static float[] transposed(float[] values, int rows) {
    int columns = values.length / rows;
    float[] turned = new float[values.length];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column * rows + row] = values[row * columns + column];
      }
    }
    return turned;
  }

  /** The model, without a card. */
  public ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(ir)
        .setProducerName("Mneme")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build();
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
