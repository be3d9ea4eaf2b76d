package org.mneme.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Ridge regression in closed form (Hoerl and Kennard, 1970), with an intercept that is not
 * penalised.
 *
 * <p>Features are standardised and weighed group by group. The penalty is that with the least
 * leave-one-out error. The smaller of the two square matrices is used: products of samples, or of
 * columns; samples are read a block at a time, so memory does not grow with both.
 */
public final class LinearRidge {
  private LinearRidge() {}

  /**
   * Fits.
   *
   * @param scores one a sample
   * @throws IllegalArgumentException for fewer than 3 samples, another number of scores, or more
   *     than 16,383 both of samples and of columns
   */
  public static LinearHead fit(FeatureRows samples, double[] scores) throws IOException {
    return fit(samples, scores, Summing.HERE);
  }

  /**
   * The same, with sums over samples made elsewhere: of columns and their squares, the normal
   * equations, and the leave-one-out errors of all penalties. What is solved here is as large as
   * the columns, not the samples. The head is the same but for the order of sums.
   *
   * @param scores one a sample
   * @param summing makes the sums, where there are more samples than columns
   * @throws IllegalArgumentException as above
   */
  public static LinearHead fit(FeatureRows samples, double[] scores, Summing summing)
      throws IOException {
    check(samples, scores);
    int smaller = Math.min(samples.count(), samples.columns());
    if (smaller > NativeMatrix.MOST_ROWS) {
      throw new IllegalArgumentException(
          "%d samples of %d columns: at most %d of one of them can be solved. Take fewer features"
              .formatted(samples.count(), samples.columns(), NativeMatrix.MOST_ROWS));
    }
    return samples.count() <= samples.columns()
        ? bySamples(samples, scores, Scaling.of(samples))
        : byColumns(samples, scores, summing);
  }

  static void check(FeatureRows samples, double[] scores) {
    if (samples.count() != scores.length || scores.length < 3) {
      throw new IllegalArgumentException(
          "%d samples and %d scores: equally many are needed, at least 3"
              .formatted(samples.count(), scores.length));
    }
    for (double score : scores) {
      if (!Double.isFinite(score)) {
        throw new IllegalArgumentException("a score is " + score + ": a finite number is needed");
      }
    }
  }

  static double[] centred(double[] scores) {
    double mean = Arrays.stream(scores).average().orElseThrow();
    return Arrays.stream(scores).map(score -> score - mean).toArray();
  }

  /** The products of standardised samples; they are centred, since the features are. */
  static NativeMatrix gram(FeatureRows samples, Scaling scaling) throws IOException {
    NativeMatrix gram = new NativeMatrix(samples.count(), samples.count());
    for (int group = 0; group < samples.lengths().size(); group++) {
      gram.addProductWithTransposed(scaling.matrix(samples, group));
    }
    return gram;
  }

  /** The weights of samples: {@code (K + penalty)^-1 y}. */
  static double[] solve(
      double[] eigenvalues, NativeMatrix eigenvectors, double[] centred, double penalty) {
    double[] weights = new double[centred.length];
    for (int j = 0; j < centred.length; j++) {
      double[] vector = eigenvectors.row(j);
      double along = LeaveOneOut.dot(vector, centred) / (Math.max(0, eigenvalues[j]) + penalty);
      for (int i = 0; i < weights.length; i++) {
        weights[i] += along * vector[i];
      }
    }
    return weights;
  }

  private static LinearHead bySamples(FeatureRows samples, double[] scores, Scaling scaling)
      throws IOException {
    double[] centred = centred(scores);
    NativeMatrix gram = gram(samples, scaling);
    double mean = gram.trace() / samples.count();
    double[] eigenvalues = gram.eigen();
    LeaveOneOut loo = LeaveOneOut.best(eigenvalues, gram, centred);
    double[] weights = solve(eigenvalues, gram, centred, loo.penalty());
    List<double[]> ofColumns = new ArrayList<>();
    for (int length : samples.lengths()) {
      ofColumns.add(new double[length]);
    }
    float[] row = new float[samples.longest()];
    for (int group = 0; group < ofColumns.size(); group++) {
      double[] sum = ofColumns.get(group);
      double[] scaled = new double[sum.length];
      for (int i = 0; i < samples.count(); i++) {
        samples.read(i, group, row);
        scaling.apply(group, row, scaled, 0);
        for (int c = 0; c < sum.length; c++) {
          sum[c] += weights[i] * scaled[c];
        }
      }
    }
    return head(scores, scaling, ofColumns, loo, mean);
  }

  private static LinearHead byColumns(FeatureRows samples, double[] scores, Summing summing)
      throws IOException {
    int columns = samples.columns();
    Scaling scaling = Scaling.of(samples, summing);
    double[] centred = centred(scores);
    NormalEquations equations = summing.sum(samples, new NormalEquations.Pass(scaling, centred));
    NativeMatrix products = equations.products();
    // The same eigenvalues but for zeros as the samples' products, of which there are n.
    double mean = products.trace() / samples.count();
    double[] eigenvalues = products.eigen();
    double[] along = new double[columns];
    for (int j = 0; j < columns; j++) {
      along[j] = LeaveOneOut.dot(products.row(j), equations.withScores());
    }
    double[] penalties = LeaveOneOut.penalties(mean);
    LeaveOneOut loo =
        LeaveOneOut.best(
            penalties,
            summing.sum(
                samples,
                new ErrorsPass(scaling, centred, eigenvalues, products, along, penalties)));
    double[] weights = new double[columns];
    for (int j = 0; j < columns; j++) {
      double[] vector = products.row(j);
      double part = along[j] / (Math.max(0, eigenvalues[j]) + loo.penalty());
      for (int c = 0; c < columns; c++) {
        weights[c] += part * vector[c];
      }
    }
    List<double[]> ofColumns = new ArrayList<>();
    int at = 0;
    for (int length : samples.lengths()) {
      ofColumns.add(Arrays.copyOfRange(weights, at, at + length));
      at += length;
    }
    return head(scores, scaling, ofColumns, loo, mean);
  }

  private static LinearHead head(
      double[] scores,
      Scaling scaling,
      List<double[]> weights,
      LeaveOneOut loo,
      double meanEigenvalue) {
    return new LinearHead(
        scaling,
        weights,
        Arrays.stream(scores).average().orElseThrow(),
        loo.penalty() / meanEigenvalue,
        loo.error());
  }
}
