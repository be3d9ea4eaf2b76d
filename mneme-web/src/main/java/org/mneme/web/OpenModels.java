package org.mneme.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.catalog.Catalog;
import org.mneme.files.Sha256;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.Capacity;
import org.mneme.score.ScorerOptions;
import org.mneme.score.SharedScorer;

/** The models of a server, each opened once, when it is first asked for. */
final class OpenModels implements AutoCloseable {
  private final Map<String, Served> served;
  private final ScorerOptions options;
  private final Capacity capacity;
  private final Map<String, SharedScorer> open = new LinkedHashMap<>(); // guarded by this
  private boolean closed; // guarded by this

  /**
   * A model that may be asked for.
   *
   * @param name that requests give
   * @param identity of the file, SHA-256
   */
  record Served(String name, Path file, String identity, Optional<ModelCard> card) {
    String precision() {
      return card.map(ModelCard::precision).orElse(Precision.FP32) == Precision.INT8
          ? "int8"
          : "fp32";
    }

    String meaning() {
      return card.map(ModelCard::output).orElse("");
    }

    /** The licence's first line. */
    String licence() {
      return card.map(each -> each.licence().lines().findFirst().orElse("")).orElse("");
    }
  }

  private OpenModels(Map<String, Served> served, ScorerOptions options, Capacity capacity) {
    this.served = served;
    this.options = options;
    this.capacity = capacity;
  }

  /**
   * Finds the models, fetching published ones that are not there, and opens the first.
   *
   * @throws IOException if one cannot be had
   */
  static OpenModels of(ServerSettings settings, Catalog catalog, Progress progress)
      throws IOException {
    Map<String, Served> served = new LinkedHashMap<>();
    for (String model : settings.models()) {
      Path file = catalog.resolve(model, Optional.empty(), progress);
      String name =
          Files.isRegularFile(Path.of(model))
              ? String.valueOf(file.getFileName()).replaceFirst("(?i)\\.onnx$", "")
              : model;
      Served each = new Served(name, file, Sha256.of(file), OnnxFile.card(file));
      if (served.put(name, each) != null) {
        throw new IllegalArgumentException(
            "two models are called '%s'; rename one of the files".formatted(name));
      }
    }
    ScorerOptions options = ScorerOptions.defaults().withThreads(settings.threads());
    OpenModels models =
        new OpenModels(Collections.unmodifiableMap(served), options, settings.capacity());
    models.scorer(served.values().iterator().next());
    return models;
  }

  List<Served> all() {
    return new ArrayList<>(served.values());
  }

  /**
   * The model of a request.
   *
   * @param name null for the first
   * @throws ProblemException if there is none of the name
   */
  Served find(@Nullable String name) {
    Served found = name == null ? served.values().iterator().next() : served.get(name);
    if (found == null) {
      throw ProblemException.badRequest(
          "unknown model '%s'; this server has %s".formatted(name, String.join(", ", served.keySet())));
    }
    return found;
  }

  /** The model opened, which takes seconds the first time. */
  synchronized SharedScorer scorer(Served model) throws IOException {
    if (closed) {
      throw ProblemException.stopping();
    }
    SharedScorer scorer = open.get(model.name());
    if (scorer == null) {
      scorer = SharedScorer.open(model.file(), options, capacity);
      open.put(model.name(), scorer);
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
