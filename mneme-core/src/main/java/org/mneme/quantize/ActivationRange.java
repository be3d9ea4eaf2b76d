package org.mneme.quantize;

import java.util.List;

/**
 * How a tensor becomes unsigned bytes: v is round(v / scale) + zero, clamped to 0..255.
 *
 * @param zero the byte that stands for 0; 0 for a tensor without negative values
 */
record ActivationRange(float scale, int zero) {
  private static final int BINS = 2048;
  private static final int STEPS = 24;
  private static final double SMALLEST_SHARE = .2;

  /**
   * The range that makes the mean of |v - q(v)|^norm over these values least. Large values may end
   * up outside: the finer step for all others can be worth more.
   */
  static ActivationRange of(List<Chunk> chunks, double norm) {
    float low = 0;
    float high = 0;
    for (Chunk chunk : chunks) {
      for (float v : chunk.values()) {
        low = Math.min(low, v);
        high = Math.max(high, v);
      }
    }
    if (low == 0 && high == 0) {
      return new ActivationRange(1, 0);
    }
    double width = ((double) high - low) / BINS;
    long[] counts = histogram(chunks, low, width);
    ActivationRange best = between(low, high);
    double least = Double.POSITIVE_INFINITY;
    for (int below = 0; below <= (low < 0 ? STEPS : 0); below++) {
      for (int above = 0; above <= (high > 0 ? STEPS : 0); above++) {
        ActivationRange range = between(low * share(below), high * share(above));
        double error = range.error(counts, low, width, norm, least);
        if (error < least) {
          least = error;
          best = range;
        }
      }
    }
    return best;
  }

  private static double share(int step) {
    return 1 - step * (1 - SMALLEST_SHARE) / STEPS;
  }

  private static ActivationRange between(double low, double high) {
    double scale = Math.max((high - low) / 255, Float.MIN_NORMAL);
    return new ActivationRange((float) scale, (int) Math.round(-low / scale));
  }

  private static long[] histogram(List<Chunk> chunks, float low, double width) {
    long[] counts = new long[BINS];
    double perUnit = 1 / width;
    for (Chunk chunk : chunks) {
      for (float v : chunk.values()) {
        counts[Math.min(BINS - 1, (int) ((v - low) * perUnit))]++;
      }
    }
    return counts;
  }

  /** The summed error of values at the bins' middles; gives up once it reaches {@code enough}. */
  private double error(long[] counts, float low, double width, double norm, double enough) {
    double sum = 0;
    for (int bin = 0; bin < BINS && sum < enough; bin++) {
      if (counts[bin] > 0) {
        float v = (float) (low + (bin + .5) * width);
        sum += counts[bin] * Math.pow(Math.abs(v - quantised(v)), norm);
      }
    }
    return sum;
  }

  /** The value that {@code v} becomes; rounds half to even, as ONNX does. */
  float quantised(float v) {
    double step = Math.rint(v / scale) + zero;
    return (float) (Math.max(0, Math.min(255, step)) - zero) * scale;
  }
}
