package org.mneme.evaluate;

import java.util.Arrays;
import org.apache.commons.statistics.descriptive.Mean;

/** A function that never falls, from a model's prediction to the human score it stands for. */
public sealed interface Recalibration {
  /**
   * {@return the human score that a prediction stands for}
   *
   * @param prediction of the model that the function was fitted to
   */
  double apply(double prediction);

  /**
   * {@code slope * prediction + intercept}.
   *
   * @param slope human scores by prediction
   * @param intercept the human score for a prediction of 0
   */
  record Line(double slope, double intercept) implements Recalibration {
    /**
     * {@return the line of least squared error} Constant predictions get the slope 0. The slope is
     * negative where a model ranks the wrong way round.
     *
     * @param truth human scores
     * @param predictions the model's, for the same images
     * @throws IllegalArgumentException if they are not equally many, none, or one is not finite
     */
    public static Line fit(double[] truth, double[] predictions) {
      Scores.requirePairs(truth, predictions);
      double truthMean = Mean.of(truth).getAsDouble();
      double predictionMean = Mean.of(predictions).getAsDouble();
      double products = 0;
      double squares = 0;
      for (int i = 0; i < truth.length; i++) {
        products += (predictions[i] - predictionMean) * (truth[i] - truthMean);
        squares += (predictions[i] - predictionMean) * (predictions[i] - predictionMean);
      }
      boolean constant = Ranks.of(predictions).groups() == 1;
      double slope = constant ? 0 : products / squares;
      return new Line(slope, truthMean - slope * predictionMean);
    }

    @Override
    public double apply(double prediction) {
      return slope * prediction + intercept;
    }
  }

  /**
   * The rising steps of least squared error (pool adjacent violators; Ayer and others, 1955),
   * joined by straight lines; constant beyond the predictions it was fitted on.
   */
  final class Isotonic implements Recalibration {
    private final double[] predictions;
    private final double[] scores;

    private Isotonic(double[] predictions, double[] scores) {
      this.predictions = predictions;
      this.scores = scores;
    }

    /**
     * Fits the steps; equal predictions get one score.
     *
     * @param truth human scores
     * @param predictions the model's, for the same images
     * @return the steps
     * @throws IllegalArgumentException if they are not equally many, none, or one is not finite
     */
    public static Isotonic fit(double[] truth, double[] predictions) {
      Scores.requirePairs(truth, predictions);
      Ranks ranks = Ranks.of(predictions);
      int groups = ranks.groups();
      double[] x = new double[groups];
      double[] y = new double[groups];
      double[] weights = new double[groups];
      for (int i = 0; i < truth.length; i++) {
        int g = ranks.group()[i];
        x[g] = predictions[i];
        y[g] += truth[i] / ranks.size()[g];
        weights[g] = ranks.size()[g];
      }
      return new Isotonic(x, rising(y, weights));
    }

    /** The values nearest to {@code values}, in weighted squares, that never fall. */
    static double[] rising(double[] values, double[] weights) {
      int n = values.length;
      double[] level = new double[n];
      double[] weight = new double[n];
      int[] end = new int[n];
      int blocks = 0;
      for (int i = 0; i < n; i++) {
        level[blocks] = values[i];
        weight[blocks] = weights[i];
        end[blocks] = i + 1;
        while (blocks > 0 && level[blocks - 1] >= level[blocks]) {
          double both = weight[blocks - 1] + weight[blocks];
          level[blocks - 1] += (level[blocks] - level[blocks - 1]) * (weight[blocks] / both);
          weight[blocks - 1] = both;
          end[blocks - 1] = i + 1;
          blocks--;
        }
        blocks++;
      }
      double[] rising = new double[n];
      int start = 0;
      for (int b = 0; b < blocks; b++) {
        Arrays.fill(rising, start, end[b], level[b]);
        start = end[b];
      }
      return rising;
    }

    @Override
    public double apply(double prediction) {
      int place = Arrays.binarySearch(predictions, prediction);
      if (place >= 0) {
        return scores[place];
      }
      int right = -place - 1;
      if (right == 0 || right == scores.length) {
        return scores[right == 0 ? 0 : right - 1];
      }
      double part =
          (prediction - predictions[right - 1]) / (predictions[right] - predictions[right - 1]);
      return scores[right - 1] + part * (scores[right] - scores[right - 1]);
    }

    /** {@return the predictions it was fitted on, each once, rising} */
    public double[] predictions() {
      return predictions.clone();
    }

    /** {@return the score of each of {@link #predictions}} */
    public double[] scores() {
      return scores.clone();
    }
  }
}
