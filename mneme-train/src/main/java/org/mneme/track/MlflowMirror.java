package org.mneme.track;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.mlflow.tracking.MlflowHttpException;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedied;
import org.mneme.remedy.Remedy;

/**
 * Copies runs to MLflow servers: settings, metrics, files, and sweeps as parents of their trials.
 * Runs never wait for it and are never lost by it: it reads what they have written, sends what is
 * new, and notes in each run's folder what has arrived. What could not be sent is sent by a later
 * {@link #sync}.
 *
 * <p>It takes the runs of a store of {@link RunStore#mirroredTo}. The server is asked with the
 * name, password or token in {@code MLFLOW_TRACKING_USERNAME}, {@code MLFLOW_TRACKING_PASSWORD} and
 * {@code MLFLOW_TRACKING_TOKEN}, as by MLflow's own clients.
 */
public final class MlflowMirror implements AutoCloseable {
  private static final int EVERY_SECONDS = 5;
  private static final int LAST_SECONDS = 20;
  private static final int BAD_REQUEST = 400;
  private static final String LOCK = ".mlflow.lock";

  private final RunStore store;
  private final Consumer<Warning> warnings;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Set<String> warned = new HashSet<>();
  private final Thread thread = new Thread(this::run, "mneme-mlflow");

  /**
   * What a pass did.
   *
   * @param sent runs of which something was sent
   * @param failures one line each, of servers that cannot be reached and runs that were refused
   */
  public record Sent(int sent, List<String> failures) {
    /**
     * Keeps a copy.
     *
     * @param sent runs of which something was sent
     * @param failures one line each, of servers that cannot be reached and runs that were refused
     */
    public Sent {
      failures = List.copyOf(failures);
    }
  }

  /**
   * Something that could not be sent.
   *
   * @param found which server or run, and why, in one line
   * @param remedies how it is sent later
   */
  public record Warning(String found, List<Remedy> remedies) implements Remedied {
    /**
     * Keeps a copy.
     *
     * @param found which server or run, and why, in one line
     * @param remedies how it is sent later
     */
    public Warning {
      remedies = List.copyOf(remedies);
    }
  }

  private MlflowMirror(RunStore store, Consumer<Warning> warnings) {
    this.store = store;
    this.warnings = warnings;
  }

  /**
   * Sends in the background, until {@link #close}.
   *
   * @param store whose marked runs are sent
   * @param warnings told, once each, of what cannot be sent; by another thread
   * @return to be closed, which sends what is left
   */
  public static MlflowMirror start(RunStore store, Consumer<Warning> warnings) {
    MlflowMirror mirror = new MlflowMirror(store, warnings);
    mirror.thread.setDaemon(true);
    mirror.thread.start();
    return mirror;
  }

  /**
   * {@return a mirror that sends nothing}
   *
   * @param store any
   */
  public static MlflowMirror none(RunStore store) {
    return new MlflowMirror(store, warning -> {});
  }

  private void run() {
    try {
      boolean last;
      do {
        last = closing.await(EVERY_SECONDS, TimeUnit.SECONDS);
        pass();
      } while (!last);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, and out of patience
    }
  }

  private void pass() {
    List<String> failures;
    try {
      failures = sync(store).failures();
    } catch (IOException e) {
      failures = List.of(String.valueOf(e.getMessage()));
    }
    failures.stream()
        .filter(warned::add)
        .forEach(
            failure ->
                warnings.accept(
                    new Warning(
                        failure + "; nothing is lost",
                        List.of(Remedy.of(Action.SYNC_RUNS, "Send it later", store.folder())))));
  }

  /**
   * Sends all that has not arrived yet, each run to its server. One process at a time does so; the
   * others wait.
   *
   * @param store whose marked runs are sent
   * @return what was sent, and what could not be
   * @throws IOException if the store cannot be read or written
   */
  public static synchronized Sent sync(RunStore store) throws IOException {
    if (store.list().isEmpty()) {
      return new Sent(0, List.of());
    }
    try (FileChannel channel =
        FileChannel.open(
            store.folder().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock unused = channel.lock(); // freed with the channel
      return sendAll(store);
    }
  }

  private static Sent sendAll(RunStore store) throws IOException {
    List<RunSummary> runs = new ArrayList<>(store.list());
    // Parents first: children name them.
    runs.sort(Comparator.comparing(run -> run.about().kind() != NewRun.Kind.SWEEP));
    Map<URI, MlflowServer> servers = new HashMap<>();
    Set<URI> lost = new HashSet<>();
    List<String> failures = new ArrayList<>();
    int sent = 0;
    try {
      for (RunSummary run : runs) {
        Path folder = store.folder().resolve(run.id());
        Optional<MlflowState> found;
        try {
          found = MlflowState.read(folder);
        } catch (IOException e) {
          failures.add(String.valueOf(e.getMessage()));
          continue;
        }
        if (found.isEmpty() || found.get().isDone(run) || lost.contains(found.get().server())) {
          continue;
        }
        MlflowState state = found.get();
        Optional<MlflowState> parent = parent(store, run, state.server());
        if (parent.isPresent() && parent.get().runId() == null) {
          continue; // refused, which is among the failures; without it this would be no trial there
        }
        try {
          MlflowServer server = servers.computeIfAbsent(state.server(), MlflowServer::new);
          if (server.send(folder, run, state, parent.map(MlflowState::runId))) {
            sent++;
          }
        } catch (IOException e) {
          failures.add("%s: cannot be sent to MLflow: %s".formatted(folder, e.getMessage()));
        } catch (RuntimeException e) {
          // The client's exceptions have no class of their own for answers that are not MLflow's.
          if (isOfTheRun(e)) {
            failures.add("%s: was refused by MLflow: %s".formatted(folder, rootMessage(e)));
          } else {
            lost.add(state.server());
            failures.add("MLflow at %s: %s".formatted(state.server(), rootMessage(e)));
          }
        }
      }
    } finally {
      servers.values().forEach(MlflowServer::close);
    }
    return new Sent(sent, failures);
  }

  /** Whether the server refused this run, and may take others. */
  private static boolean isOfTheRun(RuntimeException e) {
    return e instanceof MlflowHttpException http
        && (http.getStatusCode() == BAD_REQUEST
            || String.valueOf(http.getBodyMessage()).contains("RESOURCE_DOES_NOT_EXIST"));
  }

  private static Optional<MlflowState> parent(RunStore store, RunSummary run, URI server)
      throws IOException {
    String parent = run.about().parent();
    return parent == null
        ? Optional.empty()
        : MlflowState.read(store.folder().resolve(parent))
            .filter(state -> state.server().equals(server));
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Sends what is left, for at most twenty seconds. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(LAST_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.interrupt();
  }
}
