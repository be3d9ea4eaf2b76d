package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Laws of the triangle filter. That it is Pillow's to the bit, {@link GoldenImagesTest} shows. */
class ResizeTest {
  /** Weights sum to 1 within 22-bit rounding, far below half a level. */
  @Property(tries = 200)
  void oneColourStaysOneColour(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 300) int height,
      @ForAll @IntRange(min = 1, max = 100) int newWidth,
      @ForAll @IntRange(min = 1, max = 100) int newHeight,
      @ForAll byte level) {
    byte[] pixels = new byte[3 * width * height];
    Arrays.fill(pixels, level);
    byte[] expected = new byte[3 * newWidth * newHeight];
    Arrays.fill(expected, level);
    Rgb resized = Rgb.wrap(width, height, pixels).resizedTo(newWidth, newHeight);
    assertArrayEquals(expected, resized.toBytes());
  }

  /** Each pass rounds once: half a level each, and the weights' own rounding on top. */
  @Property(tries = 100)
  void everyPixelIsTheWeightedMeanInExactArithmetic(
      @ForAll @IntRange(min = 1, max = 80) int width,
      @ForAll @IntRange(min = 1, max = 80) int height,
      @ForAll @IntRange(min = 1, max = 40) int newWidth,
      @ForAll @IntRange(min = 1, max = 40) int newHeight,
      @ForAll long seed) {
    Rgb image = noise(width, height, seed);
    byte[] pixels = image.toBytes();
    byte[] resized = image.resizedTo(newWidth, newHeight).toBytes();
    double[][] across = weights(width, newWidth);
    double[][] down = weights(height, newHeight);
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        for (int c = 0; c < 3; c++) {
          double exact = 0;
          for (int v = 0; v < height; v++) {
            for (int u = 0; down[y][v] > 0 && u < width; u++) {
              exact += down[y][v] * across[x][u] * (pixels[3 * (v * width + u) + c] & 0xff);
            }
          }
          int found = resized[3 * (y * newWidth + x) + c] & 0xff;
          assertTrue(Math.abs(exact - found) < 1.01, () -> "far from the mean: " + found);
        }
      }
    }
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    Rgb image = noise(31, 17, 1);
    assertSame(image, image.resizedTo(31, 17));
  }

  @Test
  void noSizeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> noise(2, 2, 1).resizedTo(0, 5));
  }

  static Rgb noise(int width, int height, long seed) {
    byte[] pixels = new byte[3 * width * height];
    new Random(seed).nextBytes(pixels);
    return Rgb.wrap(width, height, pixels);
  }

  /**
   * The triangle by its definition: 1 at the centre, 0 at one new pixel's (or one old one's) way.
   */
  private static double[][] weights(int from, int to) {
    double scale = (double) from / to;
    double reach = Math.max(scale, 1);
    double[][] weights = new double[to][from];
    for (int i = 0; i < to; i++) {
      for (int x = 0; x < from; x++) {
        double distance = Math.abs(x + .5 - (i + .5) * scale) / reach;
        weights[i][x] = Math.max(1 - distance, 0);
      }
      double sum = Arrays.stream(weights[i]).sum();
      for (int x = 0; x < from; x++) {
        weights[i][x] /= sum;
      }
    }
    return weights;
  }
}
