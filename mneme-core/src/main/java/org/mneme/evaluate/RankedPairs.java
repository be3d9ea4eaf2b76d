package org.mneme.evaluate;

import static org.mneme.evaluate.Figure.BIAS;
import static org.mneme.evaluate.Figure.KENDALL;
import static org.mneme.evaluate.Figure.MAE;
import static org.mneme.evaluate.Figure.MSE;
import static org.mneme.evaluate.Figure.PEARSON;
import static org.mneme.evaluate.Figure.PREDICTION_MEAN;
import static org.mneme.evaluate.Figure.PREDICTION_SD;
import static org.mneme.evaluate.Figure.R2;
import static org.mneme.evaluate.Figure.RMSE;
import static org.mneme.evaluate.Figure.SD_RATIO;
import static org.mneme.evaluate.Figure.SPEARMAN;
import static org.mneme.evaluate.Figure.TRUTH_MEAN;
import static org.mneme.evaluate.Figure.TRUTH_SD;

import java.io.Serializable;
import java.util.Collections;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * Truth and predictions of the same images, sorted once, for their figures and for what {@link
 * Jackknife} takes from these: O(n log n).
 *
 * <p>No library is used for the sums themselves: none gives Kendall's terms per image, from which
 * the jackknife has its leave-one-out figures.
 */
final class RankedPairs {
  final double[] truth;
  final double[] predictions;
  final double truthMean;
  final double predictionMean;
  final Ranks truthRanks;
  final Ranks predictionRanks;
  final int[] byTruth;
  private final boolean ranked;
  private final boolean concordant;

  /**
   * @param wanted figures that are needed; the others may be left NaN
   */
  RankedPairs(double[] truth, double[] predictions, Set<Figure> wanted) {
    Scores.requirePairs(truth, predictions);
    this.truth = truth.clone();
    this.predictions = predictions.clone();
    truthMean = Mean.of(truth).getAsDouble();
    predictionMean = Mean.of(predictions).getAsDouble();
    truthRanks = Ranks.of(truth);
    predictionRanks = Ranks.of(predictions);
    byTruth = truthRanks.order();
    ranked = !Collections.disjoint(wanted, Figure.OF_RANKS);
    concordant = wanted.contains(KENDALL); // most of the time, where it is wanted
  }

  int images() {
    return truth.length;
  }

  /** The figures, by their places. */
  double[] values() {
    Moments m = new Moments();
    for (int i = 0; i < images(); i++) {
      double t = truth[i];
      double p = predictions[i];
      m.add(1, t - truthMean, p - predictionMean, p - t);
    }
    double[] out = new double[Figure.values().length];
    m.write(
        images(),
        truthMean,
        predictionMean,
        truthRanks.groups() == 1,
        predictionRanks.groups() == 1,
        out);
    out[SPEARMAN.place()] = ranked ? spearman() : Double.NaN;
    out[KENDALL.place()] = concordant ? kendall() : Double.NaN;
    return out;
  }

  private double spearman() {
    double[] truthRank = truthRanks.twiceCentred();
    double[] predictionRank = predictionRanks.twiceCentred();
    double products = 0;
    double truthSquares = 0;
    double predictionSquares = 0;
    for (int i = 0; i < images(); i++) {
      double t = truthRank[truthRanks.group()[i]];
      double p = predictionRank[predictionRanks.group()[i]];
      products += t * p;
      truthSquares += t * t;
      predictionSquares += p * p;
    }
    return ratio(products, truthSquares, predictionSquares);
  }

  private double kendall() {
    long twice = 0;
    for (int concordance : Jackknife.concordance(this)) {
      twice += concordance;
    }
    double pairs = .5 * images() * (images() - 1.0);
    return ratio(.5 * twice, pairs - truthRanks.tiedPairs(), pairs - predictionRanks.tiedPairs());
  }

  /** A covariance over the root of two variances; NaN when either is zero. */
  static double ratio(double covariance, double variance, double other) {
    if (variance <= 0 || other <= 0) {
      return Double.NaN;
    }
    // Rounding must not carry a perfect correlation past 1.
    return Math.max(-1, Math.min(1, covariance / (Math.sqrt(variance) * Math.sqrt(other))));
  }

  /** Sums over images of truth and predictions, each less its mean over all images. */
  static final class Moments implements Serializable {
    private static final long serialVersionUID = 1;

    private double t;
    private double p;
    private double tt;
    private double pp;
    private double tp;
    private double squaredError;
    private double absoluteError;

    void add(int count, double truth, double prediction, double error) {
      t += count * truth;
      p += count * prediction;
      tt += count * truth * truth;
      pp += count * prediction * prediction;
      tp += count * truth * prediction;
      squaredError += count * error * error;
      absoluteError += count * Math.abs(error);
    }

    /** Adds the sums of other images around the same means. */
    void addAll(Moments other) {
      t += other.t;
      p += other.p;
      tt += other.tt;
      pp += other.pp;
      tp += other.tp;
      squaredError += other.squaredError;
      absoluteError += other.absoluteError;
    }

    /** These sums without one image. */
    Moments without(double truth, double prediction, double error) {
      Moments rest = new Moments();
      rest.t = t;
      rest.p = p;
      rest.tt = tt;
      rest.pp = pp;
      rest.tp = tp;
      rest.squaredError = squaredError;
      rest.absoluteError = absoluteError;
      rest.add(-1, truth, prediction, error);
      return rest;
    }

    /**
     * Writes the figures of {@code n} images, by their places.
     *
     * @param sameTruth whether all truths are equal: rounding would leave them a variance above 0
     * @param samePrediction the same of predictions
     */
    void write(
        long n,
        double truthMean,
        double predictionMean,
        boolean sameTruth,
        boolean samePrediction,
        double[] out) {
      double truthSquares = sameTruth ? 0 : tt - t * t / n;
      double predictionSquares = samePrediction ? 0 : pp - p * p / n;
      double truthSd = n < 2 ? Double.NaN : Math.sqrt(truthSquares / (n - 1));
      double predictionSd = n < 2 ? Double.NaN : Math.sqrt(predictionSquares / (n - 1));
      out[PEARSON.place()] = ratio(tp - t * p / n, truthSquares, predictionSquares);
      out[MSE.place()] = squaredError / n;
      out[RMSE.place()] = Math.sqrt(squaredError / n);
      out[MAE.place()] = absoluteError / n;
      out[R2.place()] = truthSquares > 0 ? 1 - squaredError / truthSquares : Double.NaN;
      out[BIAS.place()] = predictionMean + p / n - (truthMean + t / n);
      out[PREDICTION_MEAN.place()] = predictionMean + p / n;
      out[PREDICTION_SD.place()] = predictionSd;
      out[TRUTH_MEAN.place()] = truthMean + t / n;
      out[TRUTH_SD.place()] = truthSd;
      out[SD_RATIO.place()] = truthSquares > 0 ? predictionSd / truthSd : Double.NaN;
    }
  }
}
