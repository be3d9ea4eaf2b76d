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
    /** In a line for people. */
    public String describe() {
      return "%s-fold cross-validation, round %s: %s".formatted(folds, number, figures.describe());
    }
  }

  default void onRound(Round round) {}

  /** After the last round, for each published model that the adapted one is compared with. */
  default void onComparison(AgainstPublished comparison) {}
}
