package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Graphs of different versions of ONNX's operators in one: the older is written as the newer. */
final class Opsets {
  /** The oldest version that can be rewritten as a newer one. */
  static final int OLDEST = 11;

  /** The newest version that ONNX Runtime here computes. */
  static final int NEWEST = 26;

  /** Since this version, axes and parts are inputs, and Softmax is of one axis. */
  private static final int AXES_OF_SUMS = 13;

  /** Since this version, the axes of the other reductions are inputs, too. */
  private static final int AXES_OF_REDUCTIONS = 18;

  private static final int DILATED_AVERAGES = 19;

  /**
   * Operators that compute the same in versions 13 to 26 when written alike, and in versions 11 and
   * 12 too where {@link #raised} says nothing else (ONNX's docs/Changelog.md: only types, inputs
   * that may be left out and attributes with defaults were added).
   */
  private static final Set<String> UNCHANGED =
      Set.of(
          "Abs",
          "Add",
          "And",
          "ArgMax",
          "ArgMin",
          "Atan",
          "AveragePool",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "Concat",
          "Constant",
          "ConstantOfShape",
          "Conv",
          "ConvTranspose",
          "Cos",
          "CumSum",
          "DepthToSpace",
          "DequantizeLinear",
          "Div",
          "Dropout",
          "Einsum",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "Expand",
          "Flatten",
          "Floor",
          "GRU",
          "Gather",
          "GatherElements",
          "GatherND",
          "Gelu",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Greater",
          "GreaterOrEqual",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "InstanceNormalization",
          "IsNaN",
          "LRN",
          "LSTM",
          "LayerNormalization",
          "LeakyRelu",
          "Less",
          "LessOrEqual",
          "Log",
          "LogSoftmax",
          "LpNormalization",
          "MatMul",
          "Max",
          "MaxPool",
          "Mean",
          "MeanVarianceNormalization",
          "Min",
          "Mish",
          "Mod",
          "Mul",
          "Neg",
          "NonZero",
          "Not",
          "OneHot",
          "Or",
          "PRelu",
          "Pad",
          "Pow",
          "QuantizeLinear",
          "RNN",
          "Range",
          "Reciprocal",
          "ReduceSum",
          "Relu",
          "Reshape",
          "Resize",
          "Round",
          "ScatterElements",
          "ScatterND",
          "Selu",
          "Shape",
          "Sigmoid",
          "Sign",
          "Sin",
          "Size",
          "Slice",
          "Softmax",
          "Softplus",
          "Softsign",
          "SpaceToDepth",
          "Split",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tan",
          "Tanh",
          "ThresholdedRelu",
          "Tile",
          "TopK",
          "Transpose",
          "Trilu",
          "Unsqueeze",
          "Where",
          "Xor");

  /** Operators whose axes became an input in version 18. */
  private static final Set<String> REDUCTIONS =
      Set.of(
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSumSquare");

  /** Operators whose axes became an input in version 13. */
  private static final Set<String> SUMS = Set.of("ReduceSum", "Squeeze", "Unsqueeze");

  private static final Set<String> SOFTMAXES = Set.of("LogSoftmax", "Softmax");

  private Opsets() {}

  /** Whether this is the domain of ONNX's own operators, which has two names. */
  static boolean isOnnx(String domain) {
    return domain.isEmpty() || domain.equals("ai.onnx");
  }

  /**
   * A node of one version as a newer version writes it.
   *
   * @return the node, after the constants that it then reads; empty if no node is known that
   *     computes the same
   */
  static List<NodeProto> raised(NodeProto node, long from, long to) {
    if (from == to) {
      return List.of(node);
    }
    String operator = node.getOpType();
    boolean known = UNCHANGED.contains(operator) || REDUCTIONS.contains(operator);
    if (from < OLDEST || to < from || to > NEWEST || !isOnnx(node.getDomain()) || !known) {
      return List.of();
    }
    boolean toNewSums = from < AXES_OF_SUMS && to >= AXES_OF_SUMS;
    boolean toNewReductions = from < AXES_OF_REDUCTIONS && to >= AXES_OF_REDUCTIONS;
    if (toNewSums && SOFTMAXES.contains(operator)) {
      // It was of all axes from this one on, which are one only if it is the last.
      boolean last = attribute(node, "axis").filter(axis -> axis.getI() == -1).isPresent();
      return last ? List.of(node) : List.of();
    }
    if (from < DILATED_AVERAGES && to >= DILATED_AVERAGES && operator.equals("AveragePool")) {
      // Windows that reach over the edge were averaged in different ways.
      boolean over = attribute(node, "ceil_mode").filter(ceil -> ceil.getI() != 0).isPresent();
      return over ? List.of() : List.of(node);
    }
    if ((toNewSums && SUMS.contains(operator))
        || (toNewReductions && REDUCTIONS.contains(operator))) {
      return attributeAsInput(node, "axes");
    }
    if (operator.equals("Split")) {
      return split(node, toNewSums, toNewReductions);
    }
    if (toNewSums && operator.equals("Dropout")) {
      return List.of();
    }
    return List.of(node);
  }

  private static List<NodeProto> split(NodeProto node, boolean toSizes, boolean toNumber) {
    if (toSizes && attribute(node, "split").isPresent()) {
      return attributeAsInput(node, "split");
    }
    if (toNumber && node.getInputCount() < 2) {
      AttributeProto number =
          AttributeProto.newBuilder()
              .setName("num_outputs")
              .setType(AttributeProto.AttributeType.INT)
              .setI(node.getOutputCount())
              .build();
      return List.of(node.toBuilder().addAttribute(number).build());
    }
    return List.of(node);
  }

  /** The second input, a constant, instead of the attribute, if there is one. */
  private static List<NodeProto> attributeAsInput(NodeProto node, String name) {
    Optional<AttributeProto> attribute = attribute(node, name);
    if (attribute.isEmpty()) {
      return List.of(node);
    }
    String constant = node.getOutput(0) + "/" + name;
    NodeProto.Builder raised = node.toBuilder().clearAttribute().addInput(constant);
    node.getAttributeList().stream()
        .filter(each -> !each.getName().equals(name))
        .forEach(raised::addAttribute);
    NodeProto values =
        NodeProto.newBuilder()
            .setOpType("Constant")
            .setName(constant)
            .addOutput(constant)
            .addAttribute(attribute.get().toBuilder().setName("value_ints"))
            .build();
    return List.of(values, raised.build());
  }

  private static Optional<AttributeProto> attribute(NodeProto node, String name) {
    return node.getAttributeList().stream().filter(each -> each.getName().equals(name)).findFirst();
  }

  /**
   * The nodes of another model as a newer version writes them.
   *
   * @param name what messages call the model
   * @throws ModelException if there is a node for which none is known that computes the same
   */
  static List<NodeProto> raised(String name, List<NodeProto> nodes, long from, long to)
      throws ModelException {
    List<NodeProto> all = new ArrayList<>();
    for (NodeProto node : nodes) {
      List<NodeProto> raised = raised(node, from, to);
      if (raised.isEmpty()) {
        throw new ModelException(
            "%s: is of ONNX opset %d, and %s cannot be written in opset %d, which the model file needs; opsets %d to %d are taken. Export it for opset %d, or convert it with onnx.version_converter"
                .formatted(
                    name, from, said(node), to, OLDEST, NEWEST, Math.max(to, OnnxExport.OPSET)));
      }
      all.addAll(raised);
    }
    return all;
  }

  /**
   * The nodes of a graph so far, as the newer version of a model that joins it writes them.
   *
   * @param name what messages call the model that joins
   * @throws ModelException if there is a node for which none is known that computes the same
   */
  static List<NodeProto> raisedFor(String name, List<NodeProto> graph, long from, long to)
      throws ModelException {
    List<NodeProto> all = new ArrayList<>();
    for (NodeProto node : graph) {
      List<NodeProto> raised = raised(node, from, to);
      if (raised.isEmpty()) {
        throw new ModelException(
            "%s: is of ONNX opset %d, and in the model that it joins %s cannot be brought to that from opset %d; opsets %d to %d are taken. Export it for opset %d"
                .formatted(name, to, said(node), from, OLDEST, NEWEST, from));
      }
      all.addAll(raised);
    }
    return all;
  }

  private static String said(NodeProto node) {
    return node.getName().isEmpty()
        ? "its node of " + node.getOpType()
        : "node '%s' (%s)".formatted(node.getName(), node.getOpType());
  }
}
