package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;

/**
 * Gives the names in a graph a prefix, so that it can stand within another.
 *
 * @param joined names in the graph whose tensors are the other's, and their names there
 * @param prefix of all other names
 */
record Renaming(Map<String, String> joined, String prefix) {
  Renaming {
    joined = Map.copyOf(joined);
  }

  /** Adds a graph's constants and nodes to another. */
  void graft(GraphProto graph, GraphProto.Builder into) {
    graph
        .getInitializerList()
        .forEach(tensor -> into.addInitializer(tensor.toBuilder().setName(of(tensor.getName()))));
    graph.getNodeList().forEach(node -> into.addNode(of(node)));
  }

  /** The node with its own name, inputs and outputs renamed, in the graphs within it too. */
  private NodeProto of(NodeProto node) {
    NodeProto.Builder renamed = node.toBuilder().setName(prefix + node.getName());
    for (int i = 0; i < node.getInputCount(); i++) {
      renamed.setInput(i, of(node.getInput(i)));
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      renamed.setOutput(i, of(node.getOutput(i)));
    }
    for (int i = 0; i < node.getAttributeCount(); i++) {
      AttributeProto attribute = node.getAttribute(i);
      if (attribute.hasG()) {
        renamed.setAttribute(i, attribute.toBuilder().setG(of(attribute.getG())));
      }
    }
    return renamed.build();
  }

  private GraphProto of(GraphProto graph) {
    GraphProto.Builder renamed = graph.toBuilder().clearValueInfo();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      renamed.setNode(i, of(graph.getNode(i)));
    }
    renamed.getInputBuilderList().forEach(value -> value.setName(of(value.getName())));
    renamed.getOutputBuilderList().forEach(value -> value.setName(of(value.getName())));
    renamed.getInitializerBuilderList().forEach(tensor -> tensor.setName(of(tensor.getName())));
    return renamed.build();
  }

  private String of(String name) {
    return name.isEmpty() ? "" : joined.getOrDefault(name, prefix + name);
  }
}
