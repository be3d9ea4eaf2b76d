package org.mneme.train;

import java.io.IOException;

/**
 * Training that cannot start or go on. The message is one line: where, what was found, what was
 * kept, what to do.
 */
public class TrainingException extends IOException {
  private static final long serialVersionUID = 1;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}
