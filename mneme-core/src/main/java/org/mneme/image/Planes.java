package org.mneme.image;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;

/** Turns a picture into a network's input: resize, crop, float planes. */
public final class Planes {
  private Planes() {}

  /**
   * {@return how many floats {@link #write} gives for one image}
   *
   * @param preprocessing says channels and the crop's size
   * @param crops how many places of each image
   */
  public static int size(Preprocessing preprocessing, Crops crops) {
    return Math.multiplyExact(crops.count(), preprocessing.input().floats());
  }

  /**
   * Writes {@code [crops, channels, cropHeight, cropWidth]} floats at the buffer's position, and
   * moves it past them. Threads may call it at once, each with its own buffer.
   *
   * @param image of any size
   * @param p how pixels become floats
   * @param crops which places of the resized image
   * @param into takes the floats
   * @throws BufferOverflowException when fewer than {@link #size} floats remain
   */
  public static void write(Rgb image, Preprocessing p, Crops crops, FloatBuffer into) {
    if (into.remaining() < size(p, crops)) {
      throw new BufferOverflowException();
    }
    Rgb resized = p.resized(image);
    for (Crop crop : crops.of(p)) {
      cut(resized, p, crop, into);
    }
  }

  /**
   * Writes one crop, {@code [channels, cropHeight, cropWidth]} floats, at the buffer's position,
   * and moves it past them.
   *
   * @param image of any size
   * @param p how pixels become floats
   * @param crop a place in the resized image
   * @param into takes the floats
   * @throws IllegalArgumentException if the crop is not all within the resized image
   * @throws BufferOverflowException when too few floats remain
   */
  public static void write(Rgb image, Preprocessing p, Crop crop, FloatBuffer into) {
    if (crop.left() < 0
        || crop.top() < 0
        || crop.left() > p.width() - p.cropWidth()
        || crop.top() > p.height() - p.cropHeight()) {
      throw new IllegalArgumentException(
          "a crop of %d x %d pixels at (%d, %d) is not within %d x %d"
              .formatted(
                  p.cropWidth(), p.cropHeight(), crop.left(), crop.top(), p.width(), p.height()));
    }
    if (into.remaining() < size(p, Crops.CENTRE)) {
      throw new BufferOverflowException();
    }
    cut(p.resized(image), p, crop, into);
  }

  /** A mean image stays with the pixels that it was subtracted from, also in a mirrored crop. */
  private static void cut(Rgb image, Preprocessing p, Crop crop, FloatBuffer into) {
    byte[] pixels = image.pixels();
    int left = crop.left();
    int top = crop.top();
    int width = p.cropWidth();
    float[] row = new float[width];
    float[] values = new float[256];
    MeanImage meanImage = p.meanImage();
    for (int plane = 0; plane < p.order().channels(); plane++) {
      float std = p.std().get(plane);
      for (int v = 0; v < 256; v++) {
        float divided = v / p.divisor();
        values[v] = meanImage == null ? (divided - p.mean().get(plane)) / std : divided;
      }
      int channel = p.order() == ChannelOrder.BGR ? 2 - plane : plane;
      for (int y = 0; y < p.cropHeight(); y++) {
        int from = 3 * ((top + y) * image.width() + left) + channel;
        int step = 3;
        if (crop.mirrored()) {
          from += 3 * (width - 1);
          step = -3;
        }
        for (int i = 0; i < width; i++, from += step) {
          row[i] = values[pixels[from] & 0xff];
        }
        if (meanImage != null) {
          for (int i = 0; i < width; i++) {
            int x = left + (crop.mirrored() ? width - 1 - i : i);
            row[i] = (row[i] - meanImage.at(plane, top + y, x)) / std;
          }
        }
        into.put(row);
      }
    }
  }
}
