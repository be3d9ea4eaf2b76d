package org.mneme.spark;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.sweep.Trial;
import org.mneme.sweep.TrialReporter;
import org.mneme.train.TrainTrials;

/**
 * One trial as a task. A task whose worker is lost is run again by Spark elsewhere; the trial then
 * continues from the checkpoint in its run's folder.
 *
 * @param shared by all trials of the sweep
 * @param settings of the trial, files named by absolute paths
 * @param folder of the trial's run
 */
record TrialTask(
    TrainTrials.Shared shared,
    String id,
    int number,
    Map<String, Object> settings,
    long seed,
    String folder,
    boolean resumed)
    implements Serializable {

  /** The data of a sweep is looked at once a process, not once a trial. */
  private static final Map<TrainTrials.Shared, TrainTrials> OF_PROCESS = new ConcurrentHashMap<>();

  static TrialTask of(TrainTrials.Shared shared, Trial trial) {
    return new TrialTask(
        shared,
        trial.id(),
        trial.number(),
        new HashMap<>(TrainTrials.located(trial.settings())),
        trial.seed(),
        trial.folder().toAbsolutePath().toString(),
        trial.resumed());
  }

  /** The sweep's trials, as they are run on this worker. */
  static TrainTrials trials(TrainTrials.Shared shared) throws IOException {
    try {
      return OF_PROCESS.computeIfAbsent(
          shared,
          each -> {
            try {
              return TrainTrials.of(each, Catalog.ofUser());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Runs the trial on this worker. What goes wrong with the trial is its outcome; Spark would try
   * it again in vain.
   *
   * @return a {@link TrialMessage.Outcome} as bytes
   */
  byte[] run() throws IOException {
    try {
      return outcome(trained(), null);
    } catch (Exception | OutOfMemoryError | LinkageError | StackOverflowError e) {
      return outcome(Map.of(), e);
    }
  }

  private static byte[] outcome(Map<String, Double> figures, @Nullable Throwable failure)
      throws IOException {
    try {
      return TrialMessage.bytes(new TrialMessage.Outcome(figures, failure));
    } catch (NotSerializableException e) {
      // The error holds what cannot be sent.
      String reason = failure == null ? Failures.describe(e) : Failures.describe(failure);
      return TrialMessage.bytes(new TrialMessage.Outcome(figures, new IOException(reason)));
    }
  }

  private Map<String, Double> trained() throws IOException {
    Path at = Path.of(folder);
    if (!Files.isDirectory(at)) {
      throw new IOException(
          "%s: worker %s does not see this folder; put the runs on a file system that all share"
              .formatted(at, host()));
    }
    int attempt = TaskContext.get().attemptNumber();
    Trial trial = new Trial(id, number, settings, seed, at, resumed || attempt > 0);
    return trials(shared).run(trial, new Reporter(id, attempt));
  }

  static String host() {
    SparkEnv spark = SparkEnv.get();
    return spark == null ? "here" : spark.blockManager().blockManagerId().hostPort();
  }

  /** Asks the sweep in the driver. */
  private static final class Reporter implements TrialReporter {
    private static final long ASK_NANOS = 1_000_000_000;

    private final String trial;
    private final int attempt;
    private final TaskContext task = TaskContext.get();
    private boolean cancelled;
    private long askedNanos = System.nanoTime();

    Reporter(String trial, int attempt) {
      this.trial = trial;
      this.attempt = attempt;
    }

    @Override
    public Verdict report(long step, double epoch, Map<String, Double> metrics) throws IOException {
      return Verdict.valueOf(
          (String)
              TrialPlugin.ask(new TrialMessage.Measured(trial, attempt, step, epoch, metrics)));
    }

    @Override
    public void resumedAfter(long step) throws IOException {
      Object unused = TrialPlugin.ask(new TrialMessage.Begun(trial, attempt, step, host()));
    }

    @Override
    public void say(String line) {
      try {
        TrialPlugin.tell(new TrialMessage.Said(trial, attempt, line));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Is called after each step; the sweep is asked once a second. */
    @Override
    public synchronized boolean isCancelled() {
      long now = System.nanoTime();
      if (!cancelled && now - askedNanos > ASK_NANOS) {
        askedNanos = now;
        try {
          cancelled =
              task.isInterrupted()
                  || (Boolean) TrialPlugin.ask(new TrialMessage.Asked(trial, attempt));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return cancelled;
    }
  }
}
