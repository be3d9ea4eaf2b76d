package org.mneme.track;

import java.util.List;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/** A run that cannot be found. The message is one line: where, what was found, what to do. */
public final class RunException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * @param found what is wrong: a sentence without its full stop
   */
  RunException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }
}
