package org.mneme.caffe;

import org.mneme.network.AdaptiveAveragePool2d;
import org.mneme.network.AveragePool2d;
import org.mneme.network.Layer;
import org.mneme.network.MaxPool2d;
import org.mneme.network.Shape;
import org.mneme.weights.WeightsException;

/** Caffe's pooling layer, which rounds sizes up. */
final class Pooling {
  private Pooling() {}

  static Layer layer(CaffeLayer layer, Shape input) throws WeightsException {
    Message p = layer.fields().message("pooling_param");
    boolean max =
        switch (p.text("pool", "MAX")) {
          case "MAX", "0" -> true;
          case "AVE", "1" -> false;
          default ->
              throw layer.error(
                  "pools by %s; supported are MAX and AVE".formatted(p.text("pool", "")));
        };
    boolean ceil =
        switch (p.text("round_mode", "CEIL")) {
          case "CEIL", "0" -> true;
          case "FLOOR", "1" -> false;
          default -> throw layer.error("has a round_mode that is neither CEIL nor FLOOR");
        };
    boolean global = p.flag("global_pooling", false);
    int kernel =
        LayerMapping.square(layer, p, "kernel_size", "kernel_h", "kernel_w", global ? 1 : 0, 1);
    int stride = LayerMapping.square(layer, p, "stride", "stride_h", "stride_w", 1, 1);
    int padding = LayerMapping.square(layer, p, "pad", "pad_h", "pad_w", 0, 0);
    layer.refuseOthers("pooling_param", "engine");
    if (input.rank() != 3) {
      throw layer.error("needs channels, rows and columns, not " + input);
    }
    if (global) {
      if (kernel != 1 || stride != 1 || padding != 0) {
        throw layer.error("is global, so that kernel, stride and pad have no place in it");
      }
      // One window that holds the whole image, square or not.
      int side = Math.max(input.dim(1), input.dim(2));
      return max ? new MaxPool2d(side, side, 0, true) : AdaptiveAveragePool2d.global();
    }
    if (ceil
        && padding == 0
        && (startsOutside(input.dim(1), kernel, stride)
            || startsOutside(input.dim(2), kernel, stride))) {
      throw layer.error(
          "has a window that begins outside its input %s (kernel %d, stride %d); Caffe's own result is undefined there"
              .formatted(input, kernel, stride));
    }
    return max
        ? new MaxPool2d(kernel, stride, padding, ceil)
        : new AveragePool2d(kernel, stride, padding, ceil);
  }

  /** Without padding, Caffe does not drop a last window that begins behind the image. */
  private static boolean startsOutside(int size, int kernel, int stride) {
    return Math.floorDiv(size - kernel + stride - 1, stride) * stride >= size;
  }
}
