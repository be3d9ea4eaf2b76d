package org.mneme.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.mneme.sweep.Objective;
import org.mneme.sweep.SweepListener;
import org.mneme.sweep.SweepProgress;

/**
 * A sweep's progress: one line that is written over on a terminal; elsewhere a line for each trial
 * that ends.
 */
final class SweepView implements SweepListener, AutoCloseable {
  private static final int COLUMNS = 79;
  private static final long UPDATE_NANOS = 200_000_000;

  private final Console console;
  private final boolean quiet;
  private final Objective objective;
  private final Interruption interruption;
  private int over = -1;
  private List<String> running = List.of();
  private long shownNanos;
  private boolean lineOpen;

  SweepView(Console console, boolean quiet, Objective objective, Interruption interruption) {
    this.interruption = interruption;
    this.console = console;
    this.quiet = quiet;
    this.objective = objective;
  }

  @Override
  public void say(String line) {
    if (!quiet) {
      if (lineOpen) {
        console.err().println();
        lineOpen = false;
      }
      console.err().println(Rows.printable(line));
    }
  }

  @Override
  public boolean isCancelled() {
    return interruption.isStopped();
  }

  @Override
  public void onTrials(SweepProgress progress) {
    if (quiet) {
      return;
    }
    boolean ended = progress.over() != over;
    long now = System.nanoTime();
    if (console.errIsTerminal()) {
      if (ended || !progress.running().equals(running) || now - shownNanos > UPDATE_NANOS) {
        shownNanos = now;
        String line = line(progress);
        console
            .err()
            .print("\r%-79s".formatted(line.substring(0, Math.min(COLUMNS, line.length()))));
        console.err().flush();
        lineOpen = true;
      }
    } else if (ended && over >= 0) {
      console.err().println(line(progress));
    }
    over = progress.over();
    running = progress.running();
  }

  private String line(SweepProgress progress) {
    StringBuilder line = new StringBuilder();
    line.append(progress.over());
    progress.planned().ifPresent(planned -> line.append('/').append(planned));
    line.append(progress.planned().orElse(progress.over()) == 1 ? " trial" : " trials");
    if (progress.stopped() > 0) {
      line.append(", %d stopped early".formatted(progress.stopped()));
    }
    if (progress.failed() > 0) {
      line.append(", %d failed".formatted(progress.failed()));
    }
    progress
        .best()
        .ifPresent(
            best ->
                line.append(
                    String.format(
                        Locale.ROOT,
                        ", best %.4f (%s)",
                        objective.of(best).orElse(Double.NaN),
                        number(best.id()))));
    if (!progress.running().isEmpty()) {
      line.append(", running ")
          .append(String.join(" ", progress.running().stream().map(SweepView::number).toList()));
    }
    progress.left().ifPresent(left -> line.append(", ").append(time(left)).append(" left"));
    return Rows.printable(line.toString());
  }

  private static String number(String id) {
    return id.substring(id.lastIndexOf('-') + 1);
  }

  private static String time(Duration left) {
    Duration some = left.isNegative() ? Duration.ZERO : left;
    return some.toHours() > 0
        ? "%d h %02d min".formatted(some.toHours(), some.toMinutesPart())
        : some.toMinutes() > 0
            ? "%d min".formatted(some.toMinutes())
            : "%d s".formatted(some.toSeconds());
  }

  @Override
  public void close() {
    if (lineOpen) {
      console.err().println();
    }
  }
}
