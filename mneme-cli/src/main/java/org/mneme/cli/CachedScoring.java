package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.mneme.data.Item;
import org.mneme.files.Sha256;
import org.mneme.progress.CancelledException;
import org.mneme.score.Score;
import org.mneme.score.Scorer;

/**
 * Scores images, each content once: what is kept in the cache is not scored again, and what is
 * scored is kept at once. For one thread.
 */
final class CachedScoring {
  private final Optional<Path> cache;
  private final boolean skipBad;
  private final int threads;
  private final Interruption interruption;
  private final Bars bars;
  private final List<String> failures = new ArrayList<>();
  private long kept;
  private long made;

  /** Shows how far a job is. */
  @FunctionalInterface
  interface Bars {
    Progress show(String task, long total);
  }

  /**
   * @param cache the folder to keep scores in; empty to keep none
   * @param skipBad whether an image that fails has no score, instead of ending it all
   */
  CachedScoring(
      Optional<Path> cache, boolean skipBad, int threads, Interruption interruption, Bars bars) {
    this.cache = cache;
    this.skipBad = skipBad;
    this.threads = threads;
    this.interruption = interruption;
    this.bars = bars;
  }

  /** Scores that were found in the cache. */
  long kept() {
    return kept;
  }

  /** Scores that a network made. */
  long made() {
    return made;
  }

  /** Images that failed, with the reason, as file and line; a model may name one again. */
  List<String> failures() {
    return List.copyOf(new LinkedHashSet<>(failures));
  }

  /** The SHA-256 of each image's file; null for one that cannot be read. */
  List<@Nullable String> hashes(List<Item> items) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (Progress progress = bars.show("Reading", items.size())) {
      List<Future<String>> running =
          items.stream().map(item -> pool.submit(() -> Sha256.of(item.image()))).toList();
      @Nullable String[] hashes = new @Nullable String[items.size()];
      Iterator<Future<String>> each = interruption.guard(running.iterator());
      for (int i = 0; each.hasNext(); i++) {
        hashes[i] = hash(each.next(), items.get(i));
        progress.step();
      }
      return Arrays.asList(hashes);
    } finally {
      pool.shutdownNow();
    }
  }

  private @Nullable String hash(Future<String> future, Item item) throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        fail(item, Messages.of(cause), cause);
        return null;
      }
      throw new IllegalStateException("hashing failed for no fault of the images", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  /**
   * A model's scores, in the order of the items; NaN for an image that failed.
   *
   * @param hashes of the items' files, as {@link #hashes} gives them
   * @throws CancelledException if the user wants to end it; what was scored is kept
   */
  double[] score(JudgedModel model, List<Item> items, List<@Nullable String> hashes)
      throws IOException {
    Optional<ScoreCache> store = cache.map(folder -> new ScoreCache(folder, model.maker()));
    Map<String, Float> scores = new HashMap<>();
    if (store.isPresent()) {
      scores.putAll(store.get().find(new HashSet<>(hashes)));
    }
    List<Integer> missing = new ArrayList<>();
    HashSet<String> asked = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      @Nullable String hash = hashes.get(i);
      if (hash == null) {
        continue;
      }
      if (scores.containsKey(hash)) {
        kept++;
      } else if (asked.add(hash)) {
        missing.add(i);
      }
    }
    if (!missing.isEmpty()) {
      run(model, missing, items, hashes, store, scores);
    }
    double[] values = new double[items.size()];
    for (int i = 0; i < values.length; i++) {
      Float score = scores.get(hashes.get(i));
      values[i] = score == null ? Double.NaN : score;
    }
    return values;
  }

  private void run(
      JudgedModel model,
      List<Integer> missing,
      List<Item> items,
      List<@Nullable String> hashes,
      Optional<ScoreCache> store,
      Map<String, Float> scores)
      throws IOException {
    Iterator<Path> images =
        interruption.guard(missing.stream().map(i -> items.get(i).image()).iterator());
    Iterator<Integer> order = missing.iterator();
    try (Scorer scorer = Scorer.open(model.file(), model.options());
        Progress progress = bars.show(model.label(), missing.size())) {
      scorer.scoreEach(
          images,
          score -> {
            int i = order.next();
            try {
              take(score, items.get(i), String.valueOf(hashes.get(i)), store, scores);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            progress.step();
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void take(
      Score score, Item item, String hash, Optional<ScoreCache> store, Map<String, Float> scores)
      throws IOException {
    if (score.failed() || !Float.isFinite(score.value())) {
      String why = score.failed() ? Rows.reason(score) : "the model gave " + score.value();
      fail(item, why, null);
      return;
    }
    made++;
    scores.put(hash, score.value());
    if (store.isPresent()) {
      store.get().add(hash, score.value());
    }
  }

  private void fail(Item item, String why, @Nullable Throwable cause) throws IOException {
    String message =
        "%s:%d: image '%s' cannot be scored: %s"
            .formatted(item.file(), item.line(), item.id(), why);
    if (!skipBad) {
      throw new IOException(message + ". Correct it, or go on without it: --skip-bad", cause);
    }
    failures.add(message);
  }
}
