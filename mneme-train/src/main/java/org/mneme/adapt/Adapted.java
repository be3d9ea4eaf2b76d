package org.mneme.adapt;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mneme.evaluate.HeldOutFigures;

/**
 * What an adaptation came to.
 *
 * @param model the model file
 * @param rounds of the cross-validation; none without it
 * @param scores the cross-validation's scores as CSV, each the mean over the rounds
 * @param againstPublished the cross-validation's scores against each published model that was
 *     adapted and predicts memorability itself; none without a cross-validation
 * @param test figures on the test set that comes with the data
 */
public record Adapted(
    Path model,
    List<AdaptListener.Round> rounds,
    Optional<Path> scores,
    List<AgainstPublished> againstPublished,
    Optional<HeldOutFigures> test) {
  /**
   * Keeps copies.
   *
   * @param model the model file
   * @param rounds of the cross-validation
   * @param scores the cross-validation's scores as CSV, each the mean over the rounds
   * @param againstPublished the cross-validation's scores against each published model that was
   *     adapted and predicts memorability itself
   * @param test figures on the test set that comes with the data
   */
  public Adapted {
    rounds = List.copyOf(rounds);
    againstPublished = List.copyOf(againstPublished);
  }
}
