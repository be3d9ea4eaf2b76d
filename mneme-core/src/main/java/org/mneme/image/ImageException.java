package org.mneme.image;

import java.io.IOException;

/**
 * An image that cannot be used. The message is one line: which file, what was found, what to do.
 */
public final class ImageException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * A failure without another behind it.
   *
   * @param message which file, what was found, what to do, in one line
   */
  public ImageException(String message) {
    super(message);
  }

  /**
   * A failure that another one caused.
   *
   * @param message which file, what was found, what to do, in one line
   * @param cause what made it fail
   */
  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
