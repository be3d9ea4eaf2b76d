package org.mneme.weights;

import java.io.IOException;

/**
 * A weight file that cannot be used. The message is one line: which file, what was found, what was
 * needed, what to do.
 */
public final class WeightsException extends IOException {
  private static final long serialVersionUID = 1;

  public WeightsException(String message) {
    super(message);
  }

  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}
