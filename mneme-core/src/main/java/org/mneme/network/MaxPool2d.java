package org.mneme.network;

import java.util.List;

/**
 * The largest value of each square window; padding counts as minus infinity.
 *
 * @param ceil round the output's size up instead of down; a window that would start in the padding
 *     after the image is dropped, as PyTorch and Caffe both do
 */
public record MaxPool2d(int kernel, int stride, int padding, boolean ceil) implements Layer {
  public MaxPool2d {
    Shapes.positive(kernel, "kernel");
    Shapes.positive(stride, "stride");
    if (padding < 0 || 2 * padding > kernel) {
      throw new IllegalArgumentException(
          "padding (%d) must be 0 to half of the kernel (%d)".formatted(padding, kernel));
    }
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
    Shape image = Shapes.image(inputs, 0);
    return Shape.of(image.dim(0), windows(image.dim(1)), windows(image.dim(2)));
  }

  private int windows(int size) {
    int windows = Shapes.windows(size, padding, kernel, stride);
    int nextStart = windows * stride;
    boolean remainder = nextStart - stride + kernel < size + 2 * padding;
    return ceil && remainder && nextStart < size + padding ? windows + 1 : windows;
  }
}
