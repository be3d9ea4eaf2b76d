package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;

/**
 * Products of standardised columns with each other, of which the upper triangle counts, and with
 * centred scores.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record NormalEquations(NativeMatrix products, double[] withScores) implements Serializable {

  /** The sums over samples. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Pass(Scaling scaling, double[] centred) implements RowPass<NormalEquations> {
    @Override
    public NormalEquations of(FeatureRows part, int first) throws IOException {
      int columns = part.columns();
      NativeMatrix products = new NativeMatrix(columns, columns);
      double[] withScores = new double[columns];
      ScaledBlocks blocks = new ScaledBlocks(part, scaling);
      int from = first;
      for (int used = blocks.read(); used > 0; used = blocks.read()) {
        products.addProductOfTransposed(blocks.block(), used);
        for (int i = 0; i < used; i++) {
          double[] row = blocks.block().row(i);
          for (int c = 0; c < columns; c++) {
            withScores[c] += row[c] * centred[from + i];
          }
        }
        from += used;
      }
      return new NormalEquations(products, withScores);
    }

    @Override
    public NormalEquations merge(NormalEquations one, NormalEquations other) {
      one.products.add(other.products);
      for (int c = 0; c < one.withScores.length; c++) {
        one.withScores[c] += other.withScores[c];
      }
      return one;
    }
  }
}
