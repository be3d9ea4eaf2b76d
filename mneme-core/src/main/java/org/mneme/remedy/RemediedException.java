package org.mneme.remedy;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure of files or data whose message is put together from its remedies. */
public abstract class RemediedException extends IOException implements Remedied {
  private static final long serialVersionUID = 1;

  /** What is wrong, without the remedies. */
  private final String found;

  private final transient List<Remedy> remedies;

  /**
   * The message is {@code found} with the advice of all remedies.
   *
   * @param found what is wrong, in one line: a sentence without its full stop
   * @param remedies what the caller can do, best first; empty when nothing is known
   * @param cause what made it fail, or null
   */
  protected RemediedException(String found, List<Remedy> remedies, @Nullable Throwable cause) {
    super(Remedy.message(found, remedies), cause);
    this.found = found;
    this.remedies = List.copyOf(remedies);
  }

  @Override
  public final String found() {
    return found;
  }

  @Override
  public final List<Remedy> remedies() {
    return remedies;
  }
}
