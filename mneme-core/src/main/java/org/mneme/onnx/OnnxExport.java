package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.weights.DType;
import org.mneme.weights.Tensor;

/**
 * Writes a network and its weights as an ONNX file (opset 18), with the card in its metadata.
 *
 * <p>The graph keeps the network's names: each node's output has the node's name, each initialiser
 * its name in the checkpoint, so that weights can be read back. Batch norms stay; runtimes fold
 * them. Dropout, which does nothing when scoring, is left out. The batch, {@code N}, is open.
 */
public final class OnnxExport {
  static final int OPSET = 18;
  private static final int IR_VERSION = 9;

  private OnnxExport() {}

  /**
   * Writes the file whole or not at all.
   *
   * @param weights by checkpoint name; exactly what {@link Network#parameters} lists, in any float
   *     type; stored as float32
   * @throws IllegalArgumentException if a tensor is missing, unknown or misshapen
   */
  public static void write(Network network, Map<String, Tensor> weights, ModelCard card, Path out)
      throws IOException {
    OnnxFile.write(model(network, weights, List.of(), card), out);
  }

  /**
   * The model that {@link #write} writes.
   *
   * @param foreign every graph that the network's {@link ForeignNetwork} layers mean
   */
  public static ModelProto model(
      Network network, Map<String, Tensor> weights, List<ForeignGraph> foreign, ModelCard card) {
    check(network, weights);
    GraphProto.Builder graph = GraphProto.newBuilder().setName(network.name());
    graph.addInput(value(network.inputName(), network.input()));
    weights.forEach((name, tensor) -> graph.addInitializer(initializer(name, tensor)));
    NodeWriter writer = new NodeWriter(network, foreign, graph);
    for (Node node : network.nodes()) {
      writer.write(node);
    }
    String output = network.output();
    graph.addOutput(value(output, network.shapeOf(output)));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("Mneme")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
            .setGraph(graph);
    return CardMetadata.put(model, card).build();
  }

  private static void check(Network network, Map<String, Tensor> weights) {
    Map<String, Parameter> parameters = network.parameters();
    parameters.forEach(
        (name, parameter) -> {
          Tensor tensor = weights.get(name);
          if (tensor == null || !tensor.shape().equals(parameter.shape())) {
            throw new IllegalArgumentException(
                "network '%s' needs '%s' of shape %s, not %s"
                    .formatted(network.name(), name, parameter.shape(), tensor));
          }
        });
    for (String name : weights.keySet()) {
      if (!parameters.containsKey(name)) {
        throw new IllegalArgumentException(
            "network '%s' has no tensor '%s'".formatted(network.name(), name));
      }
    }
  }

  /** The values are not copied: they are read from their file when the model is written. */
  private static TensorProto initializer(String name, Tensor tensor) {
    Tensor floats =
        tensor.type() == DType.FLOAT32 ? tensor : Tensor.of(tensor.shape(), tensor.floats());
    return initializer(
        name,
        floats.shape(),
        TensorProto.DataType.FLOAT,
        UnsafeByteOperations.unsafeWrap(floats.bytes()));
  }

  static TensorProto initializer(
      String name, Shape shape, TensorProto.DataType type, ByteString data) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(data);
    shape.dims().forEach(proto::addDims);
    return proto.build();
  }

  private static ValueInfoProto value(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("N"));
    for (int dim : shape.dims()) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(dims)))
        .build();
  }
}
