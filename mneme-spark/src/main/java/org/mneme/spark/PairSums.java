package org.mneme.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.mneme.evaluate.Figure;
import org.mneme.evaluate.FigureSums;

/**
 * The sums of a part of the images, and those of bootstrap replicates, in which each image has a
 * Poisson weight of mean 1. So no machine has to know how many images the others draw.
 */
final class PairSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final FigureSums all;
  private final FigureSums[] replicates;

  PairSums(double truthCentre, double predictionCentre, int replicates) {
    this.all = new FigureSums(truthCentre, predictionCentre);
    this.replicates = new FigureSums[replicates];
    for (int i = 0; i < replicates; i++) {
      this.replicates[i] = new FigureSums(truthCentre, predictionCentre);
    }
  }

  /** Adds the rows of a part: truth and prediction. */
  PairSums addAll(Iterator<Row> rows, SplittableRandom random) {
    while (rows.hasNext()) {
      Row row = rows.next();
      double truth = row.getDouble(0);
      double prediction = row.getDouble(1);
      all.add(truth, prediction, 1);
      for (FigureSums replicate : replicates) {
        replicate.add(truth, prediction, (int) CountedPairs.poisson(1, random));
      }
    }
    return this;
  }

  /** Adds the sums of another part. */
  PairSums add(PairSums other) {
    all.addAll(other.all);
    for (int i = 0; i < replicates.length; i++) {
      replicates[i].addAll(other.replicates[i]);
    }
    return this;
  }

  Map<Figure, Double> figures() {
    return all.figures();
  }

  /** A figure in each replicate. */
  double[] replicates(Figure figure) {
    double[] values = new double[replicates.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = replicates[i].figures().get(figure);
    }
    return values;
  }
}
