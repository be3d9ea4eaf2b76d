package org.mneme.web;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.score.BusyException;
import org.mneme.score.SharedScorer;
import org.mneme.score.SharedScorer.Outcome;
import org.mneme.score.SharedScorer.Ticket;
import org.mneme.score.SharedScorer.Urgency;

/** A job in this server: its folder, and how far it is. Many threads may ask. */
final class Job {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int WINDOW = 32;

  /** Rows that a machine that loses its power may lose, and must then score again. */
  private static final int ROWS_A_SYNC = 64;

  private final JobFolder folder;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
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
    JobFolder.End end =
        folder.end().orElse(new JobFolder.End(JobFolder.State.QUEUED, "", Instant.EPOCH));
    return new Job(folder, end.state(), end.reason(), folder.finished());
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

  /** Is run after each row and at the end, on the job's thread. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
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

  /** How far it is, for clients. */
  synchronized String json() {
    JobFolder.About about = folder.about();
    ObjectNode json =
        JSON.createObjectNode()
            .put("id", about.id())
            .put("state", state.name().toLowerCase(Locale.ROOT))
            .put("created", about.created().toString())
            .put("model", about.model())
            .put("identity", about.identity())
            .put("crops", ScoreOptions.lower(about.options().crops()))
            .put("decode", ScoreOptions.lower(about.options().decode()))
            .put("images", about.images())
            .put("finished", finished);
    if (!reason.isEmpty()) {
      json.put("reason", reason);
    }
    double seconds = (Instant.now().toEpochMilli() - started.toEpochMilli()) / 1000.0;
    if (state == JobFolder.State.RUNNING && finished > before) {
      json.put("secondsLeft", (about.images() - finished) * seconds / (finished - before));
    }
    return json.toString();
  }

  /**
   * Scores what has no row yet; ends early, to be gone on with, when the server stops.
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
      OpenModels.Served model = models.find(folder.about().model());
      if (!model.identity().equals(folder.about().identity())) {
        throw new IOException(
            "the model '%s' is another file now than when the job began; begin a new job"
                .formatted(model.name()));
      }
      score(models.scorer(model), files, metrics);
      end(cancelled ? JobFolder.State.CANCELLED : JobFolder.State.DONE, "");
    } catch (ProblemException e) {
      if (e.status() != 503) { // else the server stops, and the next one goes on
        end(JobFolder.State.FAILED, String.valueOf(e.getMessage()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | UncheckedIOException e) {
      end(JobFolder.State.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private void score(SharedScorer scorer, OpenedFolder files, Metrics metrics)
      throws IOException, InterruptedException {
    ScoreOptions options = folder.about().options();
    Deque<Ticket> tickets = new ArrayDeque<>();
    Deque<String> names = new ArrayDeque<>();
    try (FileOutputStream rows = folder.append();
        Stream<JobFolder.Image> images = folder.images()) {
      Iterator<JobFolder.Image> left = images.skip(finished()).iterator();
      while (!cancelled && (left.hasNext() || !tickets.isEmpty())) {
        while (tickets.size() < WINDOW && left.hasNext()) {
          JobFolder.Image image = left.next();
          tickets.add(submit(scorer, source(image, files), options));
          names.add(image.name());
        }
        Outcome outcome = ScoresRoute.await(tickets.remove());
        metrics.scored(outcome);
        JobFolder.append(rows, ScoreWriter.json(names.remove(), outcome));
        if (finished() % ROWS_A_SYNC == 0) {
          rows.getFD().sync();
        }
        advance();
      }
      rows.getFD().sync();
    } finally {
      tickets.forEach(Ticket::cancel);
    }
  }

  private static Ticket submit(
      SharedScorer scorer, SharedScorer.Source source, ScoreOptions options) {
    while (true) {
      try {
        return scorer.submit(source, options.crops(), options.decode(), Urgency.LATER);
      } catch (BusyException e) {
        ScoresRoute.pause();
      } catch (IllegalStateException e) {
        throw ProblemException.stopping();
      }
    }
  }

  private SharedScorer.Source source(JobFolder.Image image, OpenedFolder files) {
    boolean uploaded = folder.about().uploaded();
    Path file = (uploaded ? folder.uploads() : files.root()).resolve(image.file());
    return new SharedScorer.Source() {
      @Override
      public long bytes() {
        return 0;
      }

      @Override
      public Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
        if (!uploaded && !files.contains(file)) { // a link may lead elsewhere by now
          throw new ImageException(image.name() + ": is not there any more");
        }
        try (InputStream in = Files.newInputStream(file)) {
          return ImageDecoder.decode(in, mode, limits);
        }
      }
    };
  }

  private void advance() {
    synchronized (this) {
      finished++;
    }
    listeners.forEach(Runnable::run);
  }

  private void end(JobFolder.State how, String why) throws IOException {
    folder.end(new JobFolder.End(how, why, Instant.now()));
    synchronized (this) {
      state = how;
      reason = why;
    }
    listeners.forEach(Runnable::run);
  }
}
