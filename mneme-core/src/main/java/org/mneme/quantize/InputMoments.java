package org.mneme.quantize;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxModel;
import org.mneme.score.GraphRunner;

/**
 * The second moments of what a layer's rows read: the mean of x x' over sampled images and
 * positions, one matrix a group of channels.
 */
final class InputMoments {
  private static final int ROWS_A_TIME = 1024;

  private final WeightedLayer layer;
  private final int[] strides;
  private final int[] pads;
  private final int[] dilations;
  private final int groupChannels;
  private final int columns;

  InputMoments(WeightedLayer layer) {
    this.layer = layer;
    this.strides = layer.node().integers("strides", 1, 1);
    this.pads = layer.node().integers("pads", 0, 0, 0, 0);
    this.dilations = layer.node().integers("dilations", 1, 1);
    this.groupChannels = layer.inputChannels() / layer.groups();
    this.columns = layer.columns();
  }

  /** The matrix and how many samples it is the mean over. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Moments(float[][] matrix, long samples) {}

  /**
   * @param inputs the layer's input
   * @param samples about how many to take; fewer if there are fewer
   */
  Moments of(OnnxModel like, List<Chunk> inputs, int group, int samples, int threads)
      throws ModelException {
    int images = inputs.stream().mapToInt(Chunk::images).sum();
    int perImage = (samples + images - 1) / images;
    float[][] sum = new float[columns][columns];
    SplittableRandom random = new SplittableRandom(layer.name().hashCode() + group);
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(ROWS_A_TIME * 4, columns))
            .order(ByteOrder.nativeOrder());
    FloatBuffer rows = bytes.asFloatBuffer();
    long taken = 0;
    GraphWriter product = GraphWriter.like(like, "moments");
    product.input("x");
    product.output(
        product.add("Gemm", "moments", List.of("x", "x"), "y", GraphWriter.number("transA", 1)));
    byte[] model = product.model().toBytes();
    try (GraphRunner runner = new GraphRunner(model, threads, "moments of " + layer.name())) {
      float[] row = new float[columns];
      for (Chunk chunk : inputs) {
        int positions = outputSize(chunk, 0) * outputSize(chunk, 1);
        int count = Math.min(perImage, positions);
        for (int image = 0; image < chunk.images(); image++) {
          for (int i = 0; i < count; i++) {
            double within = count == positions ? 0 : random.nextDouble();
            int position = (int) ((i + within) * positions / count);
            copy(chunk, image, group, position, row);
            rows.put(row);
            taken++;
            if (!rows.hasRemaining()) {
              addProduct(runner, rows.flip(), sum);
              rows.clear();
            }
          }
        }
      }
      if (rows.position() > 0) {
        addProduct(runner, rows.flip(), sum);
      }
    }
    float factor = 1f / taken;
    for (float[] line : sum) {
      for (int i = 0; i < columns; i++) {
        line[i] *= factor;
      }
    }
    return new Moments(sum, taken);
  }

  private void addProduct(GraphRunner runner, FloatBuffer rows, float[][] sum)
      throws ModelException {
    long[] shape = {rows.remaining() / columns, columns};
    FloatBuffer product =
        runner.run(Map.of("x", new GraphRunner.Floats(rows, shape))).get("y").values();
    float[] values = product.array();
    for (int i = 0; i < columns; i++) {
      float[] line = sum[i];
      for (int j = 0; j < columns; j++) {
        line[j] += values[i * columns + j];
      }
    }
  }

  private static int size(Chunk chunk, int axis) {
    return chunk.shape().length < 4 ? 1 : Math.toIntExact(chunk.shape()[2 + axis]);
  }

  private int outputSize(Chunk chunk, int axis) {
    int reach = dilations[axis] * (layer.kernel()[axis] - 1) + 1;
    return (size(chunk, axis) + pads[axis] + pads[axis + 2] - reach) / strides[axis] + 1;
  }

  /** What the layer reads for one output position, in the order of its weights. */
  private void copy(Chunk chunk, int image, int group, int position, float[] row) {
    int height = size(chunk, 0);
    int width = size(chunk, 1);
    int[] kernel = layer.kernel();
    int outputWidth = outputSize(chunk, 1);
    int top = position / outputWidth * strides[0] - pads[0];
    int left = position % outputWidth * strides[1] - pads[1];
    int at = 0;
    for (int channel = 0; channel < groupChannels; channel++) {
      int plane = (image * chunk.channels() + group * groupChannels + channel) * height * width;
      for (int ky = 0; ky < kernel[0]; ky++) {
        int y = top + ky * dilations[0];
        for (int kx = 0; kx < kernel[1]; kx++) {
          int x = left + kx * dilations[1];
          boolean inside = y >= 0 && y < height && x >= 0 && x < width;
          row[at++] = inside ? chunk.values()[plane + y * width + x] : 0;
        }
      }
    }
  }
}
