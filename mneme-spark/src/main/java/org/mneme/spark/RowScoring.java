package org.mneme.spark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.mneme.score.ImageBatch;
import org.mneme.score.MeasuredScore;

/**
 * The rows of one task, scored in batches as they are asked for. Files are read ahead on one thread
 * of their own, so that a core does not wait for a file system; they are decoded on the task's own
 * thread, or, of a task with several cores, on as many threads.
 */
final class RowScoring implements Iterator<Row>, AutoCloseable {
  private static final int READ_AHEAD = 4;

  /** A batch of rows that carry bytes along ends early, so as not to hold too many of them. */
  private static final long MOST_CARRIED = 64L << 20;

  /**
   * A row whose image is on its way.
   *
   * @param fields those of the row that are kept
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Pending(
      @Nullable Object[] fields, String name, ReadBudget.Share budget, Future<Read> read) {}

  /** An image, decoded or with its error, and when its file was written. */
  private record Read(ImageBatch.Prepared image, @Nullable Long modified) {}

  /** What of a row waits for its score. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Waiting(@Nullable Object[] fields, @Nullable Long modified) {}

  private final ScoreRows plan;
  private final Iterator<Row> rows;
  private final ImageBatch batch;
  private final ImageReader reader;
  private final int cores;
  private final @Nullable ExecutorService readers;
  private final @Nullable ExecutorService decoders;
  private final Deque<Pending> ahead = new ArrayDeque<>();
  private final Deque<Row> done = new ArrayDeque<>();

  RowScoring(ScoreRows plan, Iterator<Row> rows, ImageBatch batch, ImageReader reader, int cores) {
    this.plan = plan;
    this.rows = rows;
    this.batch = batch;
    this.reader = reader;
    this.cores = cores;
    this.readers = plan.kind() == ScoreRows.Kind.PATHS ? threads(1, "mneme-read") : null;
    this.decoders = cores > 1 ? threads(cores, "mneme-decode") : null;
  }

  private static ExecutorService threads(int count, String name) {
    return Executors.newFixedThreadPool(
        count,
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public boolean hasNext() {
    return !done.isEmpty() || !ahead.isEmpty() || rows.hasNext();
  }

  @Override
  public Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (done.isEmpty()) {
      try {
        score();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return done.remove();
  }

  /** Fills a batch and runs it. */
  private void score() throws IOException {
    List<Waiting> waiting = new ArrayList<>();
    long carried = 0;
    fill();
    while (!ahead.isEmpty() && !batch.isFull() && carried < MOST_CARRIED) {
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.killTaskIfInterrupted();
      }
      Pending pending = ahead.remove();
      Read read = await(pending);
      batch.add(read.image());
      waiting.add(new Waiting(pending.fields(), read.modified()));
      carried += bytes(pending.fields());
      if (!batch.isFull()) {
        fill();
      }
    }
    fill(); // so that files are read while the network runs
    List<MeasuredScore> scores = batch.run();
    for (int i = 0; i < scores.size(); i++) {
      done.add(row(waiting.get(i), scores.get(i)));
    }
  }

  private static long bytes(@Nullable Object[] fields) {
    long sum = 0;
    for (Object field : fields) {
      sum += field instanceof byte[] bytes ? bytes.length : 0;
    }
    return sum;
  }

  private Row row(Waiting waiting, MeasuredScore score) {
    int kept = waiting.fields().length;
    @Nullable Float[] sureness =
        plan.sure() ? ScoreRows.sureness(score.sureness()) : new @Nullable Float[0];
    @Nullable Object[] values = new Object[kept + 5 + sureness.length];
    System.arraycopy(waiting.fields(), 0, values, 0, kept);
    values[kept] = score.error() == null ? score.value() : null;
    values[kept + 1] = score.error();
    values[kept + 2] = score.width() == 0 ? null : score.width();
    values[kept + 3] = score.height() == 0 ? null : score.height();
    values[kept + 4] = waiting.modified();
    System.arraycopy(sureness, 0, values, kept + 5, sureness.length);
    return RowFactory.create(values);
  }

  /** Rows are taken on the task's own thread: what they come from knows its task by that. */
  private void fill() {
    int window = plan.kind() == ScoreRows.Kind.PATHS ? READ_AHEAD + cores : cores;
    while (ahead.size() < window && rows.hasNext()) {
      ahead.add(start(rows.next()));
    }
  }

  private Pending start(Row row) {
    @Nullable Object[] fields = new Object[plan.kept().length];
    for (int i = 0; i < fields.length; i++) {
      fields[i] = row.get(plan.kept()[i]);
    }
    String name = plan.name() < 0 || row.isNullAt(plan.name()) ? "" : row.getString(plan.name());
    ReadBudget.Share budget = ReadBudget.OF_PROCESS.share();
    Future<Read> read;
    if (row.isNullAt(plan.image())) {
      String missing = plan.kind() == ScoreRows.Kind.PATHS ? "no path" : "no bytes";
      read =
          CompletableFuture.completedFuture(
              new Read(batch.unreadable(name, missing + "; the row has no image"), null));
    } else if (plan.kind() == ScoreRows.Kind.BYTES) {
      byte[] file = row.getAs(plan.image());
      read = decoding(() -> new Read(batch.decode(name, file), null));
    } else {
      String path = row.getString(plan.image());
      Future<ImageReader.Image> file =
          Objects.requireNonNull(readers).submit(() -> reader.read(path, budget));
      read = decoding(() -> decoded(name.isEmpty() ? path : name, file, budget));
    }
    return new Pending(fields, name, budget, read);
  }

  private Read decoded(String name, Future<ImageReader.Image> file, ReadBudget.Share budget)
      throws InterruptedException, ExecutionException {
    ImageReader.Image image = file.get();
    try {
      byte[] bytes = image.file();
      return new Read(
          bytes == null
              ? batch.unreadable(name, String.valueOf(image.error()))
              : batch.decode(name, bytes),
          image.modified());
    } finally {
      budget.giveBack();
    }
  }

  /** Decodes on a thread of the decoders or, where there are none, when it is asked for. */
  private Future<Read> decoding(Callable<Read> decoding) {
    if (decoders != null) {
      return decoders.submit(decoding);
    }
    return new FutureTask<>(decoding);
  }

  private static Read await(Pending pending) throws IOException {
    if (pending.read() instanceof FutureTask<Read> task && !task.isDone()) {
      task.run(); // does nothing where a thread of the decoders runs it
    }
    try {
      return pending.read().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted while scoring");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      while (cause instanceof ExecutionException && cause.getCause() != null) {
        cause = cause.getCause();
      }
      if (cause instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("decoding failed for no fault of the image", cause);
    }
  }

  @Override
  public void close() {
    if (readers != null) {
      readers.shutdownNow();
    }
    if (decoders != null) {
      decoders.shutdownNow();
    }
    ahead.forEach(pending -> pending.budget().giveBack());
    ahead.clear();
  }
}
