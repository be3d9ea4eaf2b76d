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

import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * Truth and predictions of the same images, sorted once, so that the figures of any resample follow
 * from how often each image was drawn: O(n) for all but Kendall's tau-b, which takes a Fenwick tree
 * of counts over the predictions' ranks, O(n log n) (Knight, 1966, with the tree in place of his
 * merge sort).
 *
 * <p>No library is used for the sums themselves: none takes counts, and none gives Kendall's terms
 * per image, from which {@link Jackknife} has its leave-one-out figures.
 *
 * <p>Many threads may call {@link #measure}, each with its own {@link Scratch}.
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

  /** Counters of one thread, for up to {@code images} images. */
  static final class Scratch {
    private final int[] drawn;
    private final int[] inserted;
    private final int[] tree;
    private final double[] rank;

    Scratch(int images) {
      drawn = new int[images];
      inserted = new int[images];
      tree = new int[images + 1];
      rank = new double[images];
    }
  }

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

  /** The figures of all images, each counted once, by the figures' places. */
  double[] values() {
    int[] once = new int[images()];
    Arrays.fill(once, 1);
    double[] out = new double[Figure.values().length];
    measure(once, images(), new Scratch(images()), out);
    return out;
  }

  /**
   * Writes the figures of a resample, by their places.
   *
   * @param counts how often each image was drawn; they sum to {@code drawn}
   */
  void measure(int[] counts, int drawn, Scratch scratch, double[] out) {
    Moments m = new Moments();
    double leastTruth = Double.POSITIVE_INFINITY;
    double mostTruth = Double.NEGATIVE_INFINITY;
    double leastPrediction = Double.POSITIVE_INFINITY;
    double mostPrediction = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        double t = truth[i];
        double p = predictions[i];
        m.add(counts[i], t - truthMean, p - predictionMean, p - t);
        leastTruth = Math.min(leastTruth, t);
        mostTruth = Math.max(mostTruth, t);
        leastPrediction = Math.min(leastPrediction, p);
        mostPrediction = Math.max(mostPrediction, p);
      }
    }
    m.write(
        drawn,
        truthMean,
        predictionMean,
        leastTruth == mostTruth,
        leastPrediction == mostPrediction,
        out);
    out[SPEARMAN.place()] = Double.NaN;
    out[KENDALL.place()] = Double.NaN;
    if (ranked) {
      measureRanks(counts, drawn, scratch, out);
    }
  }

  private void measureRanks(int[] counts, int drawn, Scratch s, double[] out) {
    int groups = predictionRanks.groups();
    Arrays.fill(s.drawn, 0, groups, 0);
    Arrays.fill(s.inserted, 0, groups, 0);
    Arrays.fill(s.tree, 0, groups + 1, 0);
    int[] group = predictionRanks.group();
    for (int i = 0; i < counts.length; i++) {
      s.drawn[group[i]] += counts[i];
    }
    double pairs = .5 * drawn * (drawn - 1.0);
    double predictionTies = 0;
    double predictionSquares = 0;
    int below = 0;
    for (int g = 0; g < groups; g++) {
      int here = s.drawn[g];
      // Twice the group's mean rank, less twice the mean of all ranks: a whole number.
      double rank = 2.0 * below + here - drawn;
      s.rank[g] = rank;
      predictionSquares += here * rank * rank;
      predictionTies += .5 * here * (here - 1.0);
      below += here;
    }
    double truthTies = 0;
    double truthSquares = 0;
    double products = 0;
    long concordance = 0;
    below = 0;
    int start = 0;
    for (int size : truthRanks.size()) {
      int end = start + size;
      int here = 0;
      double ranks = 0;
      for (int k = start; k < end; k++) {
        int count = counts[byTruth[k]];
        if (count != 0) {
          int g = group[byTruth[k]];
          here += count;
          ranks += count * s.rank[g];
          if (concordant) {
            int lower = Fenwick.sumBelow(s.tree, g);
            concordance += (long) count * (2 * lower + s.inserted[g] - below);
          }
        }
      }
      for (int k = start; concordant && k < end; k++) {
        int count = counts[byTruth[k]];
        if (count != 0) {
          int g = group[byTruth[k]];
          Fenwick.add(s.tree, groups, g, count);
          s.inserted[g] += count;
        }
      }
      double rank = 2.0 * below + here - drawn;
      truthSquares += here * rank * rank;
      truthTies += .5 * here * (here - 1.0);
      products += rank * ranks;
      below += here;
      start = end;
    }
    out[SPEARMAN.place()] = ratio(products, truthSquares, predictionSquares);
    if (concordant) {
      out[KENDALL.place()] = ratio((double) concordance, pairs - truthTies, pairs - predictionTies);
    }
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
  static final class Moments {
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
        int n,
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
