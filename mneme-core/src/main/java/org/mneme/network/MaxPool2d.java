package org.mneme.network;

import java.util.List;

/**
 * The largest value of each square window; padding counts as minus infinity.
 *
 * @param padding less than the kernel; PyTorch itself takes at most half of the kernel
 * @param ceil round the output's size up instead of down; a window that would start in the padding
 *     after the image is dropped, as PyTorch and Caffe both do
 */
public record MaxPool2d(int kernel, int stride, int padding, boolean ceil) implements Layer {
  public MaxPool2d {
    Shapes.window(kernel, stride, padding);
  }

  public static MaxPool2d of(int kernel, int stride) {
    return new MaxPool2d(kernel, stride, 0, false);
  }

  public MaxPool2d withPadding(int value) {
    return new MaxPool2d(kernel, stride, value, ceil);
  }

  public MaxPool2d withCeil() {
    return new MaxPool2d(kernel, stride, padding, true);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.pooled(inputs, kernel, stride, padding, ceil);
  }
}
