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

  private final ArrayList<double[]> means;
  private final ArrayList<double[]> factors;

  private Scaling(List<double[]> means, List<double[]> factors) {
    this.means = new ArrayList<>(means);
    this.factors = new ArrayList<>(factors);
  }

  static Scaling of(FeatureRows samples) throws IOException {
    return of(samples, Summing.HERE);
  }

  static Scaling of(FeatureRows samples, Summing summing) throws IOException {
    Moments moments = summing.sum(samples, new MomentsPass());
    List<double[]> factors = new ArrayList<>();
    moments.squares.forEach(squares -> factors.add(factors(squares, samples.count())));
    return new Scaling(moments.means, factors);
  }

  /** Of each group's columns: means, and sums of squares around them. */
  private record Moments(int count, ArrayList<double[]> means, ArrayList<double[]> squares)
      implements Serializable {}

  private record MomentsPass() implements RowPass<Moments> {
    @Override
    public Moments of(FeatureRows samples, int first) throws IOException {
      Moments moments = new Moments(samples.count(), new ArrayList<>(), new ArrayList<>());
      float[] row = new float[samples.longest()];
      for (int group = 0; group < samples.lengths().size(); group++) {
        int length = samples.lengths().get(group);
        double[] mean = new double[length];
        double[] squares = new double[length];
        for (int i = 0; i < moments.count; i++) {
          samples.read(i, group, row);
          for (int c = 0; c < length; c++) {
            double off = row[c] - mean[c];
            mean[c] += off / (i + 1);
            squares[c] += off * (row[c] - mean[c]);
          }
        }
        moments.means.add(mean);
        moments.squares.add(squares);
      }
      return moments;
    }

    /** As Chan, Golub and LeVeque (1983) add variances. */
    @Override
    public Moments merge(Moments one, Moments other) {
      int count = one.count + other.count;
      double share = (double) other.count / count;
      for (int group = 0; group < one.means.size(); group++) {
        double[] mean = one.means.get(group);
        double[] squares = one.squares.get(group);
        for (int c = 0; c < mean.length; c++) {
          double off = other.means.get(group)[c] - mean[c];
          mean[c] += off * share;
          squares[c] += other.squares.get(group)[c] + off * off * one.count * share;
        }
      }
      return new Moments(count, one.means, one.squares);
    }
  }

  private static double[] factors(double[] squares, int count) {
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
