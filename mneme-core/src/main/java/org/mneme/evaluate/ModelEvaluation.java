package org.mneme.evaluate;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * One model against human scores.
 *
 * @param model its name
 * @param figures every {@link Figure}
 * @param shareOfHumans {@link Figure#SPEARMAN} over {@link HumanConsistency#spearman}, both drawn
 *     together; empty without halvings
 * @param distribution of its predictions, beside the human scores'
 * @param calibration empty with fewer than 20 images
 */
public record ModelEvaluation(
    String model,
    Map<Figure, Estimate> figures,
    Optional<Estimate> shareOfHumans,
    Distribution distribution,
    Optional<Calibration> calibration) {
  /**
   * Keeps a copy.
   *
   * @param model its name
   * @param figures every {@link Figure}
   * @param shareOfHumans {@link Figure#SPEARMAN} over {@link HumanConsistency#spearman}, both drawn
   *     together
   * @param distribution of its predictions, beside the human scores'
   * @param calibration empty with fewer than 20 images
   */
  public ModelEvaluation {
    figures = Collections.unmodifiableMap(new EnumMap<>(figures));
  }

  /**
   * {@return one of the figures, with its interval}
   *
   * @param figure any
   */
  public Estimate figure(Figure figure) {
    return figures.get(figure);
  }

  /**
   * {@return what the figures come to, in a line of plain English: ranking, spread, level, floor
   * and ceiling}
   *
   * <p>Ranking is called good from 80 % of the humans' own consistency and moderate from 50 %;
   * where that is unknown, from .5 and .3 (Cohen's "large" and "medium", 1988). Spread is remarked
   * on below 80 % and above 125 % of the human scores', level beyond a quarter of their standard
   * deviation.
   */
  public String verdict() {
    return Verdict.of(this);
  }
}
