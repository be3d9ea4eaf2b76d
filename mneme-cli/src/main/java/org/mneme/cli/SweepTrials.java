package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.progress.Progress;
import org.mneme.sweep.SweepPlan;
import org.mneme.sweep.TrialRunner;
import org.mneme.train.TrainTrials;
import org.mneme.train.TrainingCluster;

/** What a sweep's trials do: in {@code mneme}, train. */
@FunctionalInterface
interface SweepTrials {

  /**
   * Gets ready for a sweep's trials.
   *
   * @param data that was given
   * @throws IOException if the data cannot be read
   * @throws IllegalArgumentException if the plan has a setting that no trial takes
   */
  Prepared on(Path data, SweepPlan plan) throws IOException;

  /**
   * Ready to run trials.
   *
   * @param dataHash that tells the data from others
   */
  record Prepared(TrialRunner runner, @Nullable String dataHash) {}

  /**
   * The same trials on the machines of a cluster.
   *
   * @throws IOException if this is not a process of Spark, or the cluster cannot be used
   */
  static TrainingCluster.Trials onCluster(
      String address, Prepared prepared, Path runs, Progress progress) throws IOException {
    Optional<TrainingCluster> cluster = TrainingCluster.find();
    if (cluster.isEmpty() || !(prepared.runner() instanceof TrainTrials trials)) {
      throw OnCluster.missing(address);
    }
    return cluster.get().connect(address, trials, runs, progress);
  }

  /** Trials that train. */
  static Prepared training(Path data, SweepPlan plan, Catalog catalog) throws IOException {
    TrainTrials trials = TrainTrials.on(data, plan, catalog);
    return new Prepared(trials, trials.dataHash());
  }
}
