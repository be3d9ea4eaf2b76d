package org.mneme.evaluate;

import java.util.EnumSet;
import java.util.Set;

/**
 * A figure of predictions {@code p} against human scores {@code t} of the same images.
 *
 * <p>A figure that is not defined is NaN: every correlation when either side is constant, {@link
 * #R2} and {@link #SD_RATIO} when the truth is constant, a deviation of one image. {@link
 * ScoreTable} deals with missing scores beforehand, see {@link Missing}.
 */
public enum Figure {
  /** Spearman's rank correlation, -1..1; ties share their mean rank. */
  SPEARMAN("spearman"),
  /** Pearson's correlation, -1..1. */
  PEARSON("pearson"),
  /** Kendall's tau-b, -1..1: corrected for ties on both sides. */
  KENDALL("kendall"),
  /** Mean squared error, in squared score units. */
  MSE("mse"),
  /** Root of the mean squared error, in score units. */
  RMSE("rmse"),
  /** Mean absolute error, in score units. */
  MAE("mae"),
  /**
   * Share of the truth's variance explained by the predictions as they stand: {@code 1 -
   * sum((p-t)^2) / sum((t-mean(t))^2)}; negative when the truth's mean would do better. Not
   * Pearson's correlation squared.
   */
  R2("r2"),
  /** Mean of p - t: above zero, the model promises too much. */
  BIAS("bias"),
  /** Mean of the predictions. */
  PREDICTION_MEAN("prediction_mean"),
  /** Standard deviation of the predictions, with n - 1 as in R. */
  PREDICTION_SD("prediction_sd"),
  /** Mean of the human scores. */
  TRUTH_MEAN("truth_mean"),
  /** Standard deviation of the truth, with n - 1 as in R. */
  TRUTH_SD("truth_sd"),
  /**
   * {@link #PREDICTION_SD} over {@link #TRUTH_SD}: far below 1, the model regresses to the mean.
   */
  SD_RATIO("sd_ratio");

  /** The figures that only {@link RankedPairs}' slower pass over the ranks gives. */
  static final Set<Figure> OF_RANKS = Set.of(SPEARMAN, KENDALL);

  private static final Set<Figure> OF_CORRELATION = EnumSet.of(SPEARMAN, PEARSON, KENDALL);

  private final String plainName;

  Figure(String plainName) {
    this.plainName = plainName;
  }

  /** {@return the name in files and tables, e.g. {@code sd_ratio}} */
  public String plainName() {
    return plainName;
  }

  /** Where this figure stands in arrays of all figures, which never leave memory. */
  @SuppressWarnings("EnumOrdinal")
  int place() {
    return ordinal();
  }

  /**
   * The scale on which its interval is made.
   *
   * @param unit whether all scores, human and predicted, lie in 0..1
   */
  Scale scale(boolean unit) {
    return switch (this) {
      case SPEARMAN, PEARSON, KENDALL -> Scale.CORRELATION;
      case MSE, MAE -> unit ? Scale.PROPORTION : Scale.POSITIVE;
      case RMSE -> unit ? Scale.ROOT_OF_PROPORTION : Scale.POSITIVE;
      case R2 -> Scale.UNDER_ONE;
      case BIAS -> unit ? Scale.CORRELATION : Scale.PLAIN;
      case PREDICTION_MEAN, TRUTH_MEAN -> unit ? Scale.PROPORTION : Scale.PLAIN;
      case PREDICTION_SD, TRUTH_SD, SD_RATIO -> Scale.POSITIVE;
    };
  }

  /** The scale on which the interval of a difference {@code first - second} is made. */
  Scale scaleOfDifference(double first, double second) {
    return OF_CORRELATION.contains(this) ? Scale.OfCorrelations.of(first, second) : Scale.PLAIN;
  }

  /**
   * This figure alone, without an interval.
   *
   * @param truth human scores
   * @param predictions a model's, for the same images in the same order
   * @return NaN where the figure is not defined
   * @throws IllegalArgumentException for arrays of unequal length, none at all, or a score that is
   *     not a finite number
   */
  public double of(double[] truth, double[] predictions) {
    return new RankedPairs(truth, predictions, EnumSet.of(this)).values()[place()];
  }
}
