package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One node of a graph: an operator, the tensors that it reads and gives, its attributes. */
public final class GraphNode {
  private final NodeProto proto;

  GraphNode(NodeProto proto) {
    this.proto = proto;
  }

  NodeProto proto() {
    return proto;
  }

  /** {@return the node's own name; empty where the file gives it none} */
  public String name() {
    return proto.getName();
  }

  /** {@return the operator by ONNX's name, such as {@code Conv}} */
  public String operator() {
    return proto.getOpType();
  }

  /** {@return the names of what it reads, by place; an absent one is empty} */
  public List<String> inputs() {
    return proto.getInputList();
  }

  /**
   * {@return the name of what it reads at this place}
   *
   * @param place from 0
   */
  public String input(int place) {
    return proto.getInput(place);
  }

  /** {@return the names of what it gives, by place; one that nobody wants may be empty} */
  public List<String> outputs() {
    return proto.getOutputList();
  }

  /** {@return the name of the first that it gives} */
  public String output() {
    return proto.getOutput(0);
  }

  /** {@return the names of all that it reads, in the graphs within it too} */
  public Set<String> reads() {
    Set<String> names = new TreeSet<>();
    reads(proto, names);
    return names;
  }

  private static void reads(NodeProto node, Collection<String> into) {
    node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(into::add);
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        attribute.getG().getNodeList().forEach(inner -> reads(inner, into));
        attribute.getG().getOutputList().forEach(output -> into.add(output.getName()));
      }
    }
  }

  /**
   * {@return an attribute that is a whole number}
   *
   * @param name of the attribute
   * @param absent the value of a node that lacks it
   */
  public int integer(String name, int absent) {
    return attribute(name).map(a -> Math.toIntExact(a.getI())).orElse(absent);
  }

  /**
   * {@return an attribute that is a number}
   *
   * @param name of the attribute
   * @param absent the value of a node that lacks it
   */
  public float real(String name, float absent) {
    return attribute(name).map(AttributeProto::getF).orElse(absent);
  }

  /**
   * {@return an attribute that is a text}
   *
   * @param name of the attribute
   * @param absent the value of a node that lacks it
   */
  public String text(String name, String absent) {
    return attribute(name).map(a -> a.getS().toStringUtf8()).orElse(absent);
  }

  /**
   * {@return an attribute that is a list of whole numbers}
   *
   * @param name of the attribute
   * @param absent the values of a node that lacks it
   */
  public int[] integers(String name, int... absent) {
    return attribute(name)
        .map(a -> a.getIntsList().stream().mapToInt(Math::toIntExact).toArray())
        .orElse(absent);
  }

  /**
   * {@return the tensor that a {@code Constant} holds, under the name of its output; empty for
   * others}
   */
  public Optional<GraphConstant> constant() {
    return proto.getOpType().equals("Constant")
        ? attribute("value")
            .map(a -> new GraphConstant(a.getT().toBuilder().setName(output()).build()))
        : Optional.empty();
  }

  private Optional<AttributeProto> attribute(String name) {
    return proto.getAttributeList().stream().filter(a -> a.getName().equals(name)).findFirst();
  }

  /**
   * {@return the same node that reads at one place something else}
   *
   * @param place from 0
   * @param input the name of the tensor that is read there
   */
  public GraphNode withInput(int place, String input) {
    return new GraphNode(proto.toBuilder().setInput(place, input).build());
  }

  /**
   * {@return the same node with all inputs and attributes replaced}
   *
   * @param inputs names of tensors, by place
   * @param attributes all that the copy has
   */
  public GraphNode with(List<String> inputs, GraphWriter.Attribute... attributes) {
    NodeProto.Builder other = proto.toBuilder().clearInput().addAllInput(inputs).clearAttribute();
    for (GraphWriter.Attribute attribute : attributes) {
      other.addAttribute(attribute.proto());
    }
    return new GraphNode(other.build());
  }

  /**
   * {@return the same node with all inputs replaced}
   *
   * @param inputs names of tensors, by place
   */
  public GraphNode withInputs(List<String> inputs) {
    return new GraphNode(proto.toBuilder().clearInput().addAllInput(inputs).build());
  }

  /**
   * {@return the same node whose first output has another name}
   *
   * @param output a name that the graph does not have yet
   */
  public GraphNode withOutput(String output) {
    return new GraphNode(proto.toBuilder().setOutput(0, output).build());
  }

  /** {@return the node as a file has it} */
  public byte[] toBytes() {
    return proto.toByteArray();
  }
}
