package org.mneme.quantize;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a tensor becomes unsigned bytes: v is round(v / scale) + zero, clamped to 0..255.
 *
 * @param zero the byte that stands for 0; 0 for a tensor without negative values
 */
record ActivationRange(float scale, int zero) {
  private static final int BINS = 2048;

  /** Shares of an extent that are tried: .2 to 2.4, each 7 % larger than the last. */
  private static final double[] SHARES = shares();

  private static final double[] ONE = {1};

  /**
   * The range that makes the mean of |v - q(v)|^norm least over values that were not used for it:
   * two halves of the images take turns in giving the extent and in being rounded, at several
   * shares of the extent, below and above 1. Large values may end up outside, where the finer step
   * for all others is worth more; but images that nothing was fitted to have larger values than
   * those before, and cutting these off costs a network its contrast.
   */
  static ActivationRange of(List<Chunk> chunks, double norm) {
    List<Chunk> even = every(chunks, 0);
    List<Chunk> odd = every(chunks, 1);
    Extent all = Extent.of(chunks);
    if (all.low() == 0 && all.high() == 0) {
      return new ActivationRange(1, 0);
    }
    List<Half> halves =
        odd.isEmpty()
            ? List.of(new Half(all, Histogram.of(chunks, all)))
            : List.of(
                new Half(Extent.of(odd), Histogram.of(even, all)),
                new Half(Extent.of(even), Histogram.of(odd, all)));
    ActivationRange best = between(all.low(), all.high());
    double least = Double.POSITIVE_INFINITY;
    for (double below : all.low() < 0 ? SHARES : ONE) {
      for (double above : all.high() > 0 ? SHARES : ONE) {
        double error = 0;
        for (Half half : halves) {
          Extent extent = half.extent();
          ActivationRange range = between(extent.low() * below, extent.high() * above);
          error += half.values().error(range, norm, least - error);
        }
        if (error < least) {
          least = error;
          best = between(all.low() * below, all.high() * above);
        }
      }
    }
    return best;
  }

  /** The first and each second one after it, or the others. */
  private static List<Chunk> every(List<Chunk> chunks, int first) {
    return IntStream.range(0, chunks.size())
        .filter(i -> i % 2 == first)
        .mapToObj(chunks::get)
        .toList();
  }

  /** The extent of one half's values, and the other half's values. */
  private record Half(Extent extent, Histogram values) {}

  /** The range that holds the least value, the largest and 0. */
  private record Extent(float low, float high) {
    static Extent of(List<Chunk> chunks) {
      float low = 0;
      float high = 0;
      for (Chunk chunk : chunks) {
        for (float v : chunk.values()) {
          low = Math.min(low, v);
          high = Math.max(high, v);
        }
      }
      return new Extent(low, high);
    }
  }

  /** How often values come in each of many narrow bins. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Histogram(float low, double width, long[] counts) {
    static Histogram of(List<Chunk> chunks, Extent extent) {
      double width = ((double) extent.high() - extent.low()) / BINS;
      long[] counts = new long[BINS];
      double perUnit = 1 / width;
      for (Chunk chunk : chunks) {
        for (float v : chunk.values()) {
          counts[Math.min(BINS - 1, (int) ((v - extent.low()) * perUnit))]++;
        }
      }
      return new Histogram(extent.low(), width, counts);
    }

    /** The summed error of values at the bins' middles; gives up once it reaches {@code enough}. */
    double error(ActivationRange range, double norm, double enough) {
      double sum = 0;
      for (int bin = 0; bin < BINS && sum < enough; bin++) {
        if (counts[bin] > 0) {
          float v = (float) (low + (bin + .5) * width);
          sum += counts[bin] * Math.pow(Math.abs(v - range.quantised(v)), norm);
        }
      }
      return sum;
    }
  }

  private static double[] shares() {
    return IntStream.rangeClosed(-24, 13).mapToDouble(step -> Math.pow(1.07, step)).toArray();
  }

  private static ActivationRange between(double low, double high) {
    double scale = Math.max((high - low) / 255, Float.MIN_NORMAL);
    return new ActivationRange((float) scale, (int) Math.round(-low / scale));
  }

  /** The value that {@code v} becomes; rounds half to even, as ONNX does. */
  float quantised(float v) {
    double step = Math.rint(v / scale) + zero;
    return (float) (Math.max(0, Math.min(255, step)) - zero) * scale;
  }
}
