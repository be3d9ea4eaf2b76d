package org.mneme.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.sweep.Trial;
import org.mneme.sweep.TrialReporter;
import org.mneme.train.TrainTrials;
import org.mneme.train.TrainingCluster;

/**
 * Runs a sweep's trials as tasks of Spark, each a job of its own. The driver decides and records,
 * as a sweep on one machine does; a worker trains, leaves its checkpoints in the run's folder and
 * asks the driver after each epoch whether to continue.
 */
public final class SparkTraining implements TrainingCluster {
  /** {@link java.util.ServiceLoader} calls it. */
  public SparkTraining() {}

  @Override
  public Trials connect(String address, TrainTrials trials, Path runs, Progress progress)
      throws IOException {
    SparkConf conf =
        new SparkConf().setAppName("mneme sweep").setIfMissing("spark.master", address);
    String plugins = conf.get("spark.plugins", "");
    conf.set(
        "spark.plugins", (plugins.isEmpty() ? "" : plugins + ",") + TrialPlugin.class.getName());
    // Two copies of a trial would write into the same folder.
    conf.set("spark.speculation", "false");
    JavaSparkContext spark = Clusters.connect(address, "mneme sweep", conf, progress);
    OnCluster cluster =
        new OnCluster(spark, trials, trials.shared(conf.getInt("spark.task.cpus", 1)));
    try {
      cluster.check(runs, progress);
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private record OnCluster(JavaSparkContext spark, TrainTrials local, TrainTrials.Shared shared)
      implements Trials {

    /** Each worker must see the folder of the runs and the same data. */
    void check(Path runs, Progress progress) throws IOException {
      Path folder = Files.createDirectories(runs.toAbsolutePath());
      Path mark = Files.writeString(folder.resolve(".cluster-" + UUID.randomUUID()), "");
      try {
        int tasks = 2 * atOnce();
        List<Integer> each = new ArrayList<>(Collections.nCopies(tasks, 0));
        String name = mark.toString();
        TrainTrials.Shared same = shared;
        List<String> problems =
            spark.parallelize(each, tasks).map(none -> problem(same, name)).collect();
        for (String problem : problems) {
          if (!problem.isEmpty()) {
            throw new IOException(problem);
          }
        }
        progress.say("The cluster runs %d trials at the same time now".formatted(atOnce()));
      } finally {
        Files.deleteIfExists(mark);
      }
    }

    /** What this worker cannot do; nothing if all is well. */
    private static String problem(TrainTrials.Shared shared, String mark) {
      if (!Files.exists(Path.of(mark))) {
        return "%s: worker %s does not see this folder; put the runs on a file system that all share"
            .formatted(Path.of(mark).getParent(), TrialTask.host());
      }
      try {
        TrainTrials unused = TrialTask.trials(shared);
        return "";
      } catch (IOException | RuntimeException e) {
        return "worker %s: %s".formatted(TrialTask.host(), Failures.describe(e));
      }
    }

    @Override
    public int atOnce() {
      return Clusters.tasksAtOnce(spark);
    }

    @Override
    public Map<String, Double> run(Trial trial, TrialReporter reporter) throws Exception {
      TrialTask task = TrialTask.of(shared, trial);
      TrialPlugin.listen(trial.id(), reporter);
      spark.setJobDescription(trial.id());
      JavaFutureAction<List<byte[]>> job =
          spark.parallelize(List.of(task), 1).map(TrialTask::run).collectAsync();
      try {
        Object ended = TrialMessage.of(job.get().get(0));
        TrialMessage.Outcome outcome = (TrialMessage.Outcome) ended;
        rethrow(outcome.failure());
        return outcome.figures();
      } catch (InterruptedException e) {
        job.cancel(true);
        throw e;
      } catch (ExecutionException e) {
        if (reporter.isCancelled() || spark.sc().isStopped()) {
          throw new CancelledException(); // Spark ended before the sweep did
        }
        throw new IOException(
            "the cluster gave the trial up: "
                + Failures.describe(e.getCause() instanceof SparkException cause ? cause : e),
            e);
      } finally {
        TrialPlugin.forget(trial.id());
      }
    }

    private static void rethrow(@Nullable Throwable failure) throws Exception {
      if (failure instanceof Error error) {
        throw error;
      }
      if (failure instanceof Exception exception) {
        throw exception;
      }
    }

    @Override
    public String command(Trial trial) {
      return local.command(trial);
    }

    @Override
    public void check(Map<String, Object> settings) throws IOException {
      local.check(settings);
    }

    @Override
    public Set<String> metrics() {
      return local.metrics();
    }

    @Override
    public boolean resumes() {
      return local.resumes();
    }

    @Override
    public boolean canGoOn(Path folder) {
      return local.canGoOn(folder);
    }

    @Override
    public void close() {
      spark.stop();
    }
  }
}
