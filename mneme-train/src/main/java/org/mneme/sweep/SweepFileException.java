package org.mneme.sweep;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A sweep file that cannot be understood; the message names file, line and column. */
public final class SweepFileException extends IOException {
  private static final long serialVersionUID = 1;

  /** Text of the file in the message may have any characters; what is shown is one line. */
  SweepFileException(String message, @Nullable Throwable cause) {
    super(message.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?"), cause);
  }
}
