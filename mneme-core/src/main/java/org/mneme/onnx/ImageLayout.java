package org.mneme.onnx;

import java.util.Arrays;
import java.util.Optional;
import org.mneme.image.InputSize;

/** The order of images' values in a tensor. */
public enum ImageLayout {
  /** {@code [N, channels, height, width]}, as PyTorch and Caffe have it. */
  CHANNELS_FIRST,
  /** {@code [N, height, width, channels]}, as TensorFlow has it. */
  CHANNELS_LAST;

  /**
   * {@return how an input takes images of this size; empty if it does not}
   *
   * @param dims the input's dimensions, below 0 where they are open. Where both orders fit, it is
   *     {@link #CHANNELS_FIRST}
   * @param size of the images
   */
  public static Optional<ImageLayout> of(long[] dims, InputSize size) {
    return Arrays.stream(values()).filter(layout -> layout.fits(dims, size)).findFirst();
  }

  private boolean fits(long[] dims, InputSize size) {
    long[] wanted = shape(1, size);
    boolean fits = dims.length == wanted.length;
    for (int i = 1; fits && i < wanted.length; i++) {
      fits = dims[i] < 0 || dims[i] == wanted[i];
    }
    return fits;
  }

  /**
   * {@return the shape of this many images}
   *
   * @param count how many images, N
   * @param size of each
   */
  public long[] shape(int count, InputSize size) {
    return this == CHANNELS_FIRST
        ? new long[] {count, size.channels(), size.height(), size.width()}
        : new long[] {count, size.height(), size.width(), size.channels()};
  }
}
