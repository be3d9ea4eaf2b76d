package org.mneme.weights;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A weight file that cannot be used. The message is one line: which file, what was found, what was
 * needed, what to do.
 */
public final class WeightsException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient @Nullable Remedy remedy;

  public WeightsException(String message) {
    super(message);
    this.remedy = null;
  }

  public WeightsException(String message, Throwable cause) {
    super(message, cause);
    this.remedy = null;
  }

  public WeightsException(String message, Remedy remedy) {
    super(message);
    this.remedy = remedy;
  }

  /** What can be done about it with a setting of the import, where that is known. */
  public Optional<Remedy> remedy() {
    return Optional.ofNullable(remedy);
  }
}
