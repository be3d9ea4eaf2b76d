package org.mneme.progress;

import java.util.concurrent.CancellationException;

/** A job was asked to end and has ended. What it had finished by then is kept. */
public final class CancelledException extends CancellationException {
  private static final long serialVersionUID = 1;

  /** Makes one whose message only says so; nobody need read it. */
  public CancelledException() {
    super("cancelled");
  }
}
