package org.mneme.web;

import java.time.Duration;

/** Bytes of requests that may be in memory at once, all clients together. */
final class ByteBudget {
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final long most;
  private long taken; // guarded by this

  ByteBudget(long most) {
    this.most = most;
  }

  /** A share of the budget, given back by closing it. */
  final class Share implements AutoCloseable {
    private long bytes;

    private Share(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public void close() {
      give(bytes);
      bytes = 0;
    }
  }

  /**
   * Takes a share.
   *
   * @throws ProblemException if so much is not left just now
   */
  synchronized Share take(long bytes) {
    if (bytes > most - taken) {
      throw ProblemException.busy(
          "other requests use %d MB of the %d MB that the server has for them"
              .formatted(taken >> 20, most >> 20),
          RETRY);
    }
    taken += bytes;
    return new Share(bytes);
  }

  private synchronized void give(long bytes) {
    taken -= bytes;
  }

  synchronized long taken() {
    return taken;
  }
}
