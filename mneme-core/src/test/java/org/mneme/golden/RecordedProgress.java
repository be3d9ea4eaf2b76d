package org.mneme.golden;

import java.util.ArrayList;
import java.util.List;
import org.mneme.progress.Progress;

/** Keeps what a job tells, and cancels it from a number of finished units on. */
public final class RecordedProgress implements Progress {
  private final List<String> heard = new ArrayList<>();
  private final long most;
  private long done;

  private RecordedProgress(long most) {
    this.most = most;
  }

  public static RecordedProgress neverCancelled() {
    return new RecordedProgress(Long.MAX_VALUE);
  }

  /** Of a job that its caller no longer wants once so many units of a stage are done. */
  public static RecordedProgress cancelledAt(long units) {
    return new RecordedProgress(units);
  }

  /**
   * Everything in its order: lines as said, "STAGE TOTAL UNIT" for a stage, "at N" for its units.
   */
  public synchronized List<String> heard() {
    return List.copyOf(heard);
  }

  @Override
  public synchronized void begin(String stage, long total, String unit) {
    heard.add("%s %d %s".formatted(stage, total, unit));
    done = 0;
  }

  @Override
  public synchronized void advance(long units) {
    heard.add("at " + units);
    done = units;
  }

  @Override
  public synchronized void say(String line) {
    heard.add(line);
  }

  @Override
  public synchronized boolean isCancelled() {
    return done >= most;
  }
}
