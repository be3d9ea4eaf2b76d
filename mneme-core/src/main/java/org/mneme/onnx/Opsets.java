package org.mneme.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Set;

/** Graphs of different versions of ONNX's operators in one. */
final class Opsets {
  private static final int OLDEST = 13;
  private static final int NEWEST = 23;

  /**
   * Operators that compute the same in versions 13 to 23 when written alike (ONNX's
   * docs/Changelog.md: only types and defaulted attributes were added).
   */
  private static final Set<String> UNCHANGED =
      Set.of(
          "Abs",
          "Add",
          "And",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Clip",
          "Concat",
          "Constant",
          "Conv",
          "DequantizeLinear",
          "Div",
          "Elu",
          "Equal",
          "Erf",
          "Exp",
          "Expand",
          "Flatten",
          "Floor",
          "Gather",
          "Gemm",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "Greater",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LRN",
          "LeakyRelu",
          "Less",
          "Log",
          "MatMul",
          "Max",
          "MaxPool",
          "Min",
          "Mul",
          "Neg",
          "PRelu",
          "Pow",
          "QuantizeLinear",
          "Reciprocal",
          "Relu",
          "Reshape",
          "Round",
          "Shape",
          "Sigmoid",
          "Slice",
          "Softmax",
          "Sqrt",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "Transpose",
          "Unsqueeze",
          "Where");

  /** Those that do so in versions 18 to 23, as PyTorch's exports of transformers have them. */
  private static final Set<String> UNCHANGED_SINCE_18 =
      Set.of(
          "ArgMax",
          "ArgMin",
          "ConstantOfShape",
          "ConvTranspose",
          "Cos",
          "CumSum",
          "Einsum",
          "GatherElements",
          "GatherND",
          "Gelu",
          "InstanceNormalization",
          "LayerNormalization",
          "LogSoftmax",
          "Mish",
          "Mod",
          "Not",
          "Or",
          "Pad",
          "Range",
          "ReduceL1",
          "ReduceL2",
          "ReduceLogSum",
          "ReduceLogSumExp",
          "ReduceMax",
          "ReduceMean",
          "ReduceMin",
          "ReduceProd",
          "ReduceSum",
          "ReduceSumSquare",
          "Resize",
          "ScatterND",
          "Sin",
          "Softplus",
          "Split",
          "Tile",
          "Trilu");

  private Opsets() {}

  /** Whether an operator computes the same in both versions when written alike. */
  static boolean isUnchanged(String operator, long one, long other) {
    long older = Math.min(one, other);
    return older >= OLDEST
        && Math.max(one, other) <= NEWEST
        && (UNCHANGED.contains(operator) || (older >= 18 && UNCHANGED_SINCE_18.contains(operator)));
  }

  /**
   * The version in which both a graph so far and a part of another model can be said.
   *
   * @param opset of the graph so far, whose nodes these are
   * @param name what messages call the other model, and its version
   * @throws ModelException if there is none
   */
  static long common(long opset, List<NodeProto> graph, String name, long own, List<NodeProto> part)
      throws ModelException {
    if (own == opset) {
      return own;
    }
    List<NodeProto> older = own < opset ? part : graph;
    for (NodeProto node : older) {
      boolean ownDomain = !node.getDomain().isEmpty();
      if (ownDomain ? own < opset : !isUnchanged(node.getOpType(), own, opset)) {
        throw new ModelException(
            "%s: is of ONNX opset %d, which cannot be brought to %d because of node '%s' (%s). Convert it with onnx.version_converter"
                .formatted(name, own, Math.max(own, opset), node.getName(), node.getOpType()));
      }
    }
    return Math.max(own, opset);
  }
}
