package org.mneme.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.mneme.cluster.Machines;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

/**
 * Work as tasks of Spark, which repeats what a lost worker had; sums by {@code treeAggregate}. The
 * work itself is broadcast, so it may be large.
 */
record SparkMachines(JavaSparkContext spark) implements Machines {
  /** A task opens a network and the cache, which is worth as many images as this. */
  private static final int LEAST_PER_TASK = 32;

  /** What a lost worker's task has to do again. */
  private static final int MOST_PER_TASK = 500;

  private static final int ROUNDS = 2;
  private static final long POLL_MILLIS = 200;

  @Override
  public <I extends Serializable, R extends Serializable> List<R> map(
      Work<I, R> work, List<I> items, Progress progress) throws IOException {
    int size = items.size();
    int wanted = Math.min(ROUNDS * atOnce(), size / LEAST_PER_TASK);
    int parts = Math.max(1, Math.max(wanted, (size + MOST_PER_TASK - 1) / MOST_PER_TASK));
    int threads = Clusters.cpus(spark);
    Broadcast<Work<I, R>> shared = spark.broadcast(work);
    List<R> done =
        run(
            () ->
                spark
                    .parallelize(new ArrayList<>(items), parts)
                    .mapPartitions(
                        part -> {
                          List<I> own = new ArrayList<>();
                          part.forEachRemaining(own::add);
                          return own.isEmpty()
                              ? List.<R>of().iterator()
                              : shared.value().on(own, threads).iterator();
                        })
                    .collect(),
            size,
            progress);
    shared.destroy();
    progress.advance(size);
    return done;
  }

  @Override
  public <I extends Serializable, T extends Serializable> T sum(
      SumWork<I, T> work, List<I> parts, Progress progress) throws IOException {
    int threads = Clusters.cpus(spark);
    Broadcast<SumWork<I, T>> shared = spark.broadcast(work);
    T sum =
        run(
            () ->
                spark
                    .parallelize(new ArrayList<>(parts), parts.size())
                    .treeAggregate(
                        null,
                        (@Nullable T before, I part) ->
                            added(shared.value(), before, shared.value().of(part, threads)),
                        (@Nullable T one, @Nullable T other) -> added(shared.value(), one, other)),
            Progress.UNKNOWN,
            progress);
    shared.destroy();
    if (sum == null) {
      throw new IllegalArgumentException("there is nothing to sum");
    }
    return sum;
  }

  private static <T> @Nullable T added(SumWork<?, T> work, @Nullable T one, @Nullable T other) {
    return one == null ? other : other == null ? one : work.merge(one, other);
  }

  @Override
  public int atOnce() {
    return Clusters.tasksAtOnce(spark);
  }

  /** Runs a job on a thread of its own, so that it can be followed and ended. */
  private <T extends @Nullable Object> T run(Callable<T> job, long total, Progress progress)
      throws IOException {
    String group = UUID.randomUUID().toString();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<T> running =
          thread.submit(
              () -> {
                spark.setJobGroup(group, "mneme", false);
                return job.call();
              });
      while (true) {
        try {
          return running.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (total > 0) {
            progress.advance((long) (total * finished(group)));
          }
          progress.check();
        }
      }
    } catch (CancelledException e) {
      spark.sc().cancelJobGroup(group);
      throw e;
    } catch (InterruptedException e) {
      spark.sc().cancelJobGroup(group);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the cluster worked", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause(), progress);
    } finally {
      thread.shutdownNow();
    }
  }

  /** The share of a group's tasks that is done. */
  private double finished(String group) {
    long all = 0;
    long done = 0;
    for (int job : spark.statusTracker().getJobIdsForGroup(group)) {
      var info = spark.statusTracker().getJobInfo(job);
      if (info == null) {
        continue;
      }
      for (int stage : info.stageIds()) {
        SparkStageInfo tasks = spark.statusTracker().getStageInfo(stage);
        if (tasks != null) {
          all += tasks.numTasks();
          done += tasks.numCompletedTasks();
        }
      }
    }
    return all == 0 ? 0 : (double) done / all;
  }

  /** What a task threw is the cause of what Spark throws. */
  private IOException failure(Throwable thrown, Progress progress) {
    progress.check();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof IOException io) {
        return io;
      }
      if (each instanceof IllegalArgumentException mistake) {
        throw mistake;
      }
    }
    return new IOException("the cluster gave up: " + Failures.describe(thrown), thrown);
  }

  @Override
  public void close() {
    spark.stop();
  }
}
