package org.mneme.spark;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * How many bytes of image files a worker process may hold before they are decoded: an eighth of its
 * heap, so that reading ahead of pictures of 100 MB does not fill it. A file that is larger than
 * all of it is held alone.
 *
 * <p>Each task takes shares in the order of its images and gives them back in that order, so no two
 * tasks can wait for each other.
 */
final class ReadBudget {
  private static final int UNIT = 1 << 16;

  /** One for all tasks of the process, as their heap is. */
  static final ReadBudget OF_PROCESS = new ReadBudget(Runtime.getRuntime().maxMemory() / 8);

  private final int units;
  private final Semaphore free;

  ReadBudget(long bytes) {
    this.units = (int) Math.max(1, Math.min(bytes / UNIT, Integer.MAX_VALUE));
    this.free = new Semaphore(units, true);
  }

  /** What one image takes of it. */
  final class Share {
    private int taken;
    private boolean over;

    /** Waits until as much is free. */
    void take(long bytes) throws InterruptedIOException {
      int wanted = (int) Math.min(units, 1 + bytes / UNIT);
      try {
        free.acquire(wanted);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        throw interrupted;
      }
      synchronized (this) {
        taken = wanted;
        if (over) { // its task has ended meanwhile
          giveBack();
        }
      }
    }

    /** Gives back what was taken, or will be. */
    synchronized void giveBack() {
      free.release(taken);
      taken = 0;
      over = true;
    }
  }

  Share share() {
    return new Share();
  }
}
