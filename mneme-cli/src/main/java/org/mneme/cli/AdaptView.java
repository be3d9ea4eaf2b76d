package org.mneme.cli;

import java.util.Locale;
import org.mneme.adapt.AdaptListener;

/**
 * Shows an adaptation to the person at the terminal; the cross-validation's figures are its output.
 */
final class AdaptView implements AdaptListener, AutoCloseable {
  private final Console console;
  private final ProgressView progress;

  AdaptView(Console console, Interruption interruption) {
    this.console = console;
    this.progress = ProgressView.onTerminal(console).until(interruption::isStopped);
  }

  @Override
  public void onRound(Round round) {
    console.out().println(round.describe());
  }

  @Override
  public void begin(String stage, long total, String unit) {
    progress.say(String.format(Locale.ROOT, "%s: %,d %s", stage, total, unit));
    progress.begin(stage, total, unit);
  }

  @Override
  public void advance(long done) {
    progress.advance(done);
  }

  @Override
  public void say(String line) {
    progress.say(line);
  }

  @Override
  public boolean isCancelled() {
    return progress.isCancelled();
  }

  @Override
  public void close() {
    progress.close();
  }
}
