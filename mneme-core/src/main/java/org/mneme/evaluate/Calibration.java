package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.apache.commons.statistics.descriptive.Mean;

/**
 * Whether a prediction can be taken at its word, and how much better it would do when recalibrated.
 *
 * <p>The recalibrated figures are evaluated on images that the fit has not seen: images are dealt
 * by seed into {@value #FOLDS} folds, each fold is mapped by what was fitted on the other four, and
 * all of them are evaluated together. These figures have no intervals: as each image takes part
 * both in fits and in evaluating others, an interval that takes the fits as given is too narrow (R
 * squared of 60 images: covered in 90 % instead of 95).
 *
 * @param reliability mean human score in bins of equally many images, by rising prediction
 * @param line fitted on all images, for use on others
 * @param isotonic fitted on all images, for use on others
 * @param afterLine {@link #FIGURES} of the held-out line; the same figures before stand in {@link
 *     ModelEvaluation#figures}
 * @param afterIsotonic {@link #FIGURES} of the held-out isotonic steps
 */
public record Calibration(
    List<Bin> reliability,
    Recalibration.Line line,
    Recalibration.Isotonic isotonic,
    Map<Figure, Estimate> afterLine,
    Map<Figure, Estimate> afterIsotonic) {
  /** What recalibration is evaluated by. */
  public static final List<Figure> FIGURES =
      List.of(Figure.MSE, Figure.RMSE, Figure.MAE, Figure.R2, Figure.SD_RATIO);

  /** The most bins; none has fewer images than make an interval. */
  static final int BINS = 10;

  static final int FOLDS = 5;

  /** The fewest images that a calibration takes. */
  static final int LEAST_IMAGES = 2 * LeftOut.LEAST_OF_MEAN;

  static int bins(int images) {
    return Math.min(BINS, images / LeftOut.LEAST_OF_MEAN);
  }

  /**
   * Images of similar prediction.
   *
   * @param images how many
   * @param prediction their mean prediction
   * @param truth their mean human score, with Student's interval
   */
  public record Bin(int images, double prediction, Estimate truth) {}

  /**
   * Keeps copies.
   *
   * @param reliability mean human score in bins of equally many images, by rising prediction
   * @param line fitted on all images, for use on others
   * @param isotonic fitted on all images, for use on others
   * @param afterLine {@link #FIGURES} of the held-out line
   * @param afterIsotonic {@link #FIGURES} of the held-out isotonic steps
   */
  public Calibration {
    reliability = List.copyOf(reliability);
    afterLine = Collections.unmodifiableMap(new EnumMap<>(afterLine));
    afterIsotonic = Collections.unmodifiableMap(new EnumMap<>(afterIsotonic));
  }

  /** Bins of equally many images; images of equal prediction stay together. */
  static List<Bin> reliability(double[] truth, double[] predictions, int bins, double level) {
    Ranks ranks = Ranks.of(predictions);
    int[] order = ranks.order();
    int n = truth.length;
    List<Bin> curve = new ArrayList<>();
    int start = 0;
    for (int b = 1; b <= bins; b++) {
      int end = Math.max(start, (int) ((long) b * n / bins));
      while (end > start && end < n && sameGroup(ranks, order[end - 1], order[end])) {
        end++;
      }
      if (end > start) {
        curve.add(bin(truth, predictions, Arrays.copyOfRange(order, start, end), level));
      }
      start = end;
    }
    return curve;
  }

  private static boolean sameGroup(Ranks ranks, int a, int b) {
    return ranks.group()[a] == ranks.group()[b];
  }

  private static Bin bin(double[] truth, double[] predictions, int[] images, double level) {
    double[] t = Arrays.stream(images).mapToDouble(i -> truth[i]).toArray();
    double[] p = Arrays.stream(images).mapToDouble(i -> predictions[i]).toArray();
    LeftOut mean = LeftOut.ofMean(t);
    return new Bin(
        t.length,
        Mean.of(p).getAsDouble(),
        mean.interval(Scores.inUnit(truth) ? Scale.PROPORTION : Scale.PLAIN, level));
  }

  /** Each prediction recalibrated by what was fitted on the other folds. */
  static double[] heldOut(
      double[] truth,
      double[] predictions,
      long seed,
      BiFunction<double[], double[], ? extends Recalibration> fit) {
    int n = truth.length;
    int[] dealt = dealt(n, seed);
    double[] recalibrated = new double[n];
    for (int fold = 0; fold < FOLDS; fold++) {
      int held = (n - fold + FOLDS - 1) / FOLDS;
      double[] t = new double[n - held];
      double[] p = new double[n - held];
      int k = 0;
      for (int i = 0; i < n; i++) {
        if (i % FOLDS != fold) {
          t[k] = truth[dealt[i]];
          p[k++] = predictions[dealt[i]];
        }
      }
      Recalibration fitted = fit.apply(t, p);
      for (int i = fold; i < n; i += FOLDS) {
        recalibrated[dealt[i]] = fitted.apply(predictions[dealt[i]]);
      }
    }
    return recalibrated;
  }

  /** 0..n - 1 in random order (Fisher and Yates, from the end). */
  private static int[] dealt(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] dealt = new int[n];
    for (int i = 0; i < n; i++) {
      dealt[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = below(random, i + 1);
      int kept = dealt[i];
      dealt[i] = dealt[j];
      dealt[j] = kept;
    }
    return dealt;
  }

  /** A whole number 0..bound - 1, by a rule of our own: Java's has changed between versions. */
  static int below(SplittableRandom random, int bound) {
    return (int) Math.multiplyHigh(random.nextLong() >>> 1, 2L * bound);
  }
}
