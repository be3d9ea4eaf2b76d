package org.mneme.image;

/**
 * Turns JPEG's components into RGB with libjpeg's integer arithmetic ({@code jdcolor.c}, {@code
 * jdsample.c}) and, for inks, Pillow's. Samples are interleaved.
 */
final class JpegColour {
  // 16-bit fixed point, as FIX() in jdcolor.c.
  private static final int RED_CR = 91881; // 1.40200
  private static final int GREEN_CB = 22554; // 0.34414
  private static final int GREEN_CR = 46802; // 0.71414
  private static final int BLUE_CB = 116130; // 1.77200
  private static final int HALF = 1 << 15;

  private JpegColour() {}

  static byte[] greyToRgb(byte[] grey) {
    byte[] rgb = new byte[3 * grey.length];
    for (int i = 0, at = 0; i < grey.length; i++, at += 3) {
      rgb[at] = rgb[at + 1] = rgb[at + 2] = grey[i];
    }
    return rgb;
  }

  /** Converts the samples in place. */
  static byte[] yccToRgb(byte[] samples) {
    for (int i = 0; i < samples.length; i += 3) {
      toRgb(samples, i, samples, i);
    }
    return samples;
  }

  /**
   * CMYK, or YCCK where the first three are the luma and chroma of inverted CMY, as Adobe writes
   * it: with 255 for no ink.
   */
  static byte[] inksToRgb(byte[] samples, boolean ycck) {
    byte[] rgb = new byte[samples.length / 4 * 3];
    for (int i = 0, at = 0; i < samples.length; i += 4, at += 3) {
      if (ycck) {
        // libjpeg: C, M, Y = 255 - R, G, B; they are then read as inverted.
        toRgb(samples, i, rgb, at);
        rgb[at] = (byte) ~rgb[at];
        rgb[at + 1] = (byte) ~rgb[at + 1];
        rgb[at + 2] = (byte) ~rgb[at + 2];
      } else {
        System.arraycopy(samples, i, rgb, at, 3);
      }
      int light = samples[i + 3] & 0xff;
      for (int c = at; c < at + 3; c++) {
        rgb[c] = (byte) Samples.throughInk(255 - (rgb[c] & 0xff), light);
      }
    }
    return rgb;
  }

  private static void toRgb(byte[] from, int i, byte[] to, int at) {
    int y = from[i] & 0xff;
    int cb = (from[i + 1] & 0xff) - 128;
    int cr = (from[i + 2] & 0xff) - 128;
    to[at] = clamp(y + ((RED_CR * cr + HALF) >> 16));
    to[at + 1] = clamp(y + ((HALF - GREEN_CB * cb - GREEN_CR * cr) >> 16));
    to[at + 2] = clamp(y + ((BLUE_CB * cb + HALF) >> 16));
  }

  private static byte clamp(int v) {
    return (byte) Math.max(0, Math.min(v, 255));
  }

  /**
   * Upsamples a component of half the height as libjpeg-turbo does, three quarters of the nearer
   * row and one of the next. Some Javas carry libjpeg 6b, which only doubles its rows; where they
   * are not doubled, libjpeg-turbo has already been at work.
   */
  static void smoothRows(byte[] samples, int width, int height, int components, int component) {
    int stride = width * components;
    int rows = (height + 1) / 2;
    if (!rowsAreDoubled(samples, stride, height, components, component)) {
      return;
    }
    byte[] above = row(samples, 0, width, components, component);
    byte[] here = above;
    for (int row = 0; row < rows; row++) {
      byte[] below =
          row + 1 < rows
              ? row(samples, (2 * row + 2) * stride, width, components, component)
              : here;
      blend(samples, 2 * row * stride + component, components, here, above, 1);
      if (2 * row + 1 < height) {
        blend(samples, (2 * row + 1) * stride + component, components, here, below, 2);
      }
      above = here;
      here = below;
    }
  }

  private static boolean rowsAreDoubled(
      byte[] samples, int stride, int height, int components, int component) {
    for (int y = 0; y + 1 < height; y += 2) {
      for (int at = y * stride + component; at < (y + 1) * stride; at += components) {
        if (samples[at] != samples[at + stride]) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte[] row(byte[] samples, int start, int width, int step, int component) {
    byte[] row = new byte[width];
    for (int x = 0, from = start + component; x < width; x++, from += step) {
      row[x] = samples[from];
    }
    return row;
  }

  private static void blend(byte[] to, int at, int step, byte[] near, byte[] far, int bias) {
    for (int x = 0; x < near.length; x++, at += step) {
      to[at] = (byte) ((3 * (near[x] & 0xff) + (far[x] & 0xff) + bias) >> 2);
    }
  }
}
