package org.mneme.score;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.progress.CancelledException;
import org.mneme.score.SharedScorer.Urgency;

/**
 * Scores many images through a {@link SharedScorer} and gives the outcomes in the order of the
 * images, as soon as each is there. Only some are submitted ahead, so that other callers get their
 * turn; where no place is free, it waits for one. Closing it gives up what it has submitted. For
 * one thread.
 *
 * @param <T> how images are known
 */
public final class InOrder<T extends ImageSource> implements AutoCloseable {
  /** Images in the queue at once. */
  private static final int AHEAD = 32;

  private final SharedScorer scorer;
  private final Iterator<? extends T> images;
  private final Crops crops;
  private final DecodeMode mode;
  private final Urgency urgency;
  private final Deque<Submitted<T>> ahead = new ArrayDeque<>();
  private @Nullable T refused;

  private record Submitted<T>(T image, CompletableFuture<Outcome> outcome) {}

  /**
   * An image that is done.
   *
   * @param <T> how images are known
   * @param image as it was given
   * @param outcome its score, or why there is none
   */
  public record Done<T>(T image, Outcome outcome) {}

  InOrder(
      SharedScorer scorer,
      Iterator<? extends T> images,
      Crops crops,
      DecodeMode mode,
      Urgency urgency) {
    this.scorer = scorer;
    this.images = images;
    this.crops = crops;
    this.mode = mode;
    this.urgency = urgency;
  }

  /** {@return whether an image is left that {@link #next} gives the outcome of} */
  public boolean hasNext() {
    return !ahead.isEmpty() || refused != null || images.hasNext();
  }

  /**
   * Begins without waiting.
   *
   * @throws BusyException if there is no place for the first image
   * @throws CancelledException if the scorer closes
   */
  public void begin() throws BusyException {
    if (hasNext()) {
      submitNext();
    }
  }

  /**
   * {@return the next outcome, waiting for it if need be}
   *
   * @throws CancelledException if the scorer closes
   * @throws InterruptedIOException if the thread is interrupted
   * @throws IOException if the network itself fails
   */
  public Done<T> next() throws IOException {
    try {
      for (long seen = scorer.changes(); !fill(); seen = scorer.changes()) {
        scorer.awaitChange(seen);
      }
      Submitted<T> first = ahead.remove();
      return new Done<>(first.image, first.outcome.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while scoring");
    } catch (CancellationException e) {
      throw new CancelledException();
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e.getCause());
    }
  }

  /** Whether any image is on its way afterwards. */
  private boolean fill() {
    try {
      while (ahead.size() < AHEAD && (refused != null || images.hasNext())) {
        submitNext();
      }
    } catch (BusyException e) {
      return !ahead.isEmpty();
    }
    if (ahead.isEmpty()) {
      throw new NoSuchElementException("no image is left");
    }
    return true;
  }

  private void submitNext() throws BusyException {
    T image = refused == null ? images.next() : refused;
    refused = image;
    try {
      ahead.add(new Submitted<>(image, scorer.submit(image, crops, mode, urgency)));
    } catch (IllegalStateException e) {
      throw new CancelledException();
    }
    refused = null;
  }

  @Override
  public void close() {
    ahead.forEach(each -> each.outcome.cancel(false));
    ahead.clear();
  }
}
