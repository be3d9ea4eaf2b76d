package org.mneme.quantize;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.onnx.GraphNode;
import org.mneme.onnx.GraphWriter;
import org.mneme.weights.Tensor;

/**
 * A Conv or Gemm with constant weights: a matrix with a row for each output channel, whose columns
 * run over the inputs that the row reads (input channel, kernel row, kernel column).
 *
 * <p>Batch norms before quantising and equalisation scale rows and columns; the weights themselves
 * stay in the mapped file until {@link #weights} copies them.
 */
final class WeightedLayer {
  private GraphNode node;
  private final Tensor stored;
  private final boolean storedByColumn;
  private final int[] dims;
  private final float[] rowFactors;
  private final float[] channelFactors;
  private final float[] bias;

  /**
   * @param stored {@code [rows, ...]}, or {@code [columns, rows]} when {@code storedByColumn}
   */
  WeightedLayer(GraphNode node, Tensor stored, boolean storedByColumn, @Nullable Tensor bias) {
    this.node = node;
    this.stored = stored;
    this.storedByColumn = storedByColumn;
    this.dims = stored.shape().dims().stream().mapToInt(Integer::intValue).toArray();
    if (storedByColumn) {
      int rows = dims[1];
      dims[1] = dims[0];
      dims[0] = rows;
    }
    this.rowFactors = new float[dims[0]];
    this.channelFactors = new float[dims[1] * groups()];
    Arrays.fill(rowFactors, 1);
    Arrays.fill(channelFactors, 1);
    this.bias = bias == null ? new float[dims[0]] : bias.floats();
  }

  String name() {
    return node.name().isEmpty() ? output() : node.name();
  }

  GraphNode node() {
    return node;
  }

  String input() {
    return node.input(0);
  }

  /** The name of what the node itself gives, before any activation function. */
  String output() {
    return node.output();
  }

  /** Takes the place of a batch norm that was folded in: from now on it gives that one's output. */
  WeightedLayer as(GraphNode renamed) {
    node = renamed;
    return this;
  }

  /** The same node with other inputs; weights are expected as {@link #dims} has them. */
  GraphNode nodeReading(String input, String weight, String biasName) {
    List<String> inputs = List.of(input, weight, biasName);
    return isConvolution()
        ? node.withInputs(inputs)
        : node.with(inputs, GraphWriter.number("transB", 1));
  }

  boolean isConvolution() {
    return node.operator().equals("Conv");
  }

  /** Whether each output pixel reads just the one input pixel at its place. */
  boolean isPointwise() {
    return isConvolution()
        && dims[2] == 1
        && dims[3] == 1
        && groups() == 1
        && Arrays.stream(node.integers("strides")).allMatch(s -> s == 1)
        && Arrays.stream(node.integers("pads")).allMatch(p -> p == 0);
  }

  int groups() {
    return node.integer("group", 1);
  }

  int rows() {
    return dims[0];
  }

  int columns() {
    return Math.toIntExact(stored.shape().size() / dims[0]);
  }

  int inputChannels() {
    return channelFactors.length;
  }

  /** {@code [rows, channels a group, kernel height, kernel width]}, or {@code [rows, columns]}. */
  int[] dims() {
    return dims.clone();
  }

  /** The same as a tensor's shape. */
  long[] shape() {
    return Arrays.stream(dims).asLongStream().toArray();
  }

  /** The kernel's height and width; 1 for a Gemm. */
  int[] kernel() {
    return isConvolution() ? new int[] {dims[2], dims[3]} : new int[] {1, 1};
  }

  float[] bias() {
    return bias.clone();
  }

  /** Makes output {@code row} {@code factor} times what it was, then adds {@code offset}. */
  void scaleRow(int row, float factor, float offset) {
    rowFactors[row] *= factor;
    bias[row] = bias[row] * factor + offset;
  }

  /** Expects input channel {@code channel} to come {@code 1 / factor} as large. */
  void scaleInput(int channel, float factor) {
    channelFactors[channel] *= factor;
  }

  /** A copy of the weights as they now are, row after row. */
  float[] weights() {
    float[] values = stored.floats();
    int rows = rows();
    int columns = columns();
    if (storedByColumn) {
      values = transposed(values, columns, rows);
    }
    int perChannel = columns / dims[1];
    int rowsPerGroup = rows / groups();
    for (int row = 0; row < rows; row++) {
      int firstChannel = row / rowsPerGroup * dims[1];
      for (int column = 0; column < columns; column++) {
        values[row * columns + column] *=
            rowFactors[row] * channelFactors[firstChannel + column / perChannel];
      }
    }
    return values;
  }

  /** Transposes {@code [height, width]} to {@code [width, height]}. */
  private static float[] transposed(float[] values, int height, int width) {
    float[] result = new float[values.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        result[x * height + y] = values[y * width + x];
      }
    }
    return result;
  }
}
