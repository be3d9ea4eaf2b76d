package org.mneme.score;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Decodes images on threads of its own, a bounded number ahead of the reader, and hands them on in
 * order.
 */
final class DecodeAhead<T> implements AutoCloseable {
  private final Iterator<T> images;
  private final Decoding<T> decoding;
  private final ExecutorService threads;
  private final int window;
  private final Deque<Future<Decoded<T>>> ahead = new ArrayDeque<>();

  DecodeAhead(Iterator<T> images, ImageRunner.Input<T> decoder, int threads, int window) {
    this.images = images;
    this.decoding = new Decoding<>(decoder);
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
      ahead.add(threads.submit(() -> decoding.decode(image)));
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

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
