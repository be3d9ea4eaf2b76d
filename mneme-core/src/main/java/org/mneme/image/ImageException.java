package org.mneme.image;

import java.io.IOException;

/**
 * An image that cannot be used. The message is one line: which file, what was found, what to do.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1;

  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
