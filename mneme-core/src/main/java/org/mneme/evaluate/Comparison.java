package org.mneme.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Two models on the same images: the difference of every figure that the model decides. */
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

  public Comparison {
    differences = Collections.unmodifiableMap(new EnumMap<>(differences));
  }
}
