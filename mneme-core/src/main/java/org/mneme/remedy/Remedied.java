package org.mneme.remedy;

import java.util.List;

/**
 * A failure that may know what the caller can do about it. An exception's own message holds both,
 * in plain words.
 */
public interface Remedied {
  /** {@return what is wrong, in one line, without the remedies} */
  String found();

  /** {@return what can be done about it, best first; empty when nothing is known} */
  List<Remedy> remedies();
}
