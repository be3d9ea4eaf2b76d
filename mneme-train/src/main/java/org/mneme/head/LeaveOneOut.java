package org.mneme.head;

import java.util.Arrays;

/**
 * The error of ridge regression on each sample when it is left out of the fit, for many penalties
 * at once, without fitting again: {@code r / (1 - h)}, with r the residual of the whole fit and h
 * the sample's leverage (Cook and Weisberg, 1982, section 2.2.3). Exact when the features'
 * standardisation is taken as given.
 *
 * @param penalty the one with the least mean squared error
 * @param error that error, in squared score units
 */
record LeaveOneOut(double penalty, double error) {
  /** Relative to the mean eigenvalue: four a decade. */
  private static final int FROM = -20;

  private static final int TO = 16;
  private static final double STEPS_PER_DECADE = 4;

  /** Penalties to choose from, rising. */
  static double[] penalties(double meanEigenvalue) {
    double[] penalties = new double[TO - FROM + 1];
    for (int i = 0; i < penalties.length; i++) {
      penalties[i] = meanEigenvalue * Math.pow(10, (FROM + i) / STEPS_PER_DECADE);
    }
    return penalties;
  }

  /**
   * The best penalty of a kernel.
   *
   * @param eigenvalues of the centred kernel
   * @param eigenvectors one a row
   * @param centred scores less their mean
   */
  static LeaveOneOut best(double[] eigenvalues, NativeMatrix eigenvectors, double[] centred) {
    int n = centred.length;
    double[] penalties = penalties(Arrays.stream(eigenvalues).sum() / n);
    double[][] residuals = new double[penalties.length][];
    double[][] leverages = new double[penalties.length][n];
    for (int p = 0; p < penalties.length; p++) {
      residuals[p] = centred.clone();
      Arrays.fill(leverages[p], 1.0 / n); // the intercept's
    }
    for (int j = 0; j < n; j++) {
      double[] vector = eigenvectors.row(j);
      double along = dot(vector, centred);
      double eigenvalue = Math.max(0, eigenvalues[j]);
      for (int p = 0; p < penalties.length; p++) {
        double kept = eigenvalue / (eigenvalue + penalties[p]);
        double[] residual = residuals[p];
        double[] leverage = leverages[p];
        for (int i = 0; i < n; i++) {
          residual[i] -= kept * along * vector[i];
          leverage[i] += kept * vector[i] * vector[i];
        }
      }
    }
    return best(penalties, residuals, leverages);
  }

  private static LeaveOneOut best(double[] penalties, double[][] residuals, double[][] leverages) {
    double[] errors = new double[penalties.length];
    for (int p = 0; p < penalties.length; p++) {
      for (int i = 0; i < residuals[p].length; i++) {
        double left = residuals[p][i] / (1 - leverages[p][i]);
        errors[p] += left * left / residuals[p].length;
      }
    }
    return best(penalties, errors);
  }

  /** The first penalty with the least error. */
  static LeaveOneOut best(double[] penalties, double[] errors) {
    LeaveOneOut best = new LeaveOneOut(Double.NaN, Double.POSITIVE_INFINITY);
    for (int p = 0; p < penalties.length; p++) {
      if (errors[p] < best.error) {
        best = new LeaveOneOut(penalties[p], errors[p]);
      }
    }
    return best;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
