package org.mneme.network;

import java.util.List;

/** Checks that layers share. */
final class Shapes {
  private Shapes() {}

  static Shape only(List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("takes one input, not " + inputs.size());
    }
    return inputs.get(0);
  }

  /** The one input, which must be channels, height, width; {@code channels} 0 takes any number. */
  static Shape image(List<Shape> inputs, int channels) {
    Shape in = only(inputs);
    if (in.rank() != 3) {
      throw new IllegalArgumentException("takes [channels, height, width], not " + in);
    }
    if (channels != 0 && in.dim(0) != channels) {
      throw new IllegalArgumentException("takes %d channels, not %s".formatted(channels, in));
    }
    return in;
  }

  /** The number of windows along one axis, rounded down. */
  static int windows(int size, int padding, int kernel, int stride) {
    int room = size + 2 * padding - kernel;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window of %d does not fit in %d (padding %d)".formatted(kernel, size, padding));
    }
    return room / stride + 1;
  }

  static void positive(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }

  /** Checks the settings of a pooling layer. */
  static void window(int kernel, int stride, int padding) {
    positive(kernel, "kernel");
    positive(stride, "stride");
    if (padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          "padding (%d) must be 0 or more and less than the kernel (%d)"
              .formatted(padding, kernel));
    }
  }

  /**
   * What pooling makes of the one input. Rounded up, a window may reach past the image and its
   * padding, but not start there: PyTorch and Caffe both drop such a one.
   */
  static Shape pooled(List<Shape> inputs, int kernel, int stride, int padding, boolean ceil) {
    Shape image = image(inputs, 0);
    return Shape.of(
        image.dim(0),
        pooled(image.dim(1), kernel, stride, padding, ceil),
        pooled(image.dim(2), kernel, stride, padding, ceil));
  }

  private static int pooled(int size, int kernel, int stride, int padding, boolean ceil) {
    int room = size + 2 * padding - kernel;
    if (!ceil || room + stride <= 0) {
      return windows(size, padding, kernel, stride);
    }
    int windows = Math.floorDiv(room + stride - 1, stride) + 1;
    return (windows - 1) * stride >= size + padding ? windows - 1 : windows;
  }

  /** The one input, whose first dimension must be this. */
  static Shape channels(List<Shape> inputs, int channels) {
    Shape in = only(inputs);
    if (in.rank() == 0 || in.dim(0) != channels) {
      throw new IllegalArgumentException("takes %d channels, not %s".formatted(channels, in));
    }
    return in;
  }

  /** The shape that two or more inputs share. */
  static Shape alike(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() != 1) {
      throw new IllegalArgumentException("takes two or more inputs of one shape, not " + inputs);
    }
    return inputs.get(0);
  }
}
