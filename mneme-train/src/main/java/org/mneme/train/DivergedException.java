package org.mneme.train;

/**
 * A loss, gradient or prediction that is no finite number, or predictions that are all the same:
 * the settings' fault, so that going on from the last checkpoint would come to the same.
 */
public final class DivergedException extends TrainingException {
  private static final long serialVersionUID = 1;

  DivergedException(String message) {
    super(message);
  }
}
