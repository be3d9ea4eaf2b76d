package org.mneme.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Two models on the same images: the difference of every figure that the model decides.
 *
 * @param first the name of one model
 * @param second the name of the other
 * @param differences the first's figure less the second's, for each of {@link #FIGURES}
 */
public record Comparison(String first, String second, Map<Figure, Difference> differences) {
  /** The figures that are compared. */
  public static final List<Figure> FIGURES =
      List.of(
          Figure.SPEARMAN,
          Figure.PEARSON,
          Figure.KENDALL,
          Figure.MSE,
          Figure.RMSE,
          Figure.MAE,
          Figure.R2,
          Figure.BIAS,
          Figure.PREDICTION_SD,
          Figure.SD_RATIO);

  /**
   * Keeps a copy.
   *
   * @param first the name of one model
   * @param second the name of the other
   * @param differences the first's figure less the second's, for each of {@link #FIGURES}
   */
  public Comparison {
    differences = Collections.unmodifiableMap(new EnumMap<>(differences));
  }
}
