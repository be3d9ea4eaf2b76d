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
}
