package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How features are standardised: their mean over the training images removed, divided by their
 * deviation, and each group weighed alike, however many columns it has: the variances of a group
 * sum to 1. A column that is constant counts nothing.
 */
final class Scaling implements Serializable {
  private static final long serialVersionUID = 1;

  /** Below this share of the group's largest deviation a column is taken for constant. */
  private static final double CONSTANT = 1e-6;

  private final List<double[]> means;
  private final List<double[]> factors;

  private Scaling(List<double[]> means, List<double[]> factors) {
    this.means = means;
    this.factors = factors;
  }

  static Scaling of(FeatureRows samples) throws IOException {
    List<double[]> means = new ArrayList<>();
    List<double[]> factors = new ArrayList<>();
    float[] row = new float[samples.longest()];
    int count = samples.count();
    for (int group = 0; group < samples.lengths().size(); group++) {
      int length = samples.lengths().get(group);
      double[] mean = new double[length];
      double[] squares = new double[length];
      for (int i = 0; i < count; i++) {
        samples.read(i, group, row);
        for (int c = 0; c < length; c++) {
          double off = row[c] - mean[c];
          mean[c] += off / (i + 1);
          squares[c] += off * (row[c] - mean[c]);
        }
      }
      means.add(mean);
      factors.add(factors(squares, count));
    }
    return new Scaling(means, factors);
  }

  /**
   * Of sums that were made elsewhere.
   *
   * @param means of each group's columns
   * @param squares sums of squares around these means
   * @param count of samples
   */
  static Scaling of(List<double[]> means, List<double[]> squares, long count) {
    List<double[]> factors = new ArrayList<>();
    squares.forEach(group -> factors.add(factors(group, count)));
    return new Scaling(new ArrayList<>(means), factors);
  }

  private static double[] factors(double[] squares, long count) {
    double largest = 0;
    for (double square : squares) {
      largest = Math.max(largest, Math.sqrt(square / count));
    }
    double[] factors = new double[squares.length];
    int used = 0;
    for (int c = 0; c < squares.length; c++) {
      double deviation = Math.sqrt(squares[c] / count);
      if (deviation > CONSTANT * largest) {
        factors[c] = 1 / deviation;
        used++;
      }
    }
    for (int c = 0; c < factors.length; c++) {
      factors[c] /= Math.sqrt(Math.max(1, used));
    }
    return factors;
  }

  double[] means(int group) {
    return means.get(group).clone();
  }

  double[] factors(int group) {
    return factors.get(group).clone();
  }

  /** Writes a group of a sample, standardised. */
  void apply(int group, float[] row, double[] into, int at) {
    double[] mean = means.get(group);
    double[] factor = factors.get(group);
    for (int c = 0; c < mean.length; c++) {
      into[at + c] = (row[c] - mean[c]) * factor[c];
    }
  }

  /** All samples of a group, standardised: [samples, columns]. */
  NativeMatrix matrix(FeatureRows samples, int group) throws IOException {
    int length = samples.lengths().get(group);
    NativeMatrix matrix = new NativeMatrix(samples.count(), length);
    float[] row = new float[length];
    double[] scaled = new double[length];
    for (int i = 0; i < samples.count(); i++) {
      samples.read(i, group, row);
      apply(group, row, scaled, 0);
      matrix.setRow(i, scaled);
    }
    return matrix;
  }
}
