package org.mneme.web;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The jobs of a server, kept as folders: after a server was killed, the next one resumes them where
 * the rows end. Some run side by side, the others in the order of their coming. One server at a
 * time owns the folder: two would both write a job's rows.
 */
final class Jobs implements AutoCloseable {
  private static final int AT_ONCE = 4;
  private static final int MOST_WAITING = 1000;
  private static final Duration RETRY = Duration.ofSeconds(30);
  private static final int STOP_SECONDS = 30;

  private final Path folder;
  private final OpenModels models;
  private final OpenedFolder files;
  private final Metrics metrics;
  private final ServerSettings.Kept kept;
  private final FileChannel lock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Job> jobs = new ConcurrentHashMap<>();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          AT_ONCE,
          task -> {
            Thread thread = new Thread(task, "mneme-job");
            thread.setDaemon(true);
            return thread;
          });

  private Jobs(
      Path folder,
      OpenModels models,
      OpenedFolder files,
      Metrics metrics,
      ServerSettings.Kept kept,
      FileChannel lock) {
    this.lock = lock;
    this.folder = folder;
    this.models = models;
    this.files = files;
    this.metrics = metrics;
    this.kept = kept;
  }

  /**
   * Finds the jobs of earlier servers, and resumes those that have not ended.
   *
   * @param files the opened folder; the state's own where none is
   * @throws IOException if another server owns the state
   */
  static Jobs of(
      Path state, OpenModels models, OpenedFolder files, Metrics metrics, ServerSettings.Kept kept)
      throws IOException {
    Path folder = state.resolve("jobs");
    Files.createDirectories(folder);
    FileChannel lock = owned(state);
    try {
      Jobs jobs = new Jobs(folder, models, files, metrics, kept, lock);
      jobs.resume();
      return jobs;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Locked until this process ends, however it ends, or the channel is closed. */
  private static FileChannel owned(Path state) throws IOException {
    FileChannel channel =
        FileChannel.open(
            state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // Another server in this process.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    channel.close();
    throw new IOException(
        "%s: another server keeps its jobs in this folder. Stop that server, or give this one another folder for its state"
            .formatted(state));
  }

  private void resume() throws IOException {
    List<Job> found = new ArrayList<>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.filter(Files::isDirectory).toList()) {
        var job = JobFolder.open(each);
        if (job.isPresent()) {
          found.add(Job.of(job.get()));
        } else {
          JobFolder.deleteAll(each); // killed before the job was whole
        }
      }
    }
    found.sort(Comparator.comparing(job -> job.folder().about().created()));
    for (Job job : found) {
      jobs.put(job.id(), job);
      start(job);
    }
    expire();
  }

  /** A folder for a new job's uploads; {@link #begin} makes the job, or {@link #drop} the end. */
  Path newFolder() {
    byte[] id = new byte[12];
    random.nextBytes(id);
    return folder.resolve(HexFormat.of().formatHex(id));
  }

  void drop(Path newFolder) throws IOException {
    JobFolder.deleteAll(newFolder);
  }

  Job begin(
      Path newFolder,
      ServedModel model,
      ScoreOptions options,
      List<JobFolder.Image> images,
      boolean uploaded)
      throws IOException {
    JobFolder.About about =
        new JobFolder.About(
            String.valueOf(newFolder.getFileName()),
            Instant.now(),
            options.of(model),
            model.identity(),
            images.size(),
            uploaded);
    Job job = Job.of(JobFolder.create(newFolder, about, images));
    jobs.put(job.id(), job);
    start(job);
    expire();
    return job;
  }

  /**
   * Before a job's images are taken.
   *
   * @param bytes of them; negative where nobody knows
   * @throws ProblemException if too much waits already
   */
  void requireRoom(long bytes) throws IOException {
    long waiting = 0;
    long room = kept.bytes() - Math.max(0, bytes);
    for (Job job : jobs.values()) {
      if (!job.hasEnded()) {
        waiting++;
        room -= job.folder().size();
      }
    }
    if (waiting > 0 && (waiting >= MOST_WAITING || room < 0)) {
      throw ProblemException.busy(
          "%d jobs are already waiting, and their files use all the space that jobs may use"
              .formatted(waiting),
          RETRY);
    }
  }

  private void start(Job job) {
    if (job.hasEnded()) {
      return;
    }
    workers.execute(
        () -> {
          try {
            job.run(models, files, metrics);
          } catch (IOException e) {
            System.getLogger(Jobs.class.getName())
                .log(System.Logger.Level.ERROR, "job " + job.id() + " could not be recorded", e);
          }
        });
  }

  /**
   * @throws ProblemException if there is none
   */
  Job find(String id) {
    Job job = jobs.get(id);
    if (job == null) {
      throw ProblemException.notFound(
          "there is no job '%s': its name is wrong, or it was deleted".formatted(id));
    }
    return job;
  }

  /** All, the newest first. */
  List<Job> all() {
    return jobs.values().stream()
        .sorted(Comparator.comparing((Job job) -> job.folder().about().created()).reversed())
        .toList();
  }

  /**
   * Deletes a job that has ended.
   *
   * @throws ProblemException if it still runs
   */
  void delete(Job job) throws IOException {
    if (!job.hasEnded()) {
      throw ProblemException.conflict("the job is still running; cancel it first");
    }
    jobs.remove(job.id());
    job.folder().delete();
  }

  /** Deletes ended jobs that are too old, and the oldest ones while all take too much room. */
  private synchronized void expire() throws IOException {
    Instant oldest = Instant.now().minus(kept.age());
    long room = kept.bytes();
    for (Job job : all()) {
      room -= job.folder().size();
      var end = job.folder().end();
      if (end.isPresent() && (room < 0 || end.get().at().isBefore(oldest))) {
        delete(job);
      }
    }
  }

  /**
   * Lets running jobs stop after the images that are in the network; the next server resumes them.
   */
  @Override
  public void close() {
    workers.shutdownNow();
    try {
      boolean unused = workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      lock.close();
    } catch (IOException e) {
      // The lock ends with the process.
    }
  }
}
