package org.mneme.features;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mneme.files.Sha256;
import org.mneme.onnx.GraphConstant;
import org.mneme.onnx.GraphNode;

/** Hashes parts of a graph; each weight is read once, however many parts hold it. */
final class GraphHash {
  private final Map<String, GraphConstant> tensors;
  private final Map<String, byte[]> hashes = new HashMap<>();

  GraphHash(Map<String, GraphConstant> tensors) {
    this.tensors = Map.copyOf(tensors);
  }

  /** The SHA-256 of these nodes and the weights that they read, in hexadecimal. */
  String of(String input, List<GraphNode> nodes, String output) {
    MessageDigest sha256 = Sha256.digest();
    sha256.update((input + "\0" + output + "\0").getBytes(StandardCharsets.UTF_8));
    Set<String> read = new TreeSet<>();
    for (GraphNode node : nodes) {
      sha256.update(node.toBytes());
      read.addAll(node.reads());
    }
    for (String name : read) {
      GraphConstant tensor = tensors.get(name);
      if (tensor != null) {
        sha256.update(hashes.computeIfAbsent(name, each -> tensor.sha256()));
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
