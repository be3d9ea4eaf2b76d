package org.mneme.cli;

import java.io.PrintStream;
import java.util.Iterator;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.mneme.input.Inputs;
import org.mneme.progress.Progress;

/**
 * Shows how far scoring is as a bar, whose end is found by counting the images aside; and ends the
 * scoring when the user wants that.
 */
final class PredictView implements Progress, AutoCloseable {
  private final @Nullable PrintStream terminal;
  private final Inputs inputs;
  private final Interruption interruption;
  private @Nullable ProgressBar bar;
  private @Nullable Thread counter;

  /**
   * @param terminal null to show nothing
   */
  PredictView(@Nullable PrintStream terminal, Inputs inputs, Interruption interruption) {
    this.terminal = terminal;
    this.inputs = inputs;
    this.interruption = interruption;
  }

  @Override
  public void advance(long done) {
    if (terminal == null) {
      return;
    }
    if (bar == null) {
      bar = ProgressView.bar(terminal, "Scoring", UNKNOWN, "images", done);
      startCounting(bar);
    }
    bar.stepTo(done);
  }

  private void startCounting(ProgressBar shown) {
    if (inputs.areRepeatable()) {
      counter = new Thread(() -> shown.maxHint(count(inputs.images())), "mneme-count");
      counter.setDaemon(true);
      counter.start();
    }
  }

  private static long count(Iterator<?> elements) {
    long count = 0;
    while (!Thread.currentThread().isInterrupted() && elements.hasNext()) {
      elements.next();
      count++;
    }
    return count;
  }

  @Override
  public boolean isCancelled() {
    return interruption.isStopped();
  }

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
