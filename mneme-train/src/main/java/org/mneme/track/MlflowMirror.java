package org.mneme.track;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
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

  private final RunStore store;
  private final Consumer<String> warnings;
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
    public Sent {
      failures = List.copyOf(failures);
    }
  }

  private MlflowMirror(RunStore store, Consumer<String> warnings) {
    this.store = store;
    this.warnings = warnings;
  }

  /**
   * Sends in the background, until {@link #close}.
   *
   * @param warnings told, once each, of what cannot be sent; by another thread
   */
  public static MlflowMirror start(RunStore store, Consumer<String> warnings) {
    MlflowMirror mirror = new MlflowMirror(store, warnings);
    mirror.thread.setDaemon(true);
    mirror.thread.start();
    return mirror;
  }

  /** Sends nothing. */
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
                    "%s; nothing is lost, send it later with: mneme runs sync --runs %s"
                        .formatted(failure, store.folder())));
  }

  /** Sends all that has not arrived yet, each run to its server. */
  public static Sent sync(RunStore store) throws IOException {
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
        Optional<MlflowState> state = MlflowState.read(folder);
        if (state.isEmpty() || isDone(run, state.get()) || lost.contains(state.get().server())) {
          continue;
        }
        URI uri = state.get().server();
        try {
          servers
              .computeIfAbsent(uri, MlflowServer::new)
              .send(folder, run, state.get(), parent(store, run));
          sent++;
        } catch (IOException e) {
          failures.add("%s: cannot be sent to MLflow: %s".formatted(folder, e.getMessage()));
        } catch (RuntimeException e) {
          // The client's exceptions have no common class of their own.
          lost.add(uri);
          failures.add("MLflow at %s: %s".formatted(uri, rootMessage(e)));
        }
      }
    } finally {
      servers.values().forEach(MlflowServer::close);
    }
    return new Sent(sent, failures);
  }

  private static boolean isDone(RunSummary run, MlflowState state) {
    return state.ended() && run.status().isOver() && state.rows() == run.rows();
  }

  private static Optional<String> parent(RunStore store, RunSummary run) throws IOException {
    String parent = run.about().parent();
    return parent == null
        ? Optional.empty()
        : MlflowState.read(store.folder().resolve(parent))
            .map(MlflowState::runId)
            .filter(id -> !id.isEmpty());
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
