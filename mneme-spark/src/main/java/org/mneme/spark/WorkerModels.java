package org.mneme.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.mneme.score.ImageBatch;
import org.mneme.score.Scorer;

/**
 * The networks that are open in this worker process: each once, whatever the number of tasks that
 * use it, because weights of 500 MB a task would not fit. The one that was used last stays open
 * after its tasks have ended, so that later tasks find it; others are closed then.
 */
final class WorkerModels {
  /**
   * Spark has no place for what belongs to a worker process: tasks of one process find each other
   * through their class alone.
   */
  private static final WorkerModels OF_PROCESS = new WorkerModels();

  private record Key(ShippedModel model, WorkerOptions options, int threads) {}

  /** An open network and how many tasks use it now. */
  private static final class Open {
    private final Scorer scorer;
    private int users;

    Open(Scorer scorer) {
      this.scorer = scorer;
    }
  }

  private final Map<Key, Open> models = new HashMap<>();

  /** The batches of functions that are called image by image, by task and model. */
  private final Map<String, ImageBatch> batches = new ConcurrentHashMap<>();

  private WorkerModels() {}

  /**
   * The network for the running task, which gives it back when it ends.
   *
   * @param opened is told of each network that is opened; null to tell nobody
   */
  static Scorer forTask(ShippedModel model, WorkerOptions options, @Nullable LongAccumulator opened)
      throws IOException {
    TaskContext task = TaskContext.get();
    Key key = new Key(model, options, threads(task));
    Scorer scorer = OF_PROCESS.acquire(key, opened);
    if (task != null) {
      task.addTaskCompletionListener(
          ended -> {
            OF_PROCESS.release(key);
          });
    }
    return scorer;
  }

  /** The running task's one batch, for a function that is called image by image. */
  static ImageBatch batchOfTask(ShippedModel model, WorkerOptions options) throws IOException {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return forTask(model, options, null).newBatch();
    }
    String key = task.taskAttemptId() + " " + model.sha256();
    ImageBatch batch = OF_PROCESS.batches.get(key);
    if (batch == null) {
      batch = forTask(model, options, null).newBatch();
      OF_PROCESS.batches.put(key, batch);
      task.addTaskCompletionListener(
          ended -> {
            OF_PROCESS.batches.remove(key);
          });
    }
    return batch;
  }

  private synchronized Scorer acquire(Key key, @Nullable LongAccumulator opened)
      throws IOException {
    Open open = models.get(key);
    if (open == null) {
      closeUnused();
      Path file = key.model().onThisWorker();
      open = new Open(Scorer.open(file, key.options().scorer(key.threads())));
      models.put(key, open);
      if (opened != null) {
        opened.add(1);
      }
    }
    open.users++;
    return open.scorer;
  }

  private synchronized void release(Key key) {
    Open open = models.get(key);
    if (open != null) {
      open.users--;
    }
  }

  private void closeUnused() {
    List<Key> unused = new ArrayList<>();
    models.forEach(
        (key, open) -> {
          if (open.users == 0) {
            unused.add(key);
          }
        });
    for (Key key : unused) {
      Open open = models.remove(key);
      if (open != null) {
        open.scorer.close();
      }
    }
  }

  /**
   * The network's threads, so that all tasks of a worker together use its cores and no more. A run
   * of the network has its task's own thread and a pool that all tasks share: with one core a task
   * the pool is empty.
   */
  private static int threads(@Nullable TaskContext task) {
    int each = task == null ? 1 : task.cpus();
    SparkEnv environment = SparkEnv.get();
    SparkConf conf = environment == null ? new SparkConf(false) : environment.conf();
    return threads(each, conf.getInt("spark.executor.cores", each));
  }

  static int threads(int coresOfTask, int coresOfWorker) {
    int tasks = Math.max(1, coresOfWorker / coresOfTask);
    return 1 + tasks * (coresOfTask - 1);
  }
}
