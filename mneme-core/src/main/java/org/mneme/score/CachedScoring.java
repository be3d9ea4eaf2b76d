package org.mneme.score;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.mneme.files.FileErrors;
import org.mneme.files.Sha256;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

/**
 * Scores images with any number of models, each content once a model: a score that is in the cache
 * is not made again, and one that is made is kept at once. Images are known by the SHA-256 of their
 * files, models by their {@link ScoringSettings#key}. For one thread.
 */
public final class CachedScoring {
  private final Optional<Path> folder;
  private final int threads;
  private final Progress progress;
  private long kept;
  private long made;

  /** Is told of an image that gets no score. */
  @FunctionalInterface
  public interface FailureListener {
    /**
     * An image cannot be read or scored.
     *
     * @param image its place in the list
     * @param reason in one line
     * @param cause the failure itself; null when it was found out earlier
     * @throws IOException to end it all
     */
    void failed(int image, String reason, @Nullable Throwable cause) throws IOException;
  }

  /**
   * Looks what the folder holds, and says so where that is too old to be used.
   *
   * @param folder to keep scores in, made when the first is kept; empty to keep none
   * @param threads that read images to know them
   * @param progress hears of all images that are read or scored
   * @throws IOException if the folder cannot be read
   */
  public CachedScoring(Optional<Path> folder, int threads, Progress progress) throws IOException {
    this.folder = folder;
    this.threads = threads;
    this.progress = progress;
    if (folder.isPresent()) {
      long outdated = ScoreCache.outdated(folder.get());
      if (outdated > 0) {
        progress.say(
            "%s: %d files hold scores of an earlier version of Mneme, which are too old to be used; delete them"
                .formatted(folder.get(), outdated));
      }
    }
  }

  /** {@return how many scores were found in the cache so far} */
  public long kept() {
    return kept;
  }

  /** {@return how many scores a network made so far} */
  public long made() {
    return made;
  }

  /**
   * {@return what the images are known by, in their order: the SHA-256 of each one's file; null for
   * one that cannot be read}
   *
   * @param images files; one that is named twice is read twice
   * @param failures hears of each that cannot be read
   * @throws CancelledException if the caller wants it to end
   * @throws IOException if the listener ends it
   */
  public List<@Nullable String> hashes(List<Path> images, FailureListener failures)
      throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      progress.begin("Reading", images.size(), "images");
      List<Future<String>> running =
          images.stream().map(image -> pool.submit(() -> Sha256.of(image))).toList();
      @Nullable String[] hashes = new @Nullable String[images.size()];
      for (int i = 0; i < hashes.length; i++) {
        progress.check();
        hashes[i] = hash(running.get(i), i, failures);
        progress.advance(i + 1);
      }
      return Arrays.asList(hashes);
    } finally {
      pool.shutdownNow();
    }
  }

  private static @Nullable String hash(Future<String> future, int image, FailureListener failures)
      throws IOException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        failures.failed(image, FileErrors.describe(cause), cause);
        return null;
      }
      throw new IllegalStateException("hashing failed for no fault of the images", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    }
  }

  /**
   * {@return a model's scores, in the order of the images; NaN for one that failed}
   *
   * @param stage what {@link Progress} shows
   * @param model is opened only if a score is missing
   * @param images files
   * @param hashes as {@link #hashes} gives them
   * @param failures hears of each that gets no score
   * @throws CancelledException if the caller wants it to end; what was scored is kept
   * @throws IOException if the model or the cache fails, or the listener ends it
   */
  public double[] score(
      String stage,
      ScoringModel model,
      List<Path> images,
      List<@Nullable String> hashes,
      FailureListener failures)
      throws IOException {
    Optional<ScoreCache> cache = folder.map(place -> new ScoreCache(place, model.settings().key()));
    Map<String, Float> scores = new HashMap<>();
    if (cache.isPresent()) {
      scores.putAll(cache.get().find(new HashSet<>(hashes)));
    }
    List<Integer> missing = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (int i = 0; i < images.size(); i++) {
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
      progress.begin(stage, missing.size(), "images");
      try (Scorer scorer = model.open()) {
        make(scorer, missing, images, hashes, cache, scores, failures);
      }
    }
    double[] values = new double[images.size()];
    for (int i = 0; i < values.length; i++) {
      Float score = scores.get(hashes.get(i));
      values[i] = score == null ? Double.NaN : score;
    }
    return values;
  }

  private void make(
      Scorer scorer,
      List<Integer> missing,
      List<Path> images,
      List<@Nullable String> hashes,
      Optional<ScoreCache> cache,
      Map<String, Float> scores,
      FailureListener failures)
      throws IOException {
    int[] done = {0};
    try {
      scorer.scoreEach(
          progress.checking(missing.stream().map(images::get).iterator()),
          score -> {
            int image = missing.get(done[0]);
            Score row = score.asRow();
            try {
              if (row.failed()) {
                failures.failed(image, row.reason(), null);
              } else {
                keep(String.valueOf(hashes.get(image)), row.value(), cache, scores);
              }
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            progress.advance(++done[0]);
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void keep(String hash, float score, Optional<ScoreCache> cache, Map<String, Float> scores)
      throws IOException {
    made++;
    scores.put(hash, score);
    if (cache.isPresent()) {
      cache.get().add(hash, score);
    }
  }
}
