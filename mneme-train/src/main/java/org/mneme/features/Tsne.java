package org.mneme.features;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mneme.progress.Progress;

/**
 * Places on a plane in which near rows stay near: t-SNE, exact (L. van der Maaten and G. Hinton,
 * "Visualizing data using t-SNE", Journal of Machine Learning Research 9, 2008).
 *
 * <p>It begins with the first two principal components, brought to a deviation of 0.0001, so that
 * it needs no random numbers and keeps more of the whole (D. Kobak and P. Berens, "The art of using
 * t-SNE for single-cell transcriptomics", Nature Communications 10, 2019); the rate of learning and
 * the exaggeration follow them and scikit-learn. Time and memory grow with the square of the rows.
 */
final class Tsne {
  /** Two matrices of 4-byte numbers, a row and a column for each. */
  static final int MOST_ROWS = 5000;

  private static final int STEPS = 750;
  private static final int EXAGGERATED_STEPS = 250;
  private static final double EXAGGERATION = 12;
  private static final double LEAST_GAIN = .01;

  private Tsne() {}

  /**
   * The places of rows on a plane.
   *
   * @param rows by the rows' places along principal components, the first two of which begin it
   * @param perplexity about how many neighbours a row has
   */
  static double[][] of(double[][] rows, double perplexity, Progress progress) {
    int n = rows.length;
    float[][] near = nearness(rows, perplexity);
    double[][] places = start(rows);
    double[][] speed = new double[n][2];
    double[][] gains = new double[n][2];
    for (double[] gain : gains) {
      Arrays.fill(gain, 1);
    }
    double rate = Math.max(n / EXAGGERATION / 4, 50);
    progress.begin("Arranging the pictures", STEPS, "steps");
    for (int step = 0; step < STEPS; step++) {
      progress.check();
      boolean early = step < EXAGGERATED_STEPS;
      double[][] slope = slope(near, places, early ? EXAGGERATION : 1);
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < 2; k++) {
          boolean turns = slope[i][k] * speed[i][k] > 0;
          gains[i][k] = Math.max(LEAST_GAIN, turns ? gains[i][k] * .8 : gains[i][k] + .2);
          speed[i][k] = (early ? .5 : .8) * speed[i][k] - rate * gains[i][k] * slope[i][k];
          places[i][k] += speed[i][k];
        }
      }
      progress.advance(step + 1);
    }
    return places;
  }

  private static double[][] start(double[][] rows) {
    double squares = 0;
    for (double[] row : rows) {
      squares += row[0] * row[0];
    }
    double scale = 1e-4 / Math.sqrt(squares / rows.length);
    double[][] places = new double[rows.length][2];
    for (int i = 0; i < rows.length; i++) {
      places[i][0] = rows[i][0] * scale;
      places[i][1] = (rows[i].length > 1 ? rows[i][1] : 0) * scale;
    }
    return places;
  }

  /** Joint probabilities: symmetric, all together 1. */
  private static float[][] nearness(double[][] rows, double perplexity) {
    int n = rows.length;
    float[][] conditional = new float[n][n];
    IntStream.range(0, n)
        .parallel()
        .forEach(i -> conditional[i] = conditional(rows, i, Math.log(perplexity)));
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        float both = (conditional[i][j] + conditional[j][i]) / (2f * n);
        conditional[i][j] = both;
        conditional[j][i] = both;
      }
    }
    return conditional;
  }

  /** How near the others are to one row, in a width that gives the wanted entropy. */
  private static float[] conditional(double[][] rows, int i, double entropy) {
    int n = rows.length;
    double[] squares = new double[n];
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < n; j++) {
      for (int k = 0; k < rows[i].length; k++) {
        double off = rows[i][k] - rows[j][k];
        squares[j] += off * off;
      }
      least = j == i ? least : Math.min(least, squares[j]);
    }
    double precision = 1;
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    float[] near = new float[n];
    for (int round = 0; round < 200; round++) {
      double sum = 0;
      double weighted = 0;
      for (int j = 0; j < n; j++) {
        // The nearest row's distance is taken away: it cancels, and nothing becomes 0 / 0.
        double weight = j == i ? 0 : Math.exp(-precision * (squares[j] - least));
        near[j] = (float) weight;
        sum += weight;
        weighted += weight * (squares[j] - least);
      }
      double off = Math.log(sum) + precision * weighted / sum - entropy;
      for (int j = 0; j < n; j++) {
        near[j] = (float) (near[j] / sum);
      }
      if (Math.abs(off) < 1e-5) {
        break;
      }
      low = off > 0 ? precision : low;
      high = off > 0 ? high : precision;
      precision = Double.isInfinite(high) ? precision * 2 : (low + high) / 2;
    }
    return near;
  }

  private static double[][] slope(float[][] near, double[][] places, double exaggeration) {
    int n = places.length;
    double[][] pulls = new double[n][];
    double[] sums = new double[n];
    double[] xs = new double[n];
    double[] ys = new double[n];
    for (int i = 0; i < n; i++) {
      xs[i] = places[i][0];
      ys[i] = places[i][1];
    }
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double pullX = 0;
              double pullY = 0;
              double pushX = 0;
              double pushY = 0;
              double sum = -1; // its own
              float[] row = near[i];
              for (int j = 0; j < n; j++) {
                double x = xs[i] - xs[j];
                double y = ys[i] - ys[j];
                double q = 1 / (1 + x * x + y * y);
                sum += q;
                double pull = row[j] * q;
                pullX += pull * x;
                pullY += pull * y;
                pushX += q * q * x;
                pushY += q * q * y;
              }
              sums[i] = sum;
              pulls[i] = new double[] {pullX, pullY, pushX, pushY};
            });
    double all = Arrays.stream(sums).sum();
    double[][] slope = new double[n][2];
    for (int i = 0; i < n; i++) {
      slope[i][0] = 4 * (exaggeration * pulls[i][0] - pulls[i][2] / all);
      slope[i][1] = 4 * (exaggeration * pulls[i][1] - pulls[i][3] / all);
    }
    return slope;
  }
}
