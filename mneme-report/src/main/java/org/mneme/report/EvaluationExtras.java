package org.mneme.report;

import java.util.List;
import org.mneme.evaluate.Disagreements;
import org.mneme.evaluate.SetConfounds;

/**
 * Sections of an evaluation's page that take time of their own, and so are made where they are
 * asked for.
 *
 * @param confounds for some data sets, by their names: which image statistics go with the scores
 * @param disagreements for pairs of models on some data sets: where they disagree most
 */
public record EvaluationExtras(List<SetConfounds> confounds, List<Disagreements> disagreements) {
  /** None of them. */
  public static final EvaluationExtras NONE = new EvaluationExtras(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @param confounds for some data sets, by their names
   * @param disagreements for pairs of models on some data sets
   */
  public EvaluationExtras {
    confounds = List.copyOf(confounds);
    disagreements = List.copyOf(disagreements);
  }
}
