package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.mneme.files.Sha256;

/** A constant tensor of a graph, of any type; its values stay in the mapped file. */
public final class GraphConstant {
  private final TensorProto proto;

  GraphConstant(TensorProto proto) {
    this.proto = proto;
  }

  TensorProto proto() {
    return proto;
  }

  /** {@return what nodes read it by} */
  public String name() {
    return proto.getName();
  }

  /** {@return its name, type and shape} */
  public GraphValue value() {
    return new GraphValue(
        proto.getName(), GraphValue.type(proto.getDataType()), proto.getDimsList());
  }

  /** {@return the SHA-256 of its name, type, shape and values; reads all of them} */
  public byte[] sha256() {
    MessageDigest sha256 = Sha256.digest();
    sha256.update(proto.toBuilder().clearRawData().build().toByteArray());
    for (ByteBuffer part : proto.getRawData().asReadOnlyByteBufferList()) {
      sha256.update(part);
    }
    return sha256.digest();
  }
}
