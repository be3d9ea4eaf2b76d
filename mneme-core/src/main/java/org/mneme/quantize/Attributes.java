package org.mneme.quantize;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Optional;

/** Reads a node's attributes, with ONNX's defaults for absent ones. */
final class Attributes {
  private Attributes() {}

  static int integer(NodeProto node, String name, int absent) {
    return find(node, name).map(a -> Math.toIntExact(a.getI())).orElse(absent);
  }

  static float real(NodeProto node, String name, float absent) {
    return find(node, name).map(AttributeProto::getF).orElse(absent);
  }

  static String text(NodeProto node, String name, String absent) {
    return find(node, name).map(a -> a.getS().toStringUtf8()).orElse(absent);
  }

  static int[] integers(NodeProto node, String name, int... absent) {
    return find(node, name)
        .map(a -> a.getIntsList().stream().mapToInt(Math::toIntExact).toArray())
        .orElse(absent);
  }

  static Optional<AttributeProto> find(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }
}
