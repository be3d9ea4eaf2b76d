package org.mneme.score;

import java.time.Duration;

/**
 * More images wait already than a {@link SharedScorer}'s capacity allows; nothing of the new one is
 * kept.
 */
public final class BusyException extends Exception {
  private static final long serialVersionUID = 1;
  private final transient Duration retryAfter;

  BusyException(String message, Duration retryAfter) {
    super(message, null, false, false); // the place of a refusal is of no interest, its speed is
    this.retryAfter = retryAfter;
  }

  /** {@return when half of what waits now will be done, by the present speed} */
  public Duration retryAfter() {
    return retryAfter;
  }
}
