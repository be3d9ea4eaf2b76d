package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.mneme.progress.Progress;
import org.mneme.sweep.TrialRunner;

/**
 * Machines that run a sweep's trials. The sweep itself, its decisions and its records stay in the
 * process that asks. Found by {@link ServiceLoader} where a library for clusters is on the class
 * path.
 */
public interface TrainingCluster {

  /** A sweep's trials, on the machines of a cluster. Several threads may run trials at once. */
  interface Trials extends TrialRunner, AutoCloseable {

    /** {@return how many trials the cluster can run at the same time, as it is now} */
    int atOnce();

    /** Gives the machines back. */
    @Override
    void close();
  }

  /**
   * Connects, and checks that the machines see the data and the folder of the runs.
   *
   * @param address of the cluster, in its own form
   * @param trials that are to be run there
   * @param runs the folder of the runs; trials leave their checkpoints in it
   * @param progress hears what is waited for
   * @return the same trials, run by the cluster
   * @throws IOException if the cluster cannot be reached, or its machines do not see the files
   */
  Trials connect(String address, TrainTrials trials, Path runs, Progress progress)
      throws IOException;

  /** {@return the cluster library on the class path, if there is one} */
  static Optional<TrainingCluster> find() {
    return ServiceLoader.load(TrainingCluster.class).findFirst();
  }
}
