package org.mneme.cli;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.FetchListener;

/**
 * Shows a fetch on standard error: a progress bar on a terminal, a line for each tenth in a log.
 */
final class FetchView implements FetchListener {
  private static final long BYTES_A_MEGABYTE = 1_000_000;
  private static final int UPDATE_MILLIS = 250;
  private static final int COLUMNS = 79;

  private final Console console;
  private @Nullable ProgressBar bar;
  private long tenths;

  FetchView(Console console) {
    this.console = console;
  }

  @Override
  public void say(String line) {
    close();
    console.err().println(line);
  }

  @Override
  public void downloaded(long bytes, long total) {
    if (console.errIsTerminal()) {
      showBar(bytes, total);
    } else if (bytes * 10 / total > tenths) {
      tenths = bytes * 10 / total;
      console.err().printf("  %d0 %% downloaded%n", tenths);
    }
  }

  private void showBar(long bytes, long total) {
    if (bar == null) {
      if (bytes < BYTES_A_MEGABYTE) {
        return; // pip is still looking; a time left could not be told
      }
      bar =
          new ProgressBarBuilder()
              .setTaskName("Downloading")
              .setInitialMax(total)
              .setUnit(" MB", BYTES_A_MEGABYTE)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setSpeedUnit(ChronoUnit.SECONDS)
              .setConsumer(new ConsoleProgressBarConsumer(console.err(), COLUMNS))
              .build();
    }
    bar.stepTo(bytes);
    if (bytes == total) {
      close();
    }
  }

  /** Leaves the bar as it stands. */
  private void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
