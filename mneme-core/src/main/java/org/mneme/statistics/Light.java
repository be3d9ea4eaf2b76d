package org.mneme.statistics;

import org.mneme.image.Rgb;

/**
 * Relative luminance: sRGB made linear (IEC 61966-2-1), weighted as in ITU-R BT.709.
 *
 * @param mean of all pixels, 0..1
 * @param deviation standard deviation of all pixels, divided by their number
 */
record Light(double mean, double deviation) {
  private static final double[] LINEAR = new double[256];

  static {
    for (int i = 0; i < LINEAR.length; i++) {
      double coded = i / 255.0;
      LINEAR[i] = coded <= 0.04045 ? coded / 12.92 : Math.pow((coded + 0.055) / 1.055, 2.4);
    }
  }

  static Light of(Rgb picture) {
    byte[] pixels = picture.toBytes();
    long count = (long) picture.width() * picture.height();
    double sum = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      sum += at(pixels, i);
    }
    double mean = sum / count;
    double squares = 0; // in a second pass, so that nothing cancels
    for (int i = 0; i < pixels.length; i += 3) {
      double off = at(pixels, i) - mean;
      squares += off * off;
    }
    return new Light(mean, Math.sqrt(squares / count));
  }

  /** The lightness of the pixel whose red is at an index. */
  static double at(byte[] pixels, int index) {
    return 0.2126 * LINEAR[pixels[index] & 0xff]
        + 0.7152 * LINEAR[pixels[index + 1] & 0xff]
        + 0.0722 * LINEAR[pixels[index + 2] & 0xff];
  }
}
