package org.mneme.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.mneme.progress.Progress;

/**
 * Shows a long job on standard error: a bar with rate and time left for each stage on a terminal;
 * in a log, where wanted, a line for each tenth.
 */
final class ProgressView implements Progress, AutoCloseable {
  private static final String BYTES = "bytes";
  private static final long BYTES_A_MEGABYTE = 1_000_000;
  private static final int UPDATE_MILLIS = 200;
  private static final int COLUMNS = 79;

  private final Console console;
  private final boolean lines;
  private final BooleanSupplier cancelled;

  private String stage = "";
  private String unit = "";
  private long total = UNKNOWN;
  private long tenths;
  private @Nullable ProgressBar bar;

  private ProgressView(Console console, boolean lines, BooleanSupplier cancelled) {
    this.console = console;
    this.lines = lines;
    this.cancelled = cancelled;
  }

  /** A view that also writes to a log how far the job is. */
  static ProgressView of(Console console) {
    return new ProgressView(console, true, () -> false);
  }

  /** A view that shows bars on a terminal only; what the job says appears in logs too. */
  static ProgressView onTerminal(Console console) {
    return new ProgressView(console, false, () -> false);
  }

  /** The same view of a job that ends when this is true. */
  ProgressView until(BooleanSupplier value) {
    return new ProgressView(console, lines, value);
  }

  @Override
  public void begin(String newStage, long newTotal, String newUnit) {
    close();
    stage = newStage;
    total = newTotal;
    unit = newUnit;
    tenths = 0;
  }

  @Override
  public void advance(long done) {
    if (console.errIsTerminal()) {
      showBar(done);
    } else if (lines && total > 0 && done * 10 / total > tenths) {
      tenths = done * 10 / total;
      console.err().printf(Locale.ROOT, "%s: %d0 %%%n", stage, tenths);
    }
  }

  @Override
  public void say(String line) {
    close();
    console.err().println(line);
  }

  @Override
  public boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  private void showBar(long done) {
    if (bar == null) {
      if (unit.equals(BYTES) && done < BYTES_A_MEGABYTE) {
        return; // a download that has hardly begun: a time left could not be told
      }
      bar = bar(console.err(), stage, total, unit, 0);
    }
    bar.stepTo(done);
    if (done == total) {
      close();
    }
  }

  /** A bar; bytes are shown in megabytes. */
  static ProgressBar bar(PrintStream terminal, String task, long total, String unit, long from) {
    boolean bytes = unit.equals(BYTES);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(bytes ? " MB" : " " + unit, bytes ? BYTES_A_MEGABYTE : 1)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLIS)
        .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .setSpeedUnit(ChronoUnit.SECONDS)
        .startsFrom(from, Duration.ZERO)
        .setConsumer(new ConsoleProgressBarConsumer(terminal, COLUMNS))
        .build();
  }

  /** Leaves the stage's bar as it stands. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
