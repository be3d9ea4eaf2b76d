package org.mneme.cli;

import java.util.Locale;
import org.mneme.progress.Progress;

/**
 * Shows a long job's stages to the person at the terminal and ends it when that person wants to
 * stop; what else a kind of job tells, its own view shows.
 */
abstract class JobView implements Progress, AutoCloseable {
  private final ProgressView progress;

  JobView(Console console, Interruption interruption) {
    this.progress = ProgressView.onTerminal(console).until(interruption::isStopped);
  }

  @Override
  public final void begin(String stage, long total, String unit) {
    say(String.format(Locale.ROOT, "%s: %,d %s", stage, total, unit));
    progress.begin(stage, total, unit);
  }

  @Override
  public final void advance(long done) {
    progress.advance(done);
  }

  @Override
  public final void say(String line) {
    progress.say(line);
  }

  @Override
  public final boolean isCancelled() {
    return progress.isCancelled();
  }

  @Override
  public final void close() {
    progress.close();
  }
}
