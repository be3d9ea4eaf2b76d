package org.mneme.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.mneme.explain.PictureScores;
import org.mneme.gradient.GradientMaps;
import org.mneme.remedy.RefusedException;

/**
 * The network that maps by gradients run backward, for one drawing at a time: that of the model
 * last asked for, which stays in memory until another is asked for.
 */
final class OpenGradients implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Path file; // guarded by the lock
  private @Nullable GradientMaps open; // guarded by the lock

  /** Whether the open network was found to be what gives the model's scores; by the lock. */
  private boolean checked;

  /** A network, until it is closed. */
  record Lease(GradientMaps gradients, ReentrantLock lock) implements AutoCloseable {
    @Override
    public void close() {
      lock.unlock();
    }
  }

  /**
   * A model's network, for the thread that asks. Where another drawing goes on, it waits a little.
   *
   * @param scores as they are asked for
   * @throws ProblemException if the other drawing takes too long
   * @throws RefusedException if the network cannot be run backward here, or is not what gives such
   *     scores
   * @throws IOException if the file cannot be read
   */
  Lease take(ServedModel model, PictureScores scores) throws IOException {
    if (!taken(PATIENCE)) {
      throw ProblemException.busy("a map by gradients is being drawn already", RETRY);
    }
    try {
      GradientMaps gradients = open;
      if (gradients == null || !model.file().equals(file)) {
        release();
        gradients = GradientMaps.open(model.file(), model.model().options().threads());
        open = gradients;
        file = model.file();
        checked = false;
      }
      gradients.check(scores.preprocessing(), scores.crops());
      if (!checked) {
        gradients.check(scores);
        checked = true;
      }
      return new Lease(gradients, lock);
    } catch (IOException | RuntimeException | Error e) {
      lock.unlock();
      throw e;
    }
  }

  private boolean taken(Duration longest) {
    try {
      return lock.tryLock(longest.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void release() {
    GradientMaps last = open;
    open = null;
    if (last != null) {
      last.close();
    }
  }

  /** Waits for a drawing that goes on: its memory must not be freed under native code. */
  @Override
  public void close() {
    if (taken(LONGEST_CLOSING)) {
      release();
      lock.unlock();
    }
  }
}
