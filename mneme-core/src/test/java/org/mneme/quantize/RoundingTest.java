package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoundingTest {
  /**
   * R'R must give the matrix back; its entries are of the size of {@code n}, float has 7 digits.
   */
  @Property(tries = 30)
  void factorMultipliesBackToTheMatrix(@ForAll @IntRange(min = 1, max = 150) int n) {
    float[][] matrix = moments(n, 2 * n, new Random(n));
    float[][] factor = copy(matrix);
    Cholesky.upper(factor);
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        double product = 0;
        for (int k = 0; k <= i; k++) {
          product += (double) factor[k][i] * factor[k][j];
        }
        assertEquals(matrix[i][j], product, 1e-5 * n);
      }
    }
  }

  @Test
  void factorOfAnIndefiniteMatrixIsRefused() {
    assertThrows(ArithmeticException.class, () -> Cholesky.upper(new float[][] {{1, 2}, {2, 1}}));
  }

  /**
   * The point of the method. Inputs are strongly correlated, as in real layers; over 40 rows the
   * error of the outputs is then far less than with plain rounding (a third to a tenth here).
   */
  @Property(tries = 20)
  void outputsChangeLessThanWithPlainRounding(@ForAll @IntRange(min = 16, max = 90) int columns) {
    Random random = new Random(columns);
    float[][] moments = moments(columns, 4 * columns, random);
    float[] weights = normal(40 * columns, random);
    double plain = outputError(weights, Rounding.toNearest(weights, columns, 0), moments);
    double fitted =
        outputError(weights, Rounding.toOutputs(weights, copy(moments), 4L * columns, 0), moments);
    assertTrue(fitted < .7 * plain, () -> fitted + " is not well below " + plain);
  }

  /** Uncorrelated inputs leave nothing to make up for. */
  @Test
  void uncorrelatedInputsRoundToNearest() {
    float[][] identity = new float[20][20];
    for (int i = 0; i < 20; i++) {
      identity[i][i] = 1;
    }
    float[] weights = normal(100, new Random(3));
    assertArrayEquals(
        Rounding.toNearest(weights, 20, 0).values(),
        Rounding.toOutputs(weights, identity, 1000, 0).values());
  }

  @Test
  void scaleIsNeverBelowTheLeast() {
    RoundedWeights rounded = Rounding.toNearest(new float[] {.5f, 0}, 1, .125f);
    assertArrayEquals(new float[] {.125f, .125f}, rounded.scales());
    assertArrayEquals(new byte[] {4, 0}, rounded.values());
  }

  private static double outputError(float[] weights, RoundedWeights rounded, float[][] moments) {
    float[] got = rounded.dequantised();
    int columns = moments.length;
    double error = 0;
    for (int row = 0; row < weights.length; row += columns) {
      for (int i = 0; i < columns; i++) {
        for (int j = 0; j < columns; j++) {
          error +=
              (double) (weights[row + i] - got[row + i])
                  * moments[i][j]
                  * (weights[row + j] - got[row + j]);
        }
      }
    }
    return error;
  }

  /** Of vectors whose neighbouring entries resemble each other. */
  private static float[][] moments(int n, int samples, Random random) {
    float[][] sum = new float[n][n];
    for (int s = 0; s < samples; s++) {
      double[] x = new double[n];
      for (int i = 0; i < n; i++) {
        x[i] = .9 * (i == 0 ? 0 : x[i - 1]) + .4 * random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          sum[i][j] += (float) (x[i] * x[j] / samples);
        }
      }
    }
    return sum;
  }

  private static float[] normal(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static float[][] copy(float[][] matrix) {
    return Arrays.stream(matrix).map(float[]::clone).toArray(float[][]::new);
  }
}
