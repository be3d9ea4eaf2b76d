package org.mneme.quantize;

import java.util.stream.IntStream;

/**
 * A tensor's values for a few images, {@code [images, channels, ...]}.
 *
 * @param values in C order
 */
@SuppressWarnings("ArrayRecordComponent") // passed on, never compared
record Chunk(float[] values, long[] shape) {
  int images() {
    return Math.toIntExact(shape[0]);
  }

  int channels() {
    return shape.length < 2 ? 1 : Math.toIntExact(shape[1]);
  }

  /** Values a channel of one image. */
  int planeSize() {
    return values.length / images() / channels();
  }

  /** Adds each channel's sum over images and positions. */
  void addChannelSums(double[] sums) {
    int plane = planeSize();
    IntStream.range(0, channels())
        .parallel()
        .forEach(
            channel -> {
              for (int image = 0; image < images(); image++) {
                double sum = 0;
                int at = (image * channels() + channel) * plane;
                for (int i = at; i < at + plane; i++) {
                  sum += values[i];
                }
                sums[channel] += sum;
              }
            });
  }

  /** Raises each channel's entry to its largest absolute value here. */
  void raiseToChannelMaxima(float[] maxima) {
    int plane = planeSize();
    for (int i = 0; i < values.length; i++) {
      int channel = i / plane % channels();
      maxima[channel] = Math.max(maxima[channel], Math.abs(values[i]));
    }
  }

  /** Adds to each channel, then cuts negative values off if {@code relu}; in place. */
  void shift(float[] byChannel, boolean relu) {
    int plane = planeSize();
    IntStream.range(0, images() * channels())
        .parallel()
        .forEach(
            block -> {
              float add = byChannel[block % channels()];
              for (int i = block * plane; i < (block + 1) * plane; i++) {
                float v = values[i] + add;
                values[i] = relu ? Math.max(0, v) : v;
              }
            });
  }

  /** A copy with each value rounded as 8 bits would. */
  Chunk quantised(ActivationRange range) {
    float[] result = new float[values.length];
    int block = Math.max(1, values.length / 64);
    IntStream.rangeClosed(0, (values.length - 1) / block)
        .parallel()
        .forEach(
            b -> {
              for (int i = b * block; i < Math.min(values.length, (b + 1) * block); i++) {
                result[i] = range.quantised(values[i]);
              }
            });
    return new Chunk(result, shape);
  }
}
