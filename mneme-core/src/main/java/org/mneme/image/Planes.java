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
    for (Crop crop : crops.of(p)) {
      cut(resized, p, crop, into);
    }
  }

  /**
   * Writes one crop, {@code [3, crop, crop]} floats, at the buffer's position, and moves it past
   * them.
   *
   * @throws IllegalArgumentException if the crop is not all within the resized image
   * @throws BufferOverflowException when too few floats remain
   */
  public static void write(Rgb image, Preprocessing p, Crop crop, FloatBuffer into) {
    if (crop.left() < 0
        || crop.top() < 0
        || crop.left() > p.width() - p.crop()
        || crop.top() > p.height() - p.crop()) {
      throw new IllegalArgumentException(
          "a crop of %d pixels at (%d, %d) is not within %d x %d"
              .formatted(p.crop(), crop.left(), crop.top(), p.width(), p.height()));
    }
    if (into.remaining() < size(p, Crops.CENTRE)) {
      throw new BufferOverflowException();
    }
    cut(image.resizedTo(p.width(), p.height()), p, crop, into);
  }

  /** A mean image stays with the pixels that it was subtracted from, also in a mirrored crop. */
  private static void cut(Rgb image, Preprocessing p, Crop crop, FloatBuffer into) {
    byte[] pixels = image.pixels();
    int left = crop.left();
    int top = crop.top();
    int size = p.crop();
    float[] row = new float[size];
    float[] values = new float[256];
    MeanImage meanImage = p.meanImage();
    for (int plane = 0; plane < 3; plane++) {
      float std = p.std().get(plane);
      for (int v = 0; v < 256; v++) {
        float divided = v / p.divisor();
        values[v] = meanImage == null ? (divided - p.mean().get(plane)) / std : divided;
      }
      int channel = p.order() == ChannelOrder.RGB ? plane : 2 - plane;
      for (int y = 0; y < size; y++) {
        int from = 3 * ((top + y) * image.width() + left) + channel;
        int step = 3;
        if (crop.mirrored()) {
          from += 3 * (size - 1);
          step = -3;
        }
        for (int i = 0; i < size; i++, from += step) {
          row[i] = values[pixels[from] & 0xff];
        }
        if (meanImage != null) {
          for (int i = 0; i < size; i++) {
            int x = left + (crop.mirrored() ? size - 1 - i : i);
            row[i] = (row[i] - meanImage.at(plane, top + y, x)) / std;
          }
        }
        into.put(row);
      }
    }
  }
}
