package org.mneme.web;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** The models of a server, each opened once, when it is first asked for. */
final class OpenModels implements AutoCloseable {
  /** By name, the file that is taken unless a precision is asked for first. */
  private final Map<String, List<ServedModel>> served;

  private final Capacity capacity;
  private final Map<Path, SharedScorer> open = new LinkedHashMap<>(); // guarded by this
  private boolean closed; // guarded by this
  private volatile boolean ready;

  private OpenModels(Map<String, List<ServedModel>> served, Capacity capacity) {
    this.served = served;
    this.capacity = capacity;
  }

  /**
   * Finds the models, fetching published ones that are not there; opens none.
   *
   * @throws IOException if one cannot be had
   */
  static OpenModels of(ServerSettings settings, Catalog catalog, Progress progress)
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
    return new OpenModels(served, settings.capacity());
  }

  /** Opens the first, which requests take that name none. */
  void openFirst() throws IOException {
    scorer(first());
    ready = true;
  }

  /** Whether the first is open. */
  boolean isReady() {
    return ready;
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

  /** The model opened, which takes seconds the first time. */
  synchronized SharedScorer scorer(ServedModel model) throws IOException {
    if (closed) {
      throw ProblemException.stopping();
    }
    SharedScorer scorer = open.get(model.file());
    if (scorer == null) {
      scorer = SharedScorer.open(model.file(), model.model().options(), capacity);
      open.put(model.file(), scorer);
    }
    return scorer;
  }

  /** Images that wait in all open models. */
  synchronized int waiting() {
    return open.values().stream().mapToInt(SharedScorer::waiting).sum();
  }

  /** Encoded bytes that wait in all open models. */
  synchronized long waitingBytes() {
    return open.values().stream().mapToLong(SharedScorer::waitingBytes).sum();
  }

  @Override
  public synchronized void close() {
    closed = true;
    open.values().forEach(SharedScorer::close);
    open.clear();
  }
}
