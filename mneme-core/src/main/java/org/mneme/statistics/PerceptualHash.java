package org.mneme.statistics;

import java.util.Arrays;
import java.util.Locale;
import org.mneme.image.Rgb;

/**
 * 64 bits that stay nearly the same when a picture is resized, compressed or slightly brightened,
 * so that near-duplicates differ in few of them. Two unrelated pictures differ in about 32.
 *
 * <p>The picture is brought to 32 x 32 pixels of gray; of its cosine transform (type II) the 8 x 8
 * lowest frequencies give a bit each: whether the coefficient is above their median. C. Zauner,
 * "Implementation and benchmarking of perceptual image hash functions" (2010).
 *
 * @param bits vertical frequency 0 first, in it horizontal frequency 0 first, from the highest bit
 */
public record PerceptualHash(long bits) {
  /** Up to so many different bits, two pictures are taken for near-duplicates. */
  public static final int NEAR = 8;

  private static final int SIDE = 32;
  private static final int LOWEST = 8;
  private static final int HEXADECIMAL = 16;

  /** Coefficients nearer to the median than this are equal to it but for rounding. */
  private static final double ROUNDING = 1e-9;

  /**
   * {@return the hash of a picture}
   *
   * @param picture upright
   */
  public static PerceptualHash of(Rgb picture) {
    int[] gray = Edges.gray(picture.resizedTo(SIDE, SIDE));
    double[] coefficients = new double[LOWEST * LOWEST];
    for (int v = 0; v < LOWEST; v++) {
      for (int u = 0; u < LOWEST; u++) {
        double sum = 0;
        for (int y = 0; y < SIDE; y++) {
          double row = 0;
          for (int x = 0; x < SIDE; x++) {
            row += (double) gray[y * SIDE + x] / Edges.WHITE * cosine(u, x);
          }
          sum += row * cosine(v, y);
        }
        coefficients[v * LOWEST + u] = sum;
      }
    }
    double[] sorted = coefficients.clone();
    Arrays.sort(sorted);
    double median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    long bits = 0;
    for (double coefficient : coefficients) {
      bits = bits << 1 | (coefficient > median + ROUNDING ? 1 : 0);
    }
    return new PerceptualHash(bits);
  }

  private static double cosine(int frequency, int place) {
    return Math.cos(Math.PI * frequency * (2 * place + 1) / (2 * SIDE));
  }

  /**
   * {@return in how many of the 64 bits two hashes differ}
   *
   * @param other of another picture
   */
  public int distance(PerceptualHash other) {
    return Long.bitCount(bits ^ other.bits);
  }

  /**
   * {@return a hash that {@link #toString} wrote}
   *
   * @param text 16 hexadecimal digits
   * @throws IllegalArgumentException if it is anything else
   */
  public static PerceptualHash parse(String text) {
    if (!text.matches("[0-9a-fA-F]{16}")) {
      throw new IllegalArgumentException(
          "a perceptual hash has 16 hexadecimal digits, unlike '%s'".formatted(text));
    }
    return new PerceptualHash(Long.parseUnsignedLong(text, HEXADECIMAL));
  }

  /** {@return 16 hexadecimal digits} */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%016x", bits);
  }
}
