package org.mneme.adapt;

import org.mneme.evaluate.HeldOutFigures;
import org.mneme.progress.Progress;

/** Is told how far an adaptation is, and what its cross-validation came to. */
public interface AdaptListener extends Progress {
  /** Is told nothing and never cancels. */
  AdaptListener SILENT = new AdaptListener() {};

  /**
   * A round of cross-validation.
   *
   * @param number from 1
   * @param folds of each round
   * @param figures of all images, each scored by a head that was fitted without it
   */
  record Round(int number, int folds, HeldOutFigures figures) {
    /** {@return the round's figures in a line for people} */
    public String describe() {
      return "%s-fold cross-validation, round %s: %s".formatted(folds, number, figures.describe());
    }
  }

  /**
   * After each round of cross-validation.
   *
   * @param round its figures
   */
  default void onRound(Round round) {}

  /**
   * After the last round, for each published model that the adapted one is compared with.
   *
   * @param comparison both correlations, and their difference
   */
  default void onComparison(AgainstPublished comparison) {}
}
