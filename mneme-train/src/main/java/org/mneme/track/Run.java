package org.mneme.track;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being written. Each line of metrics is handed to the system before {@link #log}
 * returns, so that it outlives this process being killed.
 *
 * <p>Closing a run that was not ended leaves it as interrupted: {@link RunStore#resume} continues
 * with it. Many threads may call its methods. After the end or {@link #close}, the ones that write
 * throw IllegalStateException.
 */
public final class Run implements AutoCloseable {
  private final Path folder;
  private final Clock clock;
  private RunSummary summary;
  private Measured measured;
  private @Nullable FileOutputStream log;
  private boolean closed;

  private Run(Path folder, Clock clock, RunSummary summary, Measured measured) {
    this.folder = folder;
    this.clock = clock;
    this.summary = summary;
    this.measured = measured;
  }

  /** A new run, or one begun anew, whose folder this process owns. */
  static Run begin(Path folder, NewRun about, Clock clock) throws IOException {
    RunSummary summary =
        new RunSummary(
            String.valueOf(folder.getFileName()),
            about,
            RunStatus.RUNNING,
            null,
            clock.instant(),
            null,
            0,
            Map.of(),
            Map.of(),
            Map.of(),
            Environment.current());
    RunJson.write(summary, folder);
    return new Run(folder, clock, summary, new Measured());
  }

  /** A run that continues, whose folder this process owns. */
  static Run reopen(Path folder, Clock clock) throws IOException {
    MetricLog.mend(folder);
    RunSummary before = RunJson.read(folder);
    Run run = new Run(folder, clock, before, Measured.of(MetricLog.read(folder)));
    run.write(RunStatus.RUNNING, null, null);
    return run;
  }

  /** {@return the run's id, also the name of its folder} */
  public String id() {
    return summary.id();
  }

  /** {@return the run's folder, where files go that belong to it} */
  public Path folder() {
    return folder;
  }

  /**
   * {@return a folder for what the training needs to continue; it is there}
   *
   * @throws IOException if it cannot be made
   */
  public Path checkpoints() throws IOException {
    return Files.createDirectories(folder.resolve("checkpoints"));
  }

  /** {@return the run as it is now} */
  public synchronized RunSummary summary() {
    boolean left = closed && summary.status() == RunStatus.RUNNING;
    RunStatus status = left ? RunStatus.INTERRUPTED : summary.status();
    return measured.into(summary.withState(status, summary.reason(), summary.ended()));
  }

  /**
   * {@return what was measured so far, also before it was resumed}
   *
   * @throws IOException if they cannot be read
   */
  public synchronized List<MetricRow> rows() throws IOException {
    return MetricLog.read(folder);
  }

  /**
   * Adds a line to {@code metrics.jsonl}.
   *
   * @param step counted by the caller
   * @param epoch how often the training has seen all its data
   * @param metrics not called step, epoch or time; not-a-number and infinite are allowed
   * @throws IOException if the line cannot be written
   */
  public synchronized void log(long step, double epoch, Map<String, Double> metrics)
      throws IOException {
    requireOpen();
    for (String name : metrics.keySet()) {
      if (MetricLog.RESERVED.contains(name)) {
        throw new IllegalArgumentException(
            "'%s' cannot be a metric's name: it has a meaning of its own".formatted(name));
      }
    }
    append(MetricLog.line(new MetricRow(step, epoch, clock.millis() / 1000., metrics)));
    measured.add(metrics);
  }

  private void append(String line) throws IOException {
    if (log == null) {
      // This is no channel, which would close when its thread is interrupted.
      log = new FileOutputStream(MetricLog.in(folder).toFile(), true);
    }
    log.write(line.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Forgets what was measured after a step: training continues from that step's checkpoint.
   *
   * @param step the last one that is kept
   * @throws IOException if the rows cannot be written anew
   */
  public synchronized void keepUntil(long step) throws IOException {
    requireOpen();
    closeLog();
    List<MetricRow> kept =
        MetricLog.read(folder).stream().filter(row -> row.step() <= step).toList();
    MetricLog.replace(folder, kept);
    measured = Measured.of(kept);
  }

  /**
   * Ends the run as planned.
   *
   * @param metrics of the run as a whole, beside those of its steps
   * @throws IOException if the run's state cannot be written
   */
  public synchronized void finish(Map<String, Double> metrics) throws IOException {
    requireOpen();
    measured.put(metrics);
    end(RunStatus.FINISHED, null);
  }

  /**
   * Ends the run early because others did better.
   *
   * @param reason in one line
   * @param metrics of the run as a whole, beside those of its steps
   * @throws IOException if the run's state cannot be written
   */
  public synchronized void stop(String reason, Map<String, Double> metrics) throws IOException {
    requireOpen();
    measured.put(metrics);
    end(RunStatus.STOPPED, reason);
  }

  /**
   * Ends the run with what went wrong.
   *
   * @param reason in one line
   * @throws IOException if the run's state cannot be written
   */
  public synchronized void fail(String reason) throws IOException {
    requireOpen();
    end(RunStatus.FAILED, reason);
  }

  private void end(RunStatus status, @Nullable String reason) throws IOException {
    if (log != null) {
      log.getFD().sync();
    }
    write(status, reason, clock.instant());
    close();
  }

  private void write(RunStatus status, @Nullable String reason, @Nullable Instant ended)
      throws IOException {
    summary = measured.into(summary.withState(status, reason, ended));
    RunJson.write(summary, folder);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("run %s is closed".formatted(summary.id()));
    }
  }

  private void closeLog() throws IOException {
    if (log != null) {
      log.close();
      log = null;
    }
  }

  /** Gives the run free. The second time does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      closeLog();
      Owner.release(folder);
    }
  }
}
