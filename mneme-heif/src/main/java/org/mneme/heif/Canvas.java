package org.mneme.heif;

import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/** A picture in the making, 8 bits a channel: colour (three channels) or transparency (one). */
final class Canvas {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] pixels;

  private Canvas(int width, int height, int channels, byte[] pixels) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.pixels = pixels;
  }

  /** A black or clear one, if its size is within the limits. */
  static Canvas of(long width, long height, int channels, ImageLimits limits) throws Unusable {
    limits.admit(width, height);
    byte[] pixels = new byte[Math.multiplyExact(channels, Math.toIntExact(width * height))];
    return new Canvas((int) width, (int) height, channels, pixels);
  }

  static Canvas of(Rgb rgb) {
    return new Canvas(rgb.width(), rgb.height(), 3, rgb.toBytes());
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  int channels() {
    return channels;
  }

  /** The bytes themselves: rows from the top, channels together. */
  byte[] pixels() {
    return pixels;
  }

  void fill(int... colour) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) colour[i % channels];
    }
  }

  /** Lays another over this one; what is outside of this one is lost. */
  void draw(Canvas other, long left, long top) {
    for (int y = 0; y < other.height; y++) {
      long toY = top + y;
      long from = Math.max(0, -left);
      long to = Math.min(other.width, width - left);
      if (toY >= 0 && toY < height && from < to) {
        System.arraycopy(
            other.pixels,
            (int) (channels * (y * (long) other.width + from)),
            pixels,
            (int) (channels * (toY * width + left + from)),
            (int) (channels * (to - from)));
      }
    }
  }

  /** This one at another size, each pixel the nearest of this one's. */
  Canvas scaled(int newWidth, int newHeight) {
    byte[] scaled = new byte[channels * newWidth * newHeight];
    int to = 0;
    for (int y = 0; y < newHeight; y++) {
      int row = (int) ((long) y * height / newHeight) * width;
      for (int x = 0; x < newWidth; x++) {
        int from = channels * (row + (int) ((long) x * width / newWidth));
        for (int c = 0; c < channels; c++) {
          scaled[to++] = pixels[from + c];
        }
      }
    }
    return new Canvas(newWidth, newHeight, channels, scaled);
  }
}
