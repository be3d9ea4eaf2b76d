package org.mneme.select;

/** No sets fulfil a demand; the message says which, and by how much to relax it. */
public final class InfeasibleException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  InfeasibleException(String message) {
    super(message);
  }
}
