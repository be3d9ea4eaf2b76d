package org.mneme.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;
import java.util.List;

/** Makes pieces of ONNX graphs. */
final class Proto {
  private Proto() {}

  static TensorProto floats(String name, float[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, UnsafeByteOperations.unsafeWrap(bytes), dims);
  }

  static TensorProto integers(String name, int[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(values);
    return tensor(
        name, TensorProto.DataType.INT32, UnsafeByteOperations.unsafeWrap(bytes), values.length);
  }

  static TensorProto tensor(String name, TensorProto.DataType type, ByteString data, int... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber()).setRawData(data);
    for (int dim : dims) {
      tensor.addDims(dim);
    }
    return tensor.build();
  }

  static NodeProto node(String operator, String name, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  static NodeProto withNumbers(NodeProto node, String attribute, int... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder().setName(attribute).setType(AttributeProto.AttributeType.INTS);
    for (int value : values) {
      list.addInts(value);
    }
    return node.toBuilder().addAttribute(list).build();
  }

  static NodeProto withNumber(NodeProto node, String attribute, long value) {
    return node.toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value))
        .build();
  }

  /**
   * A model of one node, of {@code like}'s version, whose computed inputs and outputs are float.
   */
  static ModelProto model(
      ModelProto like, NodeProto node, List<String> inputs, Collection<TensorProto> constants) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
    inputs.stream().distinct().forEach(in -> graph.addInput(float32(in)));
    node.getOutputList().stream()
        .filter(out -> !out.isEmpty())
        .forEach(out -> graph.addOutput(float32(out)));
    return ModelProto.newBuilder()
        .setIrVersion(like.getIrVersion())
        .addAllOpsetImport(like.getOpsetImportList())
        .setGraph(graph.addNode(node).addAllInitializer(constants))
        .build();
  }

  private static ValueInfoProto float32(String name) {
    TypeProto.Tensor tensor =
        TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT.getNumber()).build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
