package org.mneme.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * A folder of runs. There is no index: each run's {@code run.json} says all that a list needs, so
 * that folders can be copied, moved in and deleted by hand.
 *
 * <p>Many threads and processes may use a store; a run has one writer at a time.
 */
public final class RunStore {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Clock clock;
  private final @Nullable URI mlflow;

  private RunStore(Path folder, Clock clock, @Nullable URI mlflow) {
    this.folder = folder;
    this.clock = clock;
    this.mlflow = mlflow;
  }

  /**
   * {@return the runs in a folder, which need not be there before the first run}
   *
   * @param folder is made by the first run
   */
  public static RunStore at(Path folder) {
    return at(folder, Clock.systemUTC());
  }

  /**
   * {@return a store with a clock of the caller's}
   *
   * @param folder is made by the first run
   * @param clock of the runs' times
   */
  public static RunStore at(Path folder, Clock clock) {
    return new RunStore(folder, clock, null);
  }

  /**
   * {@return the same store, whose runs, as they are begun or gone on with, are marked to be copied
   * to an MLflow server by {@link MlflowMirror}}
   *
   * @param server an address such as {@code http://localhost:5000}
   * @throws IllegalArgumentException if the address is not of HTTP
   */
  public RunStore mirroredTo(URI server) {
    if (!String.valueOf(server.getScheme()).matches("https?") || server.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' is no MLflow server's address; such are http://localhost:5000".formatted(server));
    }
    return new RunStore(folder, clock, server);
  }

  /** {@return the folder of the runs; it may not exist yet} */
  public Path folder() {
    return folder;
  }

  /**
   * {@return a name as part of an id: lower-case letters, digits, dots and hyphens, at most 60}
   *
   * @param name any text
   */
  public static String folderName(String name) {
    return Names.folder(name);
  }

  /**
   * Begins a run whose id is the time, UTC, and the name.
   *
   * @param about name, settings and more
   * @return the run, to be written by this process alone
   * @throws IOException if its folder cannot be made
   */
  public Run create(NewRun about) throws IOException {
    Files.createDirectories(folder);
    String wanted = STAMP.format(clock.instant()) + "-" + Names.folder(about.name());
    for (int copy = 1; ; copy++) {
      Path place = folder.resolve(copy == 1 ? wanted : wanted + "-" + copy);
      try {
        Files.createDirectory(place);
      } catch (FileAlreadyExistsException e) {
        continue; // begun in the same second
      }
      Owner.claim(place);
      mark(place);
      return Run.begin(place, about, clock);
    }
  }

  /**
   * Begins a run under an id of the caller's.
   *
   * @param id letters, digits, dots, hyphens and underscores
   * @param about name, settings and more
   * @return the run, to be written by this process alone
   * @throws IOException if there is such a run already
   */
  public Run create(String id, NewRun about) throws IOException {
    Path place = place(id);
    if (exists(id)) {
      throw new IOException("%s: there is a run of this id already".formatted(place));
    }
    Files.createDirectories(place);
    Owner.claim(place);
    mark(place);
    return Run.begin(place, about, clock);
  }

  private void mark(Path place) throws IOException {
    if (mlflow != null
        && MlflowState.read(place).filter(state -> state.server().equals(mlflow)).isEmpty()) {
      MlflowState.of(mlflow).write(place);
    }
  }

  /**
   * {@return whether there is such a run; a folder that a kill left before its first file is none}
   *
   * @param id any text
   */
  public boolean exists(String id) {
    return Names.isFolder(id) && Files.exists(RunJson.in(folder.resolve(id)));
  }

  /**
   * Goes on with a run, also with one that is over. Half a line that a kill left in its metrics is
   * cut off.
   *
   * @param id of a run
   * @return the run, to be written by this process alone
   * @throws IOException if there is none, or a process is at it
   */
  public Run resume(String id) throws IOException {
    Path place = existing(id);
    Owner.claim(place);
    try {
      cleanUp(place);
      mark(place);
      return Run.reopen(place, clock);
    } catch (IOException | RuntimeException e) {
      Owner.release(place);
      throw e;
    }
  }

  /**
   * Begins a run anew under its id: what it measured and its checkpoints are deleted.
   *
   * @param id of a run
   * @return the run, to be written by this process alone
   * @throws IOException if there is none, or a process is at it
   */
  public Run restart(String id) throws IOException {
    Path place = existing(id);
    Owner.claim(place);
    try {
      NewRun about = RunJson.read(place).about();
      cleanUp(place);
      mark(place);
      Files.deleteIfExists(MetricLog.in(place));
      deleteAll(place.resolve("checkpoints"));
      return Run.begin(place, about, clock);
    } catch (IOException | RuntimeException e) {
      Owner.release(place);
      throw e;
    }
  }

  /**
   * {@return all runs, the oldest first}
   *
   * @throws IOException if a run cannot be read
   */
  public List<RunSummary> list() throws IOException {
    List<RunSummary> runs = new ArrayList<>();
    for (Path place : folders()) {
      runs.add(read(place));
    }
    runs.sort(Comparator.comparing(RunSummary::started).thenComparing(RunSummary::id));
    return runs;
  }

  /**
   * {@return the runs of a sweep, by id}
   *
   * @param sweep the sweep's id
   * @throws IOException if a run cannot be read
   */
  public List<RunSummary> trials(String sweep) throws IOException {
    return list().stream()
        .filter(run -> sweep.equals(run.about().parent()))
        .sorted(Comparator.comparing(RunSummary::id))
        .toList();
  }

  /**
   * {@return one run as it is now}
   *
   * @param id of a run
   * @throws IOException if there is none, or it cannot be read
   */
  public RunSummary summary(String id) throws IOException {
    return read(existing(id));
  }

  /**
   * {@return what a run measured, step by step}
   *
   * @param id of a run
   * @throws IOException if there is no such run, or its rows cannot be read
   */
  public List<MetricRow> rows(String id) throws IOException {
    return MetricLog.read(existing(id));
  }

  /**
   * Deletes a run and all its files.
   *
   * @param id of a run
   * @throws IOException if there is none, or a process is at it
   */
  public void delete(String id) throws IOException {
    Path place = existing(id);
    Owner.claim(place);
    // First, so that a half-deleted run is none.
    Files.delete(RunJson.in(place));
    deleteAll(place);
  }

  private List<Path> folders() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> Files.exists(RunJson.in(entry))).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static RunSummary read(Path place) throws IOException {
    RunSummary run = RunJson.read(place);
    if (run.status() != RunStatus.RUNNING) {
      return run;
    }
    RunStatus status = Owner.isOpen(place) ? RunStatus.RUNNING : RunStatus.INTERRUPTED;
    return Measured.of(MetricLog.read(place))
        .into(run.withState(status, run.reason(), run.ended()));
  }

  private Path place(String id) {
    if (!Names.isFolder(id)) {
      throw new IllegalArgumentException(
          "'%s' cannot be a run's id: letters, digits, dots, hyphens and underscores can"
              .formatted(id));
    }
    return folder.resolve(id);
  }

  private Path existing(String id) throws IOException {
    Path place = place(id);
    if (!exists(id)) {
      throw new RunException(
          place + ": there is no run of this id",
          Remedy.of(Action.LIST_RUNS, "List the runs that there are", folder));
    }
    return place;
  }

  /** Removes files that killed processes left half written. */
  private static void cleanUp(Path place) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(place, ".*.part")) {
      for (Path part : left) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static void deleteAll(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(place)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }
}
