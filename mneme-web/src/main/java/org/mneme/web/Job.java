package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.predict.PredictionFile;
import org.mneme.predict.RowFormat;
import org.mneme.progress.CancelledException;
import org.mneme.score.ImageSource;
import org.mneme.score.InOrder;
import org.mneme.score.SharedScorer;
import org.mneme.score.SharedScorer.Urgency;

/** A job in this server: its folder, and how far it is. Many threads may ask. */
final class Job {
  private static final JsonMapper JSON = new JsonMapper();

  /** Rows that a machine that loses its power may lose, and must then score again. */
  private static final int ROWS_A_SYNC = 64;

  private final JobFolder folder;
  private JobFolder.State state; // guarded by this
  private String reason; // guarded by this
  private long finished; // guarded by this
  private long before; // rows of earlier servers; guarded by this
  private Instant started = Instant.EPOCH; // guarded by this
  private volatile boolean cancelled;

  private Job(JobFolder folder, JobFolder.State state, String reason, long finished) {
    this.folder = folder;
    this.state = state;
    this.reason = reason;
    this.finished = finished;
    this.before = finished;
  }

  static Job of(JobFolder folder) throws IOException {
    Optional<JobFolder.End> end = folder.end();
    return end.isPresent()
        ? new Job(folder, end.get().state(), end.get().reason(), end.get().finished())
        : new Job(folder, JobFolder.State.QUEUED, "", folder.finished());
  }

  JobFolder folder() {
    return folder;
  }

  String id() {
    return folder.about().id();
  }

  synchronized JobFolder.State state() {
    return state;
  }

  synchronized boolean hasEnded() {
    return state != JobFolder.State.QUEUED && state != JobFolder.State.RUNNING;
  }

  synchronized long finished() {
    return finished;
  }

  /**
   * Waits until more images are finished than these, or the job has ended, but no longer than a
   * while.
   */
  synchronized void awaitMoreThan(long images, Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    for (long left = longest.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      if (finished > images || hasEnded()) {
        return;
      }
      wait(left);
    }
  }

  /** Asks it to end; rows that are there stay. */
  void cancel() throws IOException {
    cancelled = true;
    synchronized (this) {
      if (state != JobFolder.State.QUEUED) {
        return;
      }
    }
    end(JobFolder.State.CANCELLED, "");
  }

  /** What its rows are of, said before them. */
  synchronized ObjectNode head() {
    ObjectNode head = JSON.createObjectNode().put("mneme", WebServer.VERSION);
    head.set("job", about());
    return head;
  }

  /** How far it is, for clients. */
  synchronized String json() {
    return about().toString();
  }

  private synchronized ObjectNode about() {
    JobFolder.About about = folder.about();
    ObjectNode json =
        JSON.createObjectNode()
            .put("mneme", WebServer.VERSION)
            .put("id", about.id())
            .put("state", state.name().toLowerCase(Locale.ROOT))
            .put("created", about.created().toString())
            .put("identity", about.identity())
            .put("images", about.images())
            .put("finished", finished);
    about.options().write(json);
    if (!reason.isEmpty()) {
      json.put("reason", reason);
    }
    double seconds = (Instant.now().toEpochMilli() - started.toEpochMilli()) / 1000.0;
    if (state == JobFolder.State.RUNNING && finished > before) {
      json.put("secondsLeft", (about.images() - finished) * seconds / (finished - before));
    }
    return json;
  }

  /**
   * Scores what has no row yet; ends early, to be resumed, when the server stops.
   *
   * @param files where images that were not uploaded lie
   */
  void run(OpenModels models, OpenedFolder files, Metrics metrics) throws IOException {
    synchronized (this) {
      if (hasEnded() || cancelled) {
        return;
      }
      state = JobFolder.State.RUNNING;
      started = Instant.now();
    }
    try {
      ScoreOptions options = folder.about().options();
      ServedModel model = models.find(options);
      if (!model.identity().equals(folder.about().identity())) {
        throw new IOException(
            "the model '%s' is not the file with which this job began; start a new job"
                .formatted(model.name()));
      }
      score(model, models.scorerForJob(model), files, metrics);
      end(cancelled ? JobFolder.State.CANCELLED : JobFolder.State.DONE, "");
    } catch (CancelledException | InterruptedIOException e) {
      pause(); // the server stops, and the next one resumes it
    } catch (ProblemException e) {
      if (e.status() == 503) {
        pause();
      } else {
        end(JobFolder.State.FAILED, String.valueOf(e.getMessage()));
      }
    } catch (IOException | UncheckedIOException e) {
      end(JobFolder.State.FAILED, RemedyWords.message(e));
    }
  }

  private synchronized void pause() {
    state = JobFolder.State.QUEUED;
  }

  private void score(ServedModel model, SharedScorer scorer, OpenedFolder files, Metrics metrics)
      throws IOException {
    ScoreOptions options = folder.about().options();
    try (PredictionFile rows =
            PredictionFile.resume(
                folder.rows(), RowFormat.JSONL, model.settings(options), scorer.tellsSureness());
        Stream<JobFolder.Image> images = folder.images()) {
      before(rows.finished().scored() + rows.finished().failed());
      try (InOrder<JobImage> scores =
          scorer.inOrder(
              images.skip(finished()).map(image -> image(image, files)).iterator(),
              options.crops(),
              options.decodeMode(),
              Urgency.LATER)) {
        while (!cancelled && scores.hasNext()) {
          InOrder.Done<JobImage> done = scores.next();
          metrics.scored(done.outcome());
          rows.accept(done.image().name(), done.outcome());
          if (finished() % ROWS_A_SYNC == 0) {
            rows.sync();
          }
          advance();
        }
      }
      rows.sync();
    }
  }

  private synchronized void before(long rows) {
    finished = rows;
    before = rows;
  }

  private JobImage image(JobFolder.Image image, OpenedFolder files) {
    return folder.about().uploaded()
        ? new JobImage(image.name(), folder.uploads().resolve(image.file()), path -> true)
        : new JobImage(image.name(), files.root().resolve(image.file()), files::contains);
  }

  /**
   * An image of a job.
   *
   * @param allowed whether the file may be read, asked when it is: a link may lead elsewhere by now
   */
  private record JobImage(String name, Path file, Predicate<Path> allowed) implements ImageSource {
    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
      if (!allowed.test(file)) {
        throw new ImageException("no such file below the opened folder; check the name");
      }
      return ImageDecoder.decode(name, file, mode, limits);
    }
  }

  private void advance() {
    synchronized (this) {
      finished++;
      notifyAll();
    }
  }

  private void end(JobFolder.State how, String why) throws IOException {
    folder.end(new JobFolder.End(how, why, Instant.now(), finished()));
    synchronized (this) {
      state = how;
      reason = why;
      notifyAll();
    }
  }
}
