package org.mneme.weights;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/**
 * A weight file that cannot be used. The message is one line: which file, what was found, what was
 * needed, what to do.
 */
public final class WeightsException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * Says what is wrong with a file.
   *
   * @param found a sentence without its full stop
   * @param remedies what the caller can do, best first
   */
  public WeightsException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }

  /**
   * A failure that another one caused.
   *
   * @param found what is wrong: a sentence without its full stop
   * @param cause what made it fail, or null
   * @param remedies what the caller can do, best first
   */
  public WeightsException(String found, @Nullable Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
  }
}
