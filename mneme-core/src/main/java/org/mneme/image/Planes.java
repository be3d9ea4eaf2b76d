package org.mneme.image;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;

/** From a picture to a network's input: resize, crop, float planes. */
public final class Planes {
  private Planes() {}

  /** How many floats {@link #write} gives for one image. */
  public static int size(Preprocessing preprocessing, Crops crops) {
    return crops.count() * 3 * preprocessing.crop() * preprocessing.crop();
  }

  /**
   * Writes {@code [crops, 3, crop, crop]} floats at the buffer's position, and moves it past them.
   * Threads may call it at once, each with its own buffer.
   *
   * @throws BufferOverflowException when fewer than {@link #size} floats remain
   */
  public static void write(Rgb image, Preprocessing p, Crops crops, FloatBuffer into) {
    if (into.remaining() < size(p, crops)) {
      throw new BufferOverflowException();
    }
    Rgb resized = image.resizedTo(p.width(), p.height());
    int right = p.width() - p.crop();
    int bottom = p.height() - p.crop();
    // As torchvision's CenterCrop: half of an odd margin is rounded to even.
    int[] x = {0, right, 0, right, (int) Math.rint(right / 2.0)};
    int[] y = {0, 0, bottom, bottom, (int) Math.rint(bottom / 2.0)};
    if (crops == Crops.CENTRE) {
      square(resized, p, x[4], y[4], false, into);
      return;
    }
    for (int i = 0; i < crops.count(); i++) {
      square(resized, p, x[i % 5], y[i % 5], i >= 5, into);
    }
  }

  /**
   * Writes one square of the resized image, {@code [3, crop, crop]} floats, at the buffer's
   * position, and moves it past them.
   *
   * @param left of the square in the resized image, pixels from 0
   * @param top likewise
   * @param mirrored left to right
   * @throws IllegalArgumentException if the square is not all within the resized image
   * @throws BufferOverflowException when too few floats remain
   */
  public static void write(
      Rgb image, Preprocessing p, int left, int top, boolean mirrored, FloatBuffer into) {
    if (left < 0 || top < 0 || left > p.width() - p.crop() || top > p.height() - p.crop()) {
      throw new IllegalArgumentException(
          "a square of %d pixels at (%d, %d) is not within %d x %d"
              .formatted(p.crop(), left, top, p.width(), p.height()));
    }
    if (into.remaining() < size(p, Crops.CENTRE)) {
      throw new BufferOverflowException();
    }
    square(image.resizedTo(p.width(), p.height()), p, left, top, mirrored, into);
  }

  /** A mean image stays with the pixels that it was subtracted from, also in a mirrored crop. */
  private static void square(
      Rgb image, Preprocessing p, int left, int top, boolean mirrored, FloatBuffer into) {
    byte[] pixels = image.pixels();
    int crop = p.crop();
    float[] row = new float[crop];
    float[] values = new float[256];
    MeanImage meanImage = p.meanImage();
    for (int plane = 0; plane < 3; plane++) {
      float std = p.std().get(plane);
      for (int v = 0; v < 256; v++) {
        float divided = v / p.divisor();
        values[v] = meanImage == null ? (divided - p.mean().get(plane)) / std : divided;
      }
      int channel = p.order() == ChannelOrder.RGB ? plane : 2 - plane;
      for (int y = 0; y < crop; y++) {
        int from = 3 * ((top + y) * image.width() + left) + channel;
        int step = 3;
        if (mirrored) {
          from += 3 * (crop - 1);
          step = -3;
        }
        for (int i = 0; i < crop; i++, from += step) {
          row[i] = values[pixels[from] & 0xff];
        }
        if (meanImage != null) {
          for (int i = 0; i < crop; i++) {
            int x = left + (mirrored ? crop - 1 - i : i);
            row[i] = (row[i] - meanImage.at(plane, top + y, x)) / std;
          }
        }
        into.put(row);
      }
    }
  }
}
