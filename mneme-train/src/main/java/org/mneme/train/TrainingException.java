package org.mneme.train;

import java.util.List;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/**
 * Training that cannot start or continue. The message is one line: where, what was found, what was
 * kept, what to do.
 */
public class TrainingException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * @param found what is wrong: a sentence without its full stop
   */
  TrainingException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }

  TrainingException(String found, Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
  }
}
