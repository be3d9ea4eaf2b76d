package org.mneme.spark;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.mneme.progress.Progress;

/** Connects Mneme's own commands to a cluster. */
final class Clusters {
  private static final long POLL_MILLIS = 200;

  /** Workers register one after the other; when none came for so long, all have. */
  private static final int QUIET_POLLS = 15;

  private Clusters() {}

  /**
   * Connects, and waits until the workers are there.
   *
   * @param address of the cluster, unless spark-submit was given one
   */
  static JavaSparkContext connect(String address, String name, SparkConf conf, Progress progress)
      throws IOException {
    conf.setAppName(name).setIfMissing("spark.master", address);
    JavaSparkContext spark;
    try {
      spark = new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw new IOException(
          "%s: this cluster cannot be used: %s".formatted(address, Failures.describe(e)), e);
    }
    try {
      await(spark, progress);
      return spark;
    } catch (IOException | RuntimeException e) {
      spark.stop();
      throw e;
    }
  }

  private static void await(JavaSparkContext spark, Progress progress) throws IOException {
    if (spark.isLocal()) {
      return;
    }
    progress.say("Waiting for workers");
    int before = 0;
    int quiet = 0;
    while (before == 0 || quiet < QUIET_POLLS) {
      progress.check();
      int now = spark.sc().statusTracker().getExecutorInfos().length - 1; // one is the driver
      quiet = now == before ? quiet + 1 : 0;
      before = now;
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for workers", e);
      }
    }
  }

  /** How many tasks the cluster can run at the same time, as it is now. */
  static int tasksAtOnce(JavaSparkContext spark) {
    return Math.max(1, spark.defaultParallelism() / cpus(spark));
  }

  /** The cores of a task. */
  static int cpus(JavaSparkContext spark) {
    return spark.getConf().getInt("spark.task.cpus", 1);
  }
}
