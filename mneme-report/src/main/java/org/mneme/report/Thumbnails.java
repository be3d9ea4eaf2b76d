package org.mneme.report;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mneme.image.ImageLimits;

/** Small pictures in order, a few made ahead on own threads. For one thread. */
final class Thumbnails implements AutoCloseable {
  private final Iterator<Path> toStart;
  private final ImageLimits limits;
  private final int most;
  private final int side;
  private final ExecutorService workers;
  private final Deque<Future<Optional<Thumbnail>>> ahead = new ArrayDeque<>();

  Thumbnails(Iterator<Path> images, int threads, ImageLimits limits) {
    this(images, threads, limits, Thumbnail.SIDE);
  }

  /**
   * @param side of the longer sides, in pixels
   */
  Thumbnails(Iterator<Path> images, int threads, ImageLimits limits, int side) {
    this.side = side;
    this.toStart = images;
    this.limits = limits;
    this.most = 4 * threads;
    this.workers = Executors.newFixedThreadPool(threads, Thumbnails::daemon);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "mneme-thumbnail");
    thread.setDaemon(true);
    return thread;
  }

  /** The next image's; empty if its file cannot be read any more. */
  Optional<Thumbnail> next() throws IOException {
    while (ahead.size() < most && toStart.hasNext()) {
      Path image = toStart.next();
      ahead.add(workers.submit(() -> Thumbnail.of(image, limits, side)));
    }
    try {
      return ahead.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while writing");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw new IOException("small pictures cannot be made: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
