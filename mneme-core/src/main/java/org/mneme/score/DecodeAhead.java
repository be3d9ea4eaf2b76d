package org.mneme.score;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Decodes images on threads of its own, a bounded number ahead of the reader, and hands them on in
 * order. An image that does not fit in memory beside those of the other threads is decoded again,
 * alone; one that does not fit then has that as its error.
 */
final class DecodeAhead<T> implements AutoCloseable {
  private final Iterator<T> images;
  private final ImageRunner.Input<T> decoder;
  private final ExecutorService threads;
  private final int window;
  private final Deque<Future<Decoded<T>>> ahead = new ArrayDeque<>();

  /** Held for writing by a thread whose image did not fit in memory beside those of the others. */
  private final ReadWriteLock beside = new ReentrantReadWriteLock();

  DecodeAhead(Iterator<T> images, ImageRunner.Input<T> decoder, int threads, int window) {
    this.images = images;
    this.decoder = decoder;
    this.window = Math.max(window, threads + 1);
    this.threads =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "mneme-decode");
              thread.setDaemon(true);
              return thread;
            });
  }

  boolean hasNext() {
    return !ahead.isEmpty() || images.hasNext();
  }

  /**
   * Starts decoding as many images as the window holds, so that the threads have work while the
   * network runs.
   */
  void fill() {
    while (ahead.size() < window && images.hasNext()) {
      T image = images.next();
      ahead.add(threads.submit(() -> decode(image)));
    }
  }

  /**
   * The next image, waiting for it if need be.
   *
   * @throws InterruptedIOException if the calling thread is interrupted, whether the image is ready
   *     or not
   */
  Decoded<T> next() throws IOException {
    fill();
    Future<Decoded<T>> first = ahead.poll();
    if (first == null) {
      throw new NoSuchElementException("no image is left");
    }
    try {
      // A finished task's get does not look for an interrupt.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while scoring");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw new IllegalStateException("decoding failed for no fault of the image", e.getCause());
    }
  }

  private Decoded<T> decode(T image) {
    beside.readLock().lock();
    try {
      Optional<Decoded<T>> decoded = attempt(image);
      if (decoded.isPresent()) {
        return decoded.get();
      }
    } finally {
      beside.readLock().unlock();
    }
    beside.writeLock().lock();
    try {
      return attempt(image)
          .orElseGet(
              () ->
                  new Decoded<>(
                      image,
                      null,
                      "too large for the memory given to Java; make it smaller, or give Java"
                          + " more"));
    } finally {
      beside.writeLock().unlock();
    }
  }

  /** Empty when memory did not suffice. */
  private Optional<Decoded<T>> attempt(T image) {
    try {
      return Optional.of(new Decoded<>(image, decoder.planes(image), null));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    } catch (IOException e) {
      return e.getCause() instanceof OutOfMemoryError
          ? Optional.empty()
          : Optional.of(new Decoded<>(image, null, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
