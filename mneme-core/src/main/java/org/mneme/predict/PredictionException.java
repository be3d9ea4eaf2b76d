package org.mneme.predict;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/** A file of scores that cannot be continued. The message is one line: which file, why. */
public final class PredictionException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * @param found what is wrong: a sentence without its full stop
   */
  PredictionException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }

  PredictionException(String found, @Nullable Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
  }
}
