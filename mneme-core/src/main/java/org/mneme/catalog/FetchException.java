package org.mneme.catalog;

import java.io.IOException;

/**
 * A published model that could not be fetched. The message is one line: what went wrong and what to
 * do about it.
 */
public final class FetchException extends IOException {
  private static final long serialVersionUID = 1;

  public FetchException(String message) {
    super(message);
  }

  public FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
