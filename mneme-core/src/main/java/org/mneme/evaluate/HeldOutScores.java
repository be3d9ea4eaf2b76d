package org.mneme.evaluate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One model's scores of images that were not used for fitting it.
 *
 * @param images their names, by which those are known that several models are evaluated on
 * @param truth human scores, as many
 * @param predictions the model's, as many
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out
public record HeldOutScores(List<String> images, double[] truth, double[] predictions) {
  /**
   * Keeps copies.
   *
   * @param images their names, by which those are known that several models are evaluated on
   * @param truth human scores, as many
   * @param predictions the model's, as many
   * @throws IllegalArgumentException if they are not equally many, none, or a score is not finite
   */
  public HeldOutScores {
    images = List.copyOf(images);
    truth = truth.clone();
    predictions = predictions.clone();
    Scores.requirePairs(truth, predictions);
    if (images.size() != truth.length) {
      throw new IllegalArgumentException(
          "%d images and %d scores: one each is needed".formatted(images.size(), truth.length));
    }
  }

  /** {@return a copy of the human scores} */
  @Override
  public double[] truth() {
    return truth.clone();
  }

  /** {@return a copy of the model's scores} */
  @Override
  public double[] predictions() {
    return predictions.clone();
  }

  /**
   * Spearman's correlation; NaN where it is not defined.
   *
   * @return -1..1
   */
  public double spearman() {
    return Figure.SPEARMAN.of(truth, predictions);
  }

  /**
   * {@return {@link #spearman()} with its interval for other images and the same model}
   *
   * @param level probability that the interval is to cover, such as .95
   */
  public Estimate spearman(double level) {
    return LeftOut.of(spearman(), without(), true).interval(Scale.CORRELATION, level);
  }

  /** {@link #spearman()} as Fisher's z. */
  double z() {
    return z(spearman(), images.size());
  }

  /** Fisher's z; a perfect order counts as half a swap of neighbours short of it. */
  private static double z(double rho, int n) {
    double most = 1 - 3 / (Math.pow(n, 3) - n);
    return Scale.CORRELATION.to(Math.max(-most, Math.min(most, rho)));
  }

  /**
   * What each image adds to the error of {@link #z()}: the squares sum to the variance by the
   * jackknife, see {@link LeftOut}.
   */
  Map<String, Double> errorOfZ() {
    int n = images.size();
    double[] without = Arrays.stream(without()).map(rho -> z(rho, n - 1)).toArray();
    double mean = Arrays.stream(without).average().orElseThrow();
    double unit = Math.sqrt((n - 1.0) / n) * (n - 1) / n;
    Map<String, Double> errors = new HashMap<>();
    for (int i = 0; i < n; i++) {
      errors.merge(images.get(i), unit * (mean - without[i]), Double::sum);
    }
    return errors;
  }

  private double[] without() {
    EnumSet<Figure> spearman = EnumSet.of(Figure.SPEARMAN);
    return Jackknife.figures(new RankedPairs(truth, predictions, spearman), true)[
        Figure.SPEARMAN.place()];
  }
}
