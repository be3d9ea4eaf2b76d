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
  private static final int BLOCK = 1_024;

  private LinearRidge() {}

  /**
   * Fits.
   *
   * @param scores one a sample
   * @throws IllegalArgumentException for fewer than 3 samples, another number of scores, or more
   *     than 16,383 both of samples and of columns
   */
  public static LinearHead fit(FeatureRows samples, double[] scores) throws IOException {
    check(samples, scores);
    int smaller = Math.min(samples.count(), samples.columns());
    if (smaller > NativeMatrix.MOST_ROWS) {
      throw new IllegalArgumentException(
          "%d samples of %d columns: at most %d of one of them can be solved. Take fewer features"
              .formatted(samples.count(), samples.columns(), NativeMatrix.MOST_ROWS));
    }
    Scaling scaling = Scaling.of(samples);
    return samples.count() <= samples.columns()
        ? bySamples(samples, scores, scaling)
        : byColumns(samples, scores, scaling);
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

  private static LinearHead byColumns(FeatureRows samples, double[] scores, Scaling scaling)
      throws IOException {
    int columns = samples.columns();
    int n = samples.count();
    double[] centred = centred(scores);
    NativeMatrix products = new NativeMatrix(columns, columns);
    double[] withScores = new double[columns];
    NativeMatrix block = new NativeMatrix(Math.min(BLOCK, n), columns);
    for (int from = 0; from < n; from += BLOCK) {
      int used = fill(block, samples, scaling, from);
      products.addProductOfTransposed(block, used);
      for (int i = 0; i < used; i++) {
        double[] row = block.row(i);
        for (int c = 0; c < columns; c++) {
          withScores[c] += row[c] * centred[from + i];
        }
      }
    }
    // The same eigenvalues but for zeros as the samples' products, of which there are n.
    double mean = products.trace() / n;
    double[] eigenvalues = products.eigen();
    double[] along = new double[columns];
    for (int j = 0; j < columns; j++) {
      along[j] = LeaveOneOut.dot(products.row(j), withScores);
    }
    LeaveOneOut loo =
        leaveOneOut(samples, scaling, centred, eigenvalues, products, along, mean, block);
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

  /** Passes over the samples once more: a sample's leverage needs its own features. */
  private static LeaveOneOut leaveOneOut(
      FeatureRows samples,
      Scaling scaling,
      double[] centred,
      double[] eigenvalues,
      NativeMatrix eigenvectors,
      double[] along,
      double meanEigenvalue,
      NativeMatrix block)
      throws IOException {
    int n = samples.count();
    int columns = samples.columns();
    double[] penalties = LeaveOneOut.penalties(meanEigenvalue);
    double[][] residuals = new double[penalties.length][n];
    double[][] leverages = new double[penalties.length][n];
    NativeMatrix shrunk = new NativeMatrix(columns, penalties.length);
    NativeMatrix parts = new NativeMatrix(columns, penalties.length);
    for (int j = 0; j < columns; j++) {
      for (int p = 0; p < penalties.length; p++) {
        double inverse = 1 / (Math.max(0, eigenvalues[j]) + penalties[p]);
        shrunk.set(j, p, inverse);
        parts.set(j, p, along[j] * inverse);
      }
    }
    NativeMatrix turned = new NativeMatrix(block.rows(), columns);
    NativeMatrix fitted = new NativeMatrix(block.rows(), penalties.length);
    for (int from = 0; from < n; from += BLOCK) {
      int used = fill(block, samples, scaling, from);
      turned.setProductWithTransposed(block, eigenvectors);
      fitted.setProduct(turned, parts);
      for (int i = 0; i < used; i++) {
        for (int p = 0; p < penalties.length; p++) {
          residuals[p][from + i] = centred[from + i] - fitted.get(i, p);
        }
      }
      turned.square();
      fitted.setProduct(turned, shrunk);
      for (int i = 0; i < used; i++) {
        for (int p = 0; p < penalties.length; p++) {
          leverages[p][from + i] = 1.0 / n + fitted.get(i, p);
        }
      }
    }
    return LeaveOneOut.best(penalties, residuals, leverages);
  }

  /** Reads a block of standardised samples, all groups side by side; returns how many. */
  private static int fill(NativeMatrix block, FeatureRows samples, Scaling scaling, int from)
      throws IOException {
    int used = Math.min(block.rows(), samples.count() - from);
    float[] row = new float[samples.longest()];
    double[] scaled = new double[block.columns()];
    for (int i = 0; i < used; i++) {
      int at = 0;
      for (int group = 0; group < samples.lengths().size(); group++) {
        samples.read(from + i, group, row);
        scaling.apply(group, row, scaled, at);
        at += samples.lengths().get(group);
      }
      block.setRow(i, scaled);
    }
    return used;
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
