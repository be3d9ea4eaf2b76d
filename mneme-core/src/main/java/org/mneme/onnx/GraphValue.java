package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Locale;

/**
 * A tensor of a graph as its file describes it.
 *
 * @param name of the tensor
 * @param type such as {@code float32}
 * @param dims its shape; -1 where the length is left open
 */
public record GraphValue(String name, String type, List<Long> dims) {
  /**
   * Copies the list.
   *
   * @param name of the tensor
   * @param type such as {@code float32}
   * @param dims its shape
   */
  public GraphValue {
    dims = List.copyOf(dims);
  }

  static GraphValue of(ValueInfoProto value) {
    return new GraphValue(
        value.getName(),
        type(value.getType().getTensorType().getElemType()),
        value.getType().getTensorType().getShape().getDimList().stream()
            .map(GraphValue::length)
            .toList());
  }

  private static long length(TensorShapeProto.Dimension dimension) {
    return dimension.hasDimValue() ? dimension.getDimValue() : -1;
  }

  static String type(int number) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(number);
    if (type == null) {
      return "type " + number;
    }
    return switch (type) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }
}
