package org.mneme.statistics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.progress.Progress;

/**
 * Measures many images, several at a time. An image that cannot be read has an error in place of
 * its statistics and stops nothing.
 *
 * @param threads images that are measured at the same time
 * @param limits larger files and pictures are refused
 */
public record StatisticsJob(int threads, ImageLimits limits) {
  /**
   * Checks the number of threads.
   *
   * @param threads images that are measured at the same time
   * @param limits larger files and pictures are refused
   * @throws IllegalArgumentException if there is no thread
   */
  public StatisticsJob {
    if (threads < 1) {
      throw new IllegalArgumentException("at least one thread is needed, not " + threads);
    }
  }

  /** {@return a thread for each processor, and the usual limits} */
  public static StatisticsJob standard() {
    return new StatisticsJob(Runtime.getRuntime().availableProcessors(), ImageLimits.DEFAULT);
  }

  /**
   * Measures images.
   *
   * @param images files; each row is named as its path is written
   * @param progress is told how many are done, and can end the job
   * @return a row for each image, in their order
   * @throws IOException if this thread was interrupted
   * @throws org.mneme.progress.CancelledException if the caller wanted the job to end
   */
  public List<MeasuredImage> run(List<Path> images, Progress progress) throws IOException {
    progress.begin("Measuring images", images.size(), "images");
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "mneme-statistics");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<MeasuredImage>> begun =
          images.stream().map(image -> pool.submit(() -> measure(image))).toList();
      List<MeasuredImage> rows = new ArrayList<>();
      for (Future<MeasuredImage> each : begun) {
        progress.check();
        rows.add(each.get());
        progress.advance(rows.size());
      }
      return List.copyOf(rows);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while measuring images");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      throw new IllegalStateException("measuring failed for no fault of an image", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private MeasuredImage measure(Path image) {
    try {
      return new MeasuredImage(image.toString(), ImageStatistics.of(image, limits), null);
    } catch (ImageException e) {
      return new MeasuredImage(image.toString(), null, String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      return new MeasuredImage(
          image.toString(),
          null,
          image + ": too large for the memory given to Java; make it smaller, or raise -Xmx");
    }
  }
}
