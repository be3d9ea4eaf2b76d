package org.mneme.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Iterator;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** A bar with rate and time left on a terminal, and nothing elsewhere. */
final class Progress implements AutoCloseable {
  private final @Nullable ProgressBar bar;
  private final @Nullable Thread counter;

  private Progress(@Nullable ProgressBar bar, @Nullable Thread counter) {
    this.bar = bar;
    this.counter = counter;
  }

  static Progress none() {
    return new Progress(null, null);
  }

  /**
   * Shows a bar.
   *
   * @param done how many images were done before
   * @param inputs whose images are counted aside where that is possible
   */
  static Progress show(PrintStream terminal, long done, Inputs inputs) {
    ProgressBar bar = bar(terminal, "Scoring", -1, done);
    if (!inputs.areRepeatable()) {
      return new Progress(bar, null);
    }
    Thread counter =
        new Thread(
            () -> bar.maxHint(count(inputs.images(InputStream.nullInputStream()))), "mneme-count");
    counter.setDaemon(true);
    counter.start();
    return new Progress(bar, counter);
  }

  /** Shows a bar for a known number of images. */
  static Progress show(PrintStream terminal, String task, long total) {
    return new Progress(bar(terminal, task, total, 0), null);
  }

  private static ProgressBar bar(PrintStream terminal, String task, long total, long done) {
    return ProgressView.bar(terminal, task, total, "images", done);
  }

  private static long count(Iterator<?> elements) {
    long count = 0;
    while (!Thread.currentThread().isInterrupted() && elements.hasNext()) {
      elements.next();
      count++;
    }
    return count;
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  /** The second time does nothing. */
  @Override
  public void close() {
    if (counter != null) {
      counter.interrupt();
    }
    if (bar != null) {
      bar.close();
    }
  }
}
