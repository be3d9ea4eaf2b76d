package org.mneme.features;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mneme.files.Sha256;

/** Hashes parts of a graph; each weight is read once, however many parts hold it. */
final class GraphHash {
  private final Map<String, TensorProto> tensors = new HashMap<>();
  private final Map<String, byte[]> hashes = new HashMap<>();

  GraphHash(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> tensors.put(tensor.getName(), tensor));
  }

  /** The SHA-256 of these nodes and the weights that they read, in hexadecimal. */
  String of(String input, List<NodeProto> nodes, String output) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update((input + "\0" + output + "\0").getBytes(StandardCharsets.UTF_8));
    Set<String> read = new TreeSet<>();
    for (NodeProto node : nodes) {
      sha256.update(node.toByteArray());
      reads(node, read);
    }
    for (String name : read) {
      TensorProto tensor = tensors.get(name);
      if (tensor != null) {
        sha256.update(hashes.computeIfAbsent(name, each -> hash(tensor)));
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static byte[] hash(TensorProto tensor) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update(tensor.toBuilder().clearRawData().build().toByteArray());
    for (ByteBuffer part : tensor.getRawData().asReadOnlyByteBufferList()) {
      sha256.update(part);
    }
    return sha256.digest();
  }

  /** Adds the names of all that a node reads, in the graphs within it too. */
  static void reads(NodeProto node, Collection<String> into) {
    node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(into::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        attribute.getG().getNodeList().forEach(inner -> reads(inner, into));
        attribute.getG().getOutputList().forEach(output -> into.add(output.getName()));
      }
    }
  }
}
