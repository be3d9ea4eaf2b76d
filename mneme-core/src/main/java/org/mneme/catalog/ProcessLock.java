package org.mneme.catalog;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.mneme.progress.Progress;

/**
 * A lock that one thread of one process holds at a time. The operating system frees it when the
 * process ends, however it ends. The file stays: deleting it would let a second process lock
 * another file of the same name.
 */
final class ProcessLock {
  private static final int POLL_MILLIS = 200;

  private ProcessLock() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /**
   * Waits until the lock is free, then works.
   *
   * @param onWait is run once if it is not free at once
   * @param progress can end the wait
   */
  static void holding(Path file, Runnable onWait, Progress progress, Work work) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      boolean waiting = false;
      while (tryLock(channel) == null) {
        if (!waiting) {
          waiting = true;
          onWait.run();
        }
        progress.check();
        Thread.sleep(POLL_MILLIS);
      }
      work.run(); // closing the channel frees the lock
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException(file + ": interrupted").initCause(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this process holds it
    }
  }
}
