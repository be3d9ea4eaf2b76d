package org.mneme.head;

import java.io.IOException;

/**
 * The mean squared leave-one-out error of each penalty. It needs the samples once more: a sample's
 * leverage depends on its own features.
 *
 * @param centred scores less their mean
 * @param eigenvectors of the products of columns, one a row
 * @param along the products of eigenvectors and what columns have with scores
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ErrorsPass(
    Scaling scaling,
    double[] centred,
    double[] eigenvalues,
    NativeMatrix eigenvectors,
    double[] along,
    double[] penalties)
    implements RowPass<double[]> {
  @Override
  public double[] of(FeatureRows part, int first) throws IOException {
    int n = centred.length;
    int columns = part.columns();
    NativeMatrix shrunk = new NativeMatrix(columns, penalties.length);
    NativeMatrix parts = new NativeMatrix(columns, penalties.length);
    for (int j = 0; j < columns; j++) {
      for (int p = 0; p < penalties.length; p++) {
        double inverse = 1 / (Math.max(0, eigenvalues[j]) + penalties[p]);
        shrunk.set(j, p, inverse);
        parts.set(j, p, along[j] * inverse);
      }
    }
    ScaledBlocks blocks = new ScaledBlocks(part, scaling);
    NativeMatrix turned = new NativeMatrix(blocks.block().rows(), columns);
    NativeMatrix fitted = new NativeMatrix(turned.rows(), penalties.length);
    NativeMatrix leverages = new NativeMatrix(turned.rows(), penalties.length);
    double[] errors = new double[penalties.length];
    int from = first;
    for (int used = blocks.read(); used > 0; used = blocks.read()) {
      turned.setProductWithTransposed(blocks.block(), eigenvectors);
      fitted.setProduct(turned, parts);
      turned.square();
      leverages.setProduct(turned, shrunk);
      for (int i = 0; i < used; i++) {
        for (int p = 0; p < penalties.length; p++) {
          double leverage = 1.0 / n + leverages.get(i, p); // the first is the intercept's
          double left = (centred[from + i] - fitted.get(i, p)) / (1 - leverage);
          errors[p] += left * left / n;
        }
      }
      from += used;
    }
    return errors;
  }

  @Override
  public double[] merge(double[] one, double[] other) {
    for (int p = 0; p < one.length; p++) {
      one[p] += other[p];
    }
    return one;
  }
}
