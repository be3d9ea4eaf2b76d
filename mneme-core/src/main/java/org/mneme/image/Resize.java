package org.mneme.image;

import java.util.Arrays;

/**
 * Pillow 13's bilinear and bicubic {@code resize}, to the bit: {@code src/libImaging/Resample.c}.
 *
 * <p>Two passes of a filter as wide as the reduction (at least one or two source pixels each way),
 * weights computed in double, normalised and rounded to 22-bit fixed point, 8-bit values between
 * the passes. An axis that already has the right size is left alone.
 */
final class Resize {
  private static final int BITS = 22;
  private static final int HALF = 1 << (BITS - 1);

  private Resize() {}

  static Rgb to(Rgb image, int width, int height, Resizing.Filter filter) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "the new size must be at least 1 x 1, not %d x %d".formatted(width, height));
    }
    byte[] pixels = image.pixels();
    int w = image.width();
    int h = image.height();
    if (w == width && h == height) {
      return image;
    }
    // New in Pillow 13: whichever pass removes clearly more goes first.
    boolean verticalFirst = h > height && h - height > 2 * (w - width);
    if (verticalFirst) {
      pixels = vertical(pixels, 3 * w, h, height, filter);
      pixels = w == width ? pixels : horizontal(pixels, w, height, width, filter);
    } else {
      pixels = w == width ? pixels : horizontal(pixels, w, h, width, filter);
      pixels = h == height ? pixels : vertical(pixels, 3 * width, h, height, filter);
    }
    return Rgb.wrap(width, height, pixels);
  }

  private static byte[] horizontal(byte[] from, int w, int h, int width, Resizing.Filter filter) {
    Weights weights = Weights.of(w, width, filter);
    byte[] to = new byte[3 * width * h];
    for (int y = 0, at = 0; y < h; y++) {
      int row = 3 * w * y;
      for (int x = 0; x < width; x++) {
        int first = row + 3 * weights.first[x];
        int k = weights.start[x];
        int end = weights.start[x + 1];
        int r = HALF;
        int g = HALF;
        int b = HALF;
        for (; k < end; k++, first += 3) {
          int weight = weights.values[k];
          r += (from[first] & 0xff) * weight;
          g += (from[first + 1] & 0xff) * weight;
          b += (from[first + 2] & 0xff) * weight;
        }
        to[at++] = rounded(r);
        to[at++] = rounded(g);
        to[at++] = rounded(b);
      }
    }
    return to;
  }

  /** Adds up whole rows, so that memory is read in order. */
  private static byte[] vertical(
      byte[] from, int stride, int h, int height, Resizing.Filter filter) {
    Weights weights = Weights.of(h, height, filter);
    byte[] to = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, HALF);
      int row = stride * weights.first[y];
      for (int k = weights.start[y]; k < weights.start[y + 1]; k++, row += stride) {
        int weight = weights.values[k];
        for (int x = 0; x < stride; x++) {
          sums[x] += (from[row + x] & 0xff) * weight;
        }
      }
      int at = stride * y;
      for (int x = 0; x < stride; x++) {
        to[at + x] = rounded(sums[x]);
      }
    }
    return to;
  }

  /** Of a cubic some weights are negative, so that a sum can lie below 0 and well above 255. */
  private static byte rounded(int sum) {
    return (byte) Math.max(0, Math.min(sum >> BITS, 255));
  }

  /** For each new pixel: its first source pixel, and weights {@code start[i]..start[i + 1] - 1}. */
  private static final class Weights {
    final int[] first;
    final int[] start;
    final int[] values;

    Weights(int[] first, int[] start, int[] values) {
      this.first = first;
      this.start = start;
      this.values = values;
    }

    static Weights of(int from, int to, Resizing.Filter filter) {
      double scale = (double) from / to;
      double reduction = Math.max(scale, 1);
      double support = filter.support * reduction;
      int most = (int) Math.ceil(support) * 2 + 1;
      int[] first = new int[to];
      int[] start = new int[to + 1];
      int[] values = new int[most * to];
      double[] exact = new double[most];
      int used = 0;
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int low = Math.max((int) (centre - support + 0.5), 0);
        int high = Math.min((int) (centre + support + 0.5), from);
        double sum = 0;
        double inverse = 1 / reduction;
        for (int x = low; x < high; x++) {
          double distance = Math.abs((x - centre + 0.5) * inverse);
          exact[x - low] = filter.weight(distance);
          sum += exact[x - low];
        }
        first[i] = low;
        for (int x = low; x < high; x++) {
          double weight = sum == 0 ? exact[x - low] : exact[x - low] / sum;
          values[used++] = (int) ((weight < 0 ? -0.5 : 0.5) + weight * (1 << BITS));
        }
        start[i + 1] = used;
      }
      return new Weights(first, start, values);
    }
  }
}
