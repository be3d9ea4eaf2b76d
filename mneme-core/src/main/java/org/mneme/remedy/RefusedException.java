package org.mneme.remedy;

import java.util.List;

/** An argument that is refused, and what can be done about it. */
public final class RefusedException extends IllegalArgumentException implements Remedied {
  private static final long serialVersionUID = 1;

  /** What is wrong, without the remedies. */
  private final String found;

  private final transient List<Remedy> remedies;

  /**
   * A refusal of an argument.
   *
   * @param found what is wrong, in one line: a sentence without its full stop
   * @param remedies what the caller can do, best first
   */
  public RefusedException(String found, Remedy... remedies) {
    super(Remedy.message(found, List.of(remedies)));
    this.found = found;
    this.remedies = List.of(remedies);
  }

  @Override
  public String found() {
    return found;
  }

  @Override
  public List<Remedy> remedies() {
    return remedies;
  }
}
