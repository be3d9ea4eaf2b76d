package org.mneme.quantize;

import java.util.stream.IntStream;

/** The Cholesky factor of a large symmetric matrix, in blocks, on all processors. */
final class Cholesky {
  /** Rows that are worked on at once; they should fit in a core's second-level cache. */
  private static final int BLOCK = 48;

  private Cholesky() {}

  /**
   * Overwrites the upper triangle of {@code a} with R, where a = R'R; what is below the diagonal is
   * neither read nor changed.
   *
   * @throws ArithmeticException if the matrix is not positive definite
   */
  static void upper(float[][] a) {
    int n = a.length;
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      factorRows(a, from, to);
      int first = from;
      IntStream.range(to, n).parallel().forEach(row -> eliminate(a, row, first, to));
    }
  }

  private static void factorRows(float[][] a, int from, int to) {
    int n = a.length;
    for (int k = from; k < to; k++) {
      eliminate(a, k, from, k);
      float pivot = a[k][k];
      if (!(pivot > 0)) {
        throw new ArithmeticException("not positive definite: pivot %d is %s".formatted(k, pivot));
      }
      float inverse = (float) (1 / Math.sqrt(pivot));
      for (int j = k; j < n; j++) {
        a[k][j] *= inverse;
      }
    }
  }

  /** Takes the rows {@code from} to {@code to} out of row {@code row}, four at a time. */
  private static void eliminate(float[][] a, int row, int from, int to) {
    int k = from;
    for (; k + 4 <= to; k += 4) {
      subtract(a[row], a[k], a[k + 1], a[k + 2], a[k + 3], row);
    }
    for (; k < to; k++) {
      subtract(a[row], a[k], row);
    }
  }

  private static void subtract(float[] y, float[] p, float[] q, float[] r, float[] s, int row) {
    float fp = p[row];
    float fq = q[row];
    float fr = r[row];
    float fs = s[row];
    for (int j = row; j < y.length; j++) {
      y[j] -= fp * p[j] + fq * q[j] + fr * r[j] + fs * s[j];
    }
  }

  private static void subtract(float[] y, float[] p, int row) {
    float factor = p[row];
    for (int j = row; j < y.length; j++) {
      y[j] -= factor * p[j];
    }
  }
}
