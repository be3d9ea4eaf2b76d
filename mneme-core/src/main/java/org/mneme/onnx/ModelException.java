package org.mneme.onnx;

import java.io.IOException;

/**
 * A model file that cannot be used. The message is one line: which file, what was found, what was
 * needed, what to do.
 */
public final class ModelException extends IOException {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
