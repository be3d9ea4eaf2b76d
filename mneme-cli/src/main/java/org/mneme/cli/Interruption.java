package org.mneme.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C (and a polite kill) end a run between two batches, with every finished score written.
 *
 * <p>Java starts to shut down while the run continues; the shutdown waits here until the run has
 * closed its files. A run that takes longer than ten seconds for it is cut off.
 */
final class Interruption implements AutoCloseable {
  /** What a run that was ended says where its file can be continued. */
  static final String CONTINUE = ". Continue with the same command and --resume";

  private static final int WAIT_SECONDS = 10;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "mneme-stop");
  private volatile boolean stopped;

  /** Makes the process's end wait for the run's until {@link #close}. */
  static Interruption watch() {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** Whether the user wants to stop. */
  boolean isStopped() {
    return stopped;
  }

  private void stop() {
    stopped = true;
    try {
      boolean unused = finished.await(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    if (!stopped) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The shutdown began this moment; the hook finds the run finished.
        stopped = true;
      }
    }
  }
}
