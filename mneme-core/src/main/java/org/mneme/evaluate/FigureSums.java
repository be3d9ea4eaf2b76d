package org.mneme.evaluate;

import java.io.Serializable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * Sums over images from which figures follow, for scores that are too many for one machine: each
 * machine sums its part, and the sums of the parts are added. The figures are those of {@link
 * Figure#of} but for {@link Figure#SPEARMAN} and {@link Figure#KENDALL}, which need ranks.
 *
 * <p>Rounding stays small as long as the centres are near the means, whatever the number of images.
 * For one thread.
 *
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public final class FigureSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final double truthCentre;
  private final double predictionCentre;
  private final RankedPairs.Moments moments = new RankedPairs.Moments();
  private long images;
  private double leastTruth = Double.POSITIVE_INFINITY;
  private double mostTruth = Double.NEGATIVE_INFINITY;
  private double leastPrediction = Double.POSITIVE_INFINITY;
  private double mostPrediction = Double.NEGATIVE_INFINITY;

  /**
   * Makes sums of no images yet.
   *
   * @param truthCentre near the mean of the human scores
   * @param predictionCentre near the mean of the predictions
   */
  public FigureSums(double truthCentre, double predictionCentre) {
    this.truthCentre = truthCentre;
    this.predictionCentre = predictionCentre;
  }

  /**
   * Adds an image, several times where resampling draws it so.
   *
   * @param truth its human score
   * @param prediction its predicted score
   * @param times how often, 0 or more
   */
  public void add(double truth, double prediction, int times) {
    if (times == 0) {
      return;
    }
    images += times;
    moments.add(times, truth - truthCentre, prediction - predictionCentre, prediction - truth);
    leastTruth = Math.min(leastTruth, truth);
    mostTruth = Math.max(mostTruth, truth);
    leastPrediction = Math.min(leastPrediction, prediction);
    mostPrediction = Math.max(mostPrediction, prediction);
  }

  /**
   * Adds the images of another part.
   *
   * @param part with the same centres
   * @throws IllegalArgumentException if its centres are others
   */
  public void addAll(FigureSums part) {
    if (part.truthCentre != truthCentre || part.predictionCentre != predictionCentre) {
      throw new IllegalArgumentException("sums around different centres cannot be added");
    }
    images += part.images;
    moments.addAll(part.moments);
    leastTruth = Math.min(leastTruth, part.leastTruth);
    mostTruth = Math.max(mostTruth, part.mostTruth);
    leastPrediction = Math.min(leastPrediction, part.leastPrediction);
    mostPrediction = Math.max(mostPrediction, part.mostPrediction);
  }

  /** {@return how many images were added, each as often as it was} */
  public long images() {
    return images;
  }

  /** {@return the figures, NaN where one is not defined} */
  public Map<Figure, Double> figures() {
    double[] values = new double[Figure.values().length];
    moments.write(
        images,
        truthCentre,
        predictionCentre,
        leastTruth >= mostTruth,
        leastPrediction >= mostPrediction,
        values);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    for (Figure figure : EnumSet.complementOf(EnumSet.copyOf(Figure.OF_RANKS))) {
      figures.put(figure, values[figure.place()]);
    }
    return Collections.unmodifiableMap(figures);
  }

  /**
   * {@return a correlation from sums around the means, -1..1; NaN when one side is constant} Of
   * ranks it is {@link Figure#SPEARMAN}.
   *
   * @param products of both sides
   * @param squares of the one
   * @param otherSquares of the other
   */
  public static double correlation(double products, double squares, double otherSquares) {
    return RankedPairs.ratio(products, squares, otherSquares);
  }
}
