package org.mneme.explain;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mneme.image.Rgb;

/**
 * Hides parts of one picture. The same parts give the same pixels, always: noise is drawn once, for
 * the whole picture. Any number of threads may share it.
 */
final class Filling {
  /** The blur's deviation as a share of the picture's smaller side. */
  private static final double BLUR = .06;

  private static final long SEED = 19;

  private final Fill fill;
  private final Rgb picture;
  private final byte[] pixels;

  /** For each byte, what stands in its place; for noise, the noise alone. */
  private final float[] ground;

  private Filling(Fill fill, Rgb picture, byte[] pixels, float[] ground) {
    this.fill = fill;
    this.picture = picture;
    this.pixels = pixels;
    this.ground = ground;
  }

  static Filling of(Fill fill, Rgb picture) {
    byte[] pixels = picture.toBytes();
    int width = picture.width();
    int height = picture.height();
    float[] ground =
        switch (fill) {
          case BLUR -> blurred(pixels, width, height);
          case MEAN -> mean(pixels);
          case NOISE -> noise(pixels, blurred(pixels, width, height));
        };
    return new Filling(fill, picture, pixels, ground);
  }

  /** The picture with as much of each pixel hidden, 0..1, row after row. */
  Rgb hiding(float[] hidden) {
    float[] inside = fill == Fill.NOISE ? inpainted(hidden) : ground;
    byte[] result = pixels.clone();
    for (int i = 0; i < hidden.length; i++) {
      float share = hidden[i];
      if (share > 0) {
        for (int at = 3 * i; at < 3 * i + 3; at++) {
          float value = (pixels[at] & 0xff) * (1 - share) + inside[at] * share;
          result[at] = (byte) Math.min(255, Math.max(0, Math.round(value)));
        }
      }
    }
    return Rgb.wrap(picture.width(), picture.height(), result);
  }

  private static float[] mean(byte[] pixels) {
    double[] sums = new double[3];
    for (int i = 0; i < pixels.length; i++) {
      sums[i % 3] += pixels[i] & 0xff;
    }
    float[] ground = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      ground[i] = (float) (3 * sums[i % 3] / pixels.length);
    }
    return ground;
  }

  /** Gaussian blur in two passes; beyond the edges, the edge goes on. */
  private static float[] blurred(byte[] pixels, int width, int height) {
    float[] kernel = kernel(Math.max(1, BLUR * Math.min(width, height)));
    float[] values = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      values[i] = pixels[i] & 0xff;
    }
    return pass(pass(values, width, height, kernel, true), width, height, kernel, false);
  }

  private static float[] kernel(double deviation) {
    int radius = (int) Math.ceil(3 * deviation);
    float[] kernel = new float[2 * radius + 1];
    float sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double x = (i - radius) / deviation;
      kernel[i] = (float) Math.exp(-x * x / 2);
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  private static float[] pass(
      float[] from, int width, int height, float[] kernel, boolean alongRows) {
    int radius = kernel.length / 2;
    int last = (alongRows ? width : height) - 1;
    float[] to = new float[from.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float red = 0;
        float green = 0;
        float blue = 0;
        for (int k = -radius; k <= radius; k++) {
          int place = Math.min(last, Math.max(0, (alongRows ? x : y) + k));
          int at = 3 * (alongRows ? y * width + place : place * width + x);
          float weight = kernel[k + radius];
          red += weight * from[at];
          green += weight * from[at + 1];
          blue += weight * from[at + 2];
        }
        int at = 3 * (y * width + x);
        to[at] = red;
        to[at + 1] = green;
        to[at + 2] = blue;
      }
    }
    return to;
  }

  /** Noise of the deviation that the picture has around its blurred self, a channel. */
  private static float[] noise(byte[] pixels, float[] blurred) {
    double[] squares = new double[3];
    for (int i = 0; i < pixels.length; i++) {
      double detail = (pixels[i] & 0xff) - blurred[i];
      squares[i % 3] += detail * detail;
    }
    SplittableRandom random = new SplittableRandom(SEED);
    float[] noise = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      // Twelve uniform numbers are near enough to a normal one, and the same on every Java.
      double sum = -6;
      for (int k = 0; k < 12; k++) {
        sum += random.nextDouble();
      }
      noise[i] = (float) (sum * Math.sqrt(3 * squares[i % 3] / pixels.length));
    }
    return noise;
  }

  /** What is not hidden, spread into what is, with the noise. */
  private float[] inpainted(float[] hidden) {
    float[] known = new float[hidden.length];
    float[] values = new float[pixels.length];
    for (int i = 0; i < hidden.length; i++) {
      known[i] = 1 - hidden[i];
      for (int at = 3 * i; at < 3 * i + 3; at++) {
        values[at] = pixels[at] & 0xff;
      }
    }
    float[] smooth = spread(values, known, picture.width(), picture.height());
    for (int i = 0; i < smooth.length; i++) {
      smooth[i] += ground[i];
    }
    return smooth;
  }

  /**
   * Fills what is not known from ever coarser means of what is (pull-push; Gortler et al., 1996,
   * The Lumigraph).
   */
  private static float[] spread(float[] values, float[] known, int width, int height) {
    if (width == 1 && height == 1) {
      return values;
    }
    int halfWidth = (width + 1) / 2;
    int halfHeight = (height + 1) / 2;
    float[] means = new float[3 * halfWidth * halfHeight];
    float[] weights = new float[halfWidth * halfHeight];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int to = y / 2 * halfWidth + x / 2;
        float weight = known[y * width + x];
        weights[to] += weight;
        for (int c = 0; c < 3; c++) {
          means[3 * to + c] += weight * values[3 * (y * width + x) + c];
        }
      }
    }
    float[] coarse = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      for (int c = 0; c < 3; c++) {
        means[3 * i + c] = weights[i] > 0 ? means[3 * i + c] / weights[i] : 0;
      }
      coarse[i] = Math.min(1, weights[i]);
    }
    float[] around = spread(means, coarse, halfWidth, halfHeight);
    float[] filled = Arrays.copyOf(values, values.length);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        float share = known[y * width + x];
        if (share < 1) {
          double fromX = Math.min(Math.max((x + .5) / 2 - .5, 0), halfWidth - 1);
          double fromY = Math.min(Math.max((y + .5) / 2 - .5, 0), halfHeight - 1);
          for (int c = 0; c < 3; c++) {
            int at = 3 * (y * width + x) + c;
            float spread = between(around, halfWidth, halfHeight, fromX, fromY, c);
            filled[at] = values[at] * share + spread * (1 - share);
          }
        }
      }
    }
    return filled;
  }

  private static float between(
      float[] values, int width, int height, double x, double y, int channel) {
    int left = (int) x;
    int above = (int) y;
    int right = Math.min(left + 1, width - 1);
    int below = Math.min(above + 1, height - 1);
    double dx = x - left;
    double dy = y - above;
    double upper =
        values[3 * (above * width + left) + channel] * (1 - dx)
            + values[3 * (above * width + right) + channel] * dx;
    double lower =
        values[3 * (below * width + left) + channel] * (1 - dx)
            + values[3 * (below * width + right) + channel] * dx;
    return (float) (upper * (1 - dy) + lower * dy);
  }
}
