package org.mneme.network;

import java.util.List;

/**
 * The mean of each square window. Zeros of the padding count as values, also in the divisor: it is
 * the number of places that the window covers within the padded image ({@code kernel * kernel}, or
 * less where rounding up lets the last window reach past the padding). So do Caffe's AVE pooling
 * and PyTorch's {@code avg_pool2d} with {@code count_include_pad}.
 *
 * @param padding rows and columns of zeros on every side, less than the kernel; PyTorch itself
 *     takes at most half of the kernel
 * @param ceil round the output's size up instead of down; a window that would start in the padding
 *     after the image is dropped
 */
public record AveragePool2d(int kernel, int stride, int padding, boolean ceil) implements Layer {
  public AveragePool2d {
    Shapes.window(kernel, stride, padding);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.pooled(inputs, kernel, stride, padding, ceil);
  }
}
