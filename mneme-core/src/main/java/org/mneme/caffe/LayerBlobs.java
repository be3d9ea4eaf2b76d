package org.mneme.caffe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mneme.network.Shape;
import org.mneme.weights.Tensor;

/**
 * The blobs that a layer needs of a {@code .caffemodel}, and how they become its node's tensors.
 *
 * @param layer the layer's name, which is also its node's
 * @param shapes of the blobs, in their order
 * @param arrangement gives the tensors in the order of the node's parameters
 */
record LayerBlobs(String layer, List<Shape> shapes, Arrangement arrangement) {
  /** Makes a node's tensors of a layer's blobs. */
  interface Arrangement {
    List<Tensor> of(List<Tensor> blobs);
  }

  /** Blobs that are the node's tensors as they are. */
  static LayerBlobs same(String layer, Shape... shapes) {
    return new LayerBlobs(layer, Arrays.asList(shapes), blobs -> blobs);
  }

  /** Inner product: ONNX and PyTorch always have a bias; without one in Caffe it is 0. */
  static LayerBlobs innerProduct(String layer, int in, int out, boolean bias, boolean transposed) {
    List<Shape> shapes = new ArrayList<>();
    shapes.add(transposed ? Shape.of(in, out) : Shape.of(out, in));
    if (bias) {
      shapes.add(Shape.of(out));
    }
    return new LayerBlobs(
        layer,
        shapes,
        blobs ->
            List.of(
                transposed ? transpose(blobs.get(0), in, out) : blobs.get(0),
                bias ? blobs.get(1) : Tensor.of(Shape.of(out), new float[out])));
  }

  private static Tensor transpose(Tensor tensor, int rows, int columns) {
    float[] from = tensor.floats();
    float[] to = new float[from.length];
    for (int i = 0; i < from.length; i++) {
      to[i % columns * rows + i / columns] = from[i];
    }
    return Tensor.of(Shape.of(columns, rows), to);
  }

  /**
   * Caffe's batch norm: sums of means and variances, and what to divide both by (0 makes them 0).
   * Its factor and offset are a layer of their own.
   */
  static LayerBlobs batchNorm(String layer, int channels) {
    Shape each = Shape.of(channels);
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    return new LayerBlobs(
        layer,
        List.of(each, each, Shape.of(1)),
        blobs -> {
          float count = blobs.get(2).floats()[0];
          float factor = count == 0 ? 0 : 1 / count;
          return List.of(
              Tensor.of(each, ones),
              Tensor.of(each, new float[channels]),
              times(blobs.get(0), factor),
              times(blobs.get(1), factor));
        });
  }

  private static Tensor times(Tensor tensor, float factor) {
    float[] values = tensor.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return Tensor.of(tensor.shape(), values);
  }
}
