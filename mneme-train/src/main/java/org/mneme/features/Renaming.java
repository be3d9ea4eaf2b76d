package org.mneme.features;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;

/** Gives the names in a network a prefix, so that two networks can share a graph. */
record Renaming(String oldInput, String newInput, String prefix) {
  /** The node with its own name, inputs and outputs renamed, in the graphs within it too. */
  NodeProto of(NodeProto node) {
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
    return name.isEmpty() ? "" : name.equals(oldInput) ? newInput : prefix + name;
  }
}
