package org.mneme.cli;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import org.mneme.features.FeatureCache;

/**
 * Progress of a frozen network on images that it has not seen, one lot after the other; nothing
 * where it has seen all.
 */
final class FeatureBar implements FeatureCache.Progress, AutoCloseable {
  private final String name;
  private final Console console;
  private final boolean alone;
  private final Interruption interruption;
  private int shown;
  private @Nullable ProgressBar bar;

  /**
   * Shows nothing yet.
   *
   * @param alone whether a terminal shows a bar too, which it has room for once
   */
  FeatureBar(String name, Console console, boolean alone, Interruption interruption) {
    this.name = name;
    this.alone = alone;
    this.console = console;
    this.interruption = interruption;
  }

  @Override
  public void at(int done, int total) {
    interruption.check();
    if (done == 0) {
      close();
      shown = 0;
      console
          .err()
          .println(
              String.format(
                  Locale.ROOT, "%s looks at %,d images; what it sees is kept", name, total));
      if (alone && console.errIsTerminal()) {
        bar = ProgressView.bar(console.err(), name, total, "images", 0);
      }
    }
    for (; bar != null && shown < done; shown++) {
      bar.step();
    }
    if (done == total) {
      close();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
