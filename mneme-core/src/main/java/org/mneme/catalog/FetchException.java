package org.mneme.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.RemediedException;
import org.mneme.remedy.Remedy;

/**
 * A published model that could not be fetched. The message is one line: what went wrong and what to
 * do about it.
 */
public final class FetchException extends RemediedException {
  private static final long serialVersionUID = 1;

  /**
   * @param found what is wrong: a sentence without its full stop
   */
  FetchException(String found, Remedy... remedies) {
    super(found, List.of(remedies), null);
  }

  FetchException(String found, @Nullable Throwable cause, Remedy... remedies) {
    super(found, List.of(remedies), cause);
  }
}
