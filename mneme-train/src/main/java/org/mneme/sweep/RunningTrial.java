package org.mneme.sweep;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeSet;
import org.mneme.progress.CancelledException;
import org.mneme.track.Run;

/** A trial from its begin to its end, in one thread. */
final class RunningTrial implements TrialReporter {
  private final Trial trial;
  private final Run run;
  private final Sweep sweep;
  private Standing standing = Standing.GOING;

  /** How a trial stands. */
  enum Standing {
    GOING,

    /** Others were better at the same step. */
    BEATEN,

    /** The trial is continued by the next call. */
    PAUSED
  }

  RunningTrial(Trial trial, Run run, Sweep sweep) {
    this.trial = trial;
    this.run = run;
    this.sweep = sweep;
  }

  /**
   * Runs the trial and records how it ended.
   *
   * @throws IOException if that cannot be recorded
   */
  void run(TrialRunner runner) throws IOException {
    try (run) {
      try {
        end(runner.run(trial, this));
      } catch (InterruptedException | InterruptedIOException e) {
        Thread.currentThread().interrupt(); // the run stays as it is, to be continued
      } catch (CancelledException e) {
        standing = Standing.PAUSED; // likewise
      } catch (Exception | OutOfMemoryError | LinkageError | StackOverflowError e) {
        if (standing != Standing.PAUSED) {
          fail(e);
        }
      }
    }
    sweep.ended(trial.number(), run.summary());
  }

  private void end(Map<String, Double> metrics) throws IOException {
    String metric = sweep.objective().metric();
    switch (standing) {
      case PAUSED -> {}
      case BEATEN ->
          run.stop("others had a better %s after as many steps".formatted(metric), metrics);
      default -> {
        boolean evaluated =
            metrics.containsKey(metric) || run.summary().metrics().containsKey(metric);
        if (evaluated) {
          run.finish(metrics);
        } else {
          run.fail(
              "no %s was reported, which the sweep optimises; reported were: %s"
                  .formatted(
                      metric, String.join(", ", new TreeSet<>(run.summary().metrics().keySet()))));
        }
      }
    }
  }

  private void fail(Throwable e) throws IOException {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    try {
      Files.writeString(trial.folder().resolve("error.txt"), trace.toString());
    } catch (IOException full) {
      e.addSuppressed(full); // the reason is in the run, if there is room for that
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    run.fail(message.strip().replaceAll("\\s*\\R\\s*", " "));
  }

  @Override
  public Verdict report(long step, double epoch, Map<String, Double> metrics) throws IOException {
    run.log(step, epoch, metrics);
    if (standing == Standing.GOING) {
      standing = sweep.measured(trial.number(), metrics);
    }
    return switch (standing) {
      case GOING -> Verdict.GO_ON;
      case BEATEN -> Verdict.STOP;
      case PAUSED -> Verdict.PAUSE;
    };
  }

  @Override
  public boolean isCancelled() {
    return sweep.isCancelled();
  }

  @Override
  public void say(String line) {
    sweep.say("%s: %s".formatted(trial.id(), line));
  }

  @Override
  public void resumedAfter(long step) throws IOException {
    run.keepUntil(step);
    sweep.resumed(trial.number(), run);
  }
}
