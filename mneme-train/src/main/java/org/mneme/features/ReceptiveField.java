package org.mneme.features;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.image.InputSize;
import org.mneme.onnx.GraphConstant;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxModel;

/**
 * Which part of the network's input each position of a layer can see, computed from the kernels,
 * strides, paddings and dilations of the convolutions and pools before it (for the arithmetic see
 * A. Araujo, W. Norris and J. Sim, "Computing receptive fields of convolutional neural networks",
 * Distill, 2019). Where branches meet, it is the largest part that one of them sees.
 *
 * <p>It is the theoretical field: the middle of it counts most, and far less than all of it may
 * decide. A gate that the whole picture opens or closes (a product with one number a channel) is
 * left out. What stands behind a fully connected layer, attention or an operator that is unknown
 * here sees the whole input.
 *
 * @param rows from the top down
 * @param columns from left to right
 */
public record ReceptiveField(Axis rows, Axis columns) {
  /** Operators that give at each position what they make of the same position. */
  private static final Set<String> POINTWISE =
      Set.of(
          "Abs",
          "BatchNormalization",
          "Cast",
          "Ceil",
          "Celu",
          "Clip",
          "DequantizeLinear",
          "Dropout",
          "Elu",
          "Erf",
          "Exp",
          "Floor",
          "Gelu",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LRN",
          "LeakyRelu",
          "Log",
          "Mish",
          "Neg",
          "PRelu",
          "QuantizeLinear",
          "Relu",
          "Round",
          "Selu",
          "Sigmoid",
          "Softplus",
          "Softsign",
          "Sqrt",
          "Tanh",
          "ThresholdedRelu");

  /** Operators that join what they read at the same position. */
  private static final Set<String> JOINING =
      Set.of("Add", "Concat", "Div", "Max", "Mean", "Min", "Mul", "Pow", "Sub", "Sum");

  private static final Set<String> WINDOWS =
      Set.of("AveragePool", "Conv", "ConvInteger", "LpPool", "MaxPool", "QLinearConv");

  /**
   * One direction, in pixels of the network's input.
   *
   * @param start where the field of position 0 begins; negative in a padding
   * @param size how many pixels a position sees
   * @param step from one position's field to the next one's; 0 where each sees everything
   * @param length positions of the layer
   * @param input pixels of the input
   */
  public record Axis(double start, double size, double step, int length, int input) {
    static Axis ofInput(int input) {
      return new Axis(0, 1, 1, input, input);
    }

    static Axis whole(int input) {
      return new Axis(0, input, 0, 1, input);
    }

    boolean isWhole() {
      return step == 0;
    }

    /**
     * {@return the first pixel that a position sees}
     *
     * @param position counted from 0
     */
    public int from(int position) {
      return Math.max(0, Math.min(input - 1, (int) Math.floor(start + position * step)));
    }

    /**
     * {@return the pixel behind the last that a position sees}
     *
     * @param position counted from 0
     */
    public int to(int position) {
      return Math.max(
          from(position) + 1, Math.min(input, (int) Math.ceil(start + position * step + size)));
    }

    Axis window(int kernel, int stride, int dilation, int before, int after, boolean up) {
      int reach = (kernel - 1) * dilation + 1;
      double places = (double) (length + before + after - reach) / stride;
      return new Axis(
          start - before * step,
          size + (reach - 1) * step,
          step * stride,
          Math.max(1, (int) (up ? Math.ceil(places) : Math.floor(places)) + 1),
          input);
    }

    /** What two branches see together; they have as many positions each. */
    Axis with(Axis other) {
      if (step != other.step) {
        return whole(input);
      }
      double first = Math.min(start, other.start);
      double last = Math.max(start + size, other.start + other.size);
      return new Axis(first, last - first, step, length, input);
    }
  }

  /** {@return whether every position sees all of the input} */
  public boolean isWhole() {
    return rows.isWhole() || columns.isWhole();
  }

  /**
   * {@return what a layer's positions see}
   *
   * @param what names the model in errors
   * @param model the network
   * @param layer the name of what one of its nodes gives
   * @param size of the network's input
   * @throws org.mneme.remedy.RefusedException if there is no such layer
   * @throws ModelException if the model has other than one input
   */
  public static ReceptiveField of(String what, OnnxModel model, String layer, InputSize size)
      throws ModelException {
    Map<String, GraphConstant> constants = model.constants();
    Map<String, ReceptiveField> fields = new HashMap<>();
    fields.put(
        model.onlyInput(what),
        new ReceptiveField(Axis.ofInput(size.height()), Axis.ofInput(size.width())));
    ReceptiveField whole = new ReceptiveField(Axis.whole(size.height()), Axis.whole(size.width()));
    for (GraphNode node : model.before(what, List.of(layer))) {
      ReceptiveField field = after(node, fields, constants, whole);
      if (field != null) {
        node.outputs().forEach(output -> fields.put(output, field));
      }
    }
    return fields.getOrDefault(layer, whole);
  }

  /** Null for what does not come from the input. */
  private static @Nullable ReceptiveField after(
      GraphNode node,
      Map<String, ReceptiveField> fields,
      Map<String, GraphConstant> constants,
      ReceptiveField whole) {
    List<ReceptiveField> read =
        node.reads().stream().filter(fields::containsKey).map(fields::get).toList();
    if (read.isEmpty()) {
      return null;
    }
    if (JOINING.contains(node.operator())) {
      boolean gate = !node.operator().equals("Concat");
      return read.stream()
          .filter(field -> !(gate && field.isWhole()))
          .reduce(ReceptiveField::with)
          .orElse(whole);
    }
    ReceptiveField field = fields.get(node.input(0));
    if (field == null || field.isWhole()) {
      return whole;
    }
    if (WINDOWS.contains(node.operator())) {
      return windows(node, field, constants).orElse(whole);
    }
    return POINTWISE.contains(node.operator()) ? field : whole;
  }

  private ReceptiveField with(ReceptiveField other) {
    return new ReceptiveField(rows.with(other.rows), columns.with(other.columns));
  }

  private static Optional<ReceptiveField> windows(
      GraphNode node, ReceptiveField field, Map<String, GraphConstant> constants) {
    int[] kernel = node.integers("kernel_shape");
    if (kernel.length == 0) {
      int place = node.operator().equals("QLinearConv") ? 3 : 1;
      GraphConstant weights =
          node.inputs().size() > place ? constants.get(node.input(place)) : null;
      if (weights == null || weights.value().dims().size() != 4) {
        return Optional.empty();
      }
      kernel =
          new int[] {
            Math.toIntExact(weights.value().dims().get(2)),
            Math.toIntExact(weights.value().dims().get(3))
          };
    }
    if (kernel.length != 2) {
      return Optional.empty();
    }
    int[] strides = node.integers("strides", 1, 1);
    int[] dilations = node.integers("dilations", 1, 1);
    int[] pads = node.integers("pads", 0, 0, 0, 0);
    boolean up = node.integer("ceil_mode", 0) == 1;
    String same = node.text("auto_pad", "NOTSET");
    Axis[] axes = {field.rows, field.columns};
    for (int i = 0; i < 2; i++) {
      int before = pads[i];
      int after = pads[i + 2];
      if (same.startsWith("SAME")) {
        int length = axes[i].length();
        int places = (length + strides[i] - 1) / strides[i];
        int reach = (kernel[i] - 1) * dilations[i] + 1;
        int padding = Math.max(0, (places - 1) * strides[i] + reach - length);
        before = same.equals("SAME_LOWER") ? padding - padding / 2 : padding / 2;
        after = padding - before;
      } else if (same.equals("VALID")) {
        before = 0;
        after = 0;
      }
      axes[i] = axes[i].window(kernel[i], strides[i], dilations[i], before, after, up);
    }
    return Optional.of(new ReceptiveField(axes[0], axes[1]));
  }
}
