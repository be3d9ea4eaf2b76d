package org.mneme.track;

import java.util.Locale;

/** How far a run is. */
public enum RunStatus {
  /** A process is at it. */
  RUNNING,

  /** Begun, not ended, and nobody is at it: it was killed, or left to be continued. */
  INTERRUPTED,

  /** Ended as planned. */
  FINISHED,

  /** Ended early because others did better. */
  STOPPED,

  /** Ended by an error, which {@link RunSummary#reason} tells. */
  FAILED;

  /** {@return whether the run is over and counts} */
  public boolean isOver() {
    return this == FINISHED || this == STOPPED || this == FAILED;
  }

  /** {@return the status in lower case, as files and people write it} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
