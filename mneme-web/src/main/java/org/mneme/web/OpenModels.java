package org.mneme.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.CachedModel;
import org.mneme.catalog.Catalog;
import org.mneme.catalog.PublishedModel;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.Capacity;
import org.mneme.score.ScoringModel;
import org.mneme.score.SharedScorer;

/**
 * The models of a server, each opened once, on a thread of its own, when it is first asked for.
 * Requests wait for it, but only so long.
 */
final class OpenModels implements AutoCloseable {
  /** How long a request waits for a model that is being opened. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(30);

  /** Opens a model, which takes seconds for a large one. */
  @FunctionalInterface
  interface Opener {
    SharedScorer open(ScoringModel model, Capacity capacity) throws IOException;

    /** Opens models as it is done outside tests. */
    Opener DEFAULT =
        (model, capacity) -> SharedScorer.open(model.file(), model.options(), capacity);
  }

  /** The files by name; the first is taken unless a precision is asked for. */
  private final Map<String, List<ServedModel>> served;

  private final Capacity capacity;
  private final Opener opener;
  private final Duration patience;
  private final Map<Path, CompletableFuture<SharedScorer>> open =
      new LinkedHashMap<>(); // guarded by this
  private boolean closed; // guarded by this

  private OpenModels(
      Map<String, List<ServedModel>> served, Capacity capacity, Opener opener, Duration patience) {
    this.served = served;
    this.capacity = capacity;
    this.opener = opener;
    this.patience = patience;
  }

  /**
   * Finds the models, fetching published ones that are not there; opens none.
   *
   * @param patience how long requests wait for a model that is being opened
   * @throws IOException if one cannot be had
   */
  static OpenModels of(
      ServerSettings settings, Catalog catalog, Progress progress, Opener opener, Duration patience)
      throws IOException {
    Map<String, List<ServedModel>> served = new LinkedHashMap<>();
    for (String model : settings.models()) {
      List<ServedModel> found = new ArrayList<>();
      String name = name(model, catalog);
      for (Path file : files(model, catalog, progress)) {
        found.add(
            ServedModel.of(name, ScoringModel.of(file, settings.options(), catalog.hashes())));
      }
      if (served.put(name, found) != null) {
        throw new IllegalArgumentException(
            "two models are called '%s'; rename one of the files".formatted(name));
      }
    }
    return new OpenModels(served, settings.capacity(), opener, patience);
  }

  /**
   * Begins to open the first, which requests take that name none, and returns at once.
   *
   * @return completes when it is open; exceptionally if it cannot be opened
   */
  CompletableFuture<SharedScorer> openFirst() {
    return opening(first());
  }

  /** Whether the first is open. */
  synchronized boolean isReady() {
    CompletableFuture<SharedScorer> opening = open.get(first().file());
    return opening != null && isOpen(opening);
  }

  private static boolean isOpen(CompletableFuture<SharedScorer> opening) {
    return opening.isDone() && !opening.isCompletedExceptionally();
  }

  private static String name(String model, Catalog catalog) {
    return catalog
        .published(model)
        .map(PublishedModel::name)
        .orElseGet(
            () -> String.valueOf(Path.of(model).getFileName()).replaceFirst("(?i)\\.onnx$", ""));
  }

  /** The file that is taken unless a precision is asked for, and those of other precisions. */
  private static List<Path> files(String model, Catalog catalog, Progress progress)
      throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(catalog.resolve(model, Optional.empty(), progress));
    Optional<PublishedModel> published = catalog.published(model);
    if (published.isPresent()) {
      for (Precision precision : Precision.values()) {
        catalog
            .cached(published.get(), precision)
            .map(CachedModel::file)
            .filter(file -> !files.contains(file))
            .ifPresent(files::add);
      }
    }
    return files;
  }

  private ServedModel first() {
    return served.values().iterator().next().get(0);
  }

  List<ServedModel> all() {
    return served.values().stream().flatMap(Collection::stream).toList();
  }

  /**
   * The model that a request means.
   *
   * @throws ProblemException if there is none of the name, or not in the precision
   */
  ServedModel find(ScoreOptions options) {
    return find(options.model(), options.precision());
  }

  /**
   * The same by name and precision.
   *
   * @param name null for the first
   */
  ServedModel find(@Nullable String name, Optional<Precision> precision) {
    List<ServedModel> found = served.getOrDefault(name == null ? first().name() : name, List.of());
    if (found.isEmpty()) {
      throw ProblemException.badRequest(
          "unknown model '%s'; this server has %s"
              .formatted(name, String.join(", ", served.keySet())));
    }
    if (precision.isEmpty()) {
      return found.get(0);
    }
    for (ServedModel each : found) {
      if (each.isIn(precision.get())) {
        return each;
      }
    }
    throw ProblemException.badRequest(
        "this server has %s in %s, not in %s. Leave out the precision, or ask the server's operator"
            .formatted(
                found.get(0).name(),
                found.stream()
                    .map(each -> each.precision().orElse(Precision.FP32).title())
                    .collect(Collectors.joining(" and ")),
                precision.get().title()));
  }

  /**
   * The model opened, for a request: it waits while the model is being opened.
   *
   * @throws ProblemException if that takes too long, or the server stops
   */
  SharedScorer scorer(ServedModel model) throws IOException {
    return await(opening(model), patience);
  }

  /** The same for a job, which has time. */
  SharedScorer scorerForJob(ServedModel model) throws IOException {
    return await(opening(model), Duration.ofDays(1));
  }

  private static SharedScorer await(CompletableFuture<SharedScorer> opening, Duration longest)
      throws IOException {
    try {
      return opening.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw ProblemException.opening();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a model was being opened");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private synchronized CompletableFuture<SharedScorer> opening(ServedModel model) {
    if (closed) {
      throw ProblemException.stopping();
    }
    CompletableFuture<SharedScorer> begun = open.get(model.file());
    if (begun == null || begun.isCompletedExceptionally()) { // the file may be mended by now
      CompletableFuture<SharedScorer> opening = new CompletableFuture<>();
      Thread thread = new Thread(() -> open(model, opening), "mneme-open");
      thread.setDaemon(true);
      thread.start();
      open.put(model.file(), opening);
      return opening;
    }
    return begun;
  }

  private void open(ServedModel model, CompletableFuture<SharedScorer> opening) {
    try {
      opening.complete(opener.open(model.model(), capacity));
    } catch (IOException | RuntimeException | Error e) {
      opening.completeExceptionally(e);
    }
  }

  /** Images that wait in all open models. */
  int waiting() {
    return open().stream().mapToInt(SharedScorer::waiting).sum();
  }

  /** Encoded bytes that wait in all open models. */
  long waitingBytes() {
    return open().stream().mapToLong(SharedScorer::waitingBytes).sum();
  }

  private synchronized List<SharedScorer> open() {
    return open.values().stream().filter(OpenModels::isOpen).map(CompletableFuture::join).toList();
  }

  /** Waits for models that are being opened: the process must not end under native code. */
  @Override
  public void close() {
    List<CompletableFuture<SharedScorer>> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(open.values());
      open.clear();
    }
    for (CompletableFuture<SharedScorer> each : all) {
      try {
        await(each, LONGEST_CLOSING).close();
      } catch (IOException | RuntimeException e) {
        // It was never open.
      }
    }
  }
}
