package org.mneme.score;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mneme.files.Sha256;

/**
 * A scorer that makes no score twice: those that were kept, by this or an evaluation, are found by
 * the content of the image file, the model and all settings that decide a score ({@link
 * ScoringSettings#key}), and those that it makes are kept at once. Images go through in their order
 * and need not fit in memory; of each kept score some 250 bytes are. For one thread.
 */
public final class KeptScores implements AutoCloseable {
  /** Images whose files are read ahead, for each thread. */
  private static final int AHEAD = 4;

  /** Images that wait for the score of one before them; then a batch is run that is not full. */
  private static final int MOST_WAITING = 2048;

  private final Scorer scorer;
  private final ScoreCache cache;
  private final Map<String, ScoreCache.Entry> known;
  private final int threads;
  private final ExecutorService readers;
  private long kept;

  private KeptScores(Scorer scorer, ScoreCache cache, int threads) throws IOException {
    this.scorer = scorer;
    this.cache = cache;
    this.known = cache.all();
    this.threads = threads;
    this.readers =
        Executors.newFixedThreadPool(
            threads,
            work -> {
              Thread thread = new Thread(work, "mneme-hash");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Looks what is kept.
   *
   * @param folder with kept scores; made when the first is kept
   * @param scorer the model, open; not closed here
   * @param settings what decides its scores
   * @return to be closed
   * @throws IOException if the folder cannot be read
   */
  public static KeptScores open(Path folder, Scorer scorer, ScoringSettings settings)
      throws IOException {
    return new KeptScores(
        scorer, new ScoreCache(folder, settings.key()), scorer.options().threads());
  }

  /** {@return how many scores were found, and not made, so far} */
  public long kept() {
    return kept;
  }

  /**
   * Does what {@link Scorer#scoreEach} does, with the same scores.
   *
   * @param images files, gone through once
   * @param sink takes one score for each image
   * @throws org.mneme.onnx.ModelException if the network itself fails
   * @throws IOException if a score cannot be kept
   */
  public void scoreEach(Iterator<Path> images, Consumer<Score> sink) throws IOException {
    Lot lot = new Lot(images, sink);
    while (lot.hasNext()) {
      scorer.scoreEach(lot, lot::made);
      lot.emit();
    }
    lot.emit();
  }

  /** An image on its way through. */
  private static final class Passing {
    final Path image;
    final Future<@Nullable String> hash;
    @Nullable Score score;

    Passing(Path image, Future<@Nullable String> hash) {
      this.image = image;
      this.hash = hash;
    }

    @Nullable String sha256() throws IOException {
      try {
        return hash.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("hashing failed for no fault of the image", e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw (IOException)
            new InterruptedIOException("interrupted while reading " + image).initCause(e);
      }
    }
  }

  /** The images without a kept score, for the network; the others join the scores it makes. */
  private final class Lot implements Iterator<Path> {
    private final Iterator<Path> images;
    private final Consumer<Score> sink;

    /** Read ahead, and not looked up yet. */
    private final Deque<Passing> reading = new ArrayDeque<>();

    /** In their order, the first ones perhaps without a score. */
    private final Deque<Passing> waiting = new ArrayDeque<>();

    /** Those of {@code waiting} that the network has. */
    private final Deque<Passing> making = new ArrayDeque<>();

    private @Nullable Passing next;

    Lot(Iterator<Path> images, Consumer<Score> sink) {
      this.images = images;
      this.sink = sink;
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null && waiting.size() < MOST_WAITING) {
          while (reading.size() < AHEAD * threads && images.hasNext()) {
            Path image = images.next();
            reading.add(new Passing(image, readers.submit(() -> hash(image))));
          }
          Passing first = reading.poll();
          if (first == null) {
            return false;
          }
          take(first);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return next != null;
    }

    private void take(Passing image) throws IOException {
      waiting.add(image);
      ScoreCache.Entry entry = known.get(String.valueOf(image.sha256()));
      if (entry == null || (scorer.knowsFamiliar() && Float.isNaN(entry.familiar()))) {
        next = image;
        return;
      }
      kept++;
      Sureness sureness = scorer.around(entry.score(), entry.familiar());
      image.score = new Score(image.image, entry.score(), null, sureness);
      emit();
    }

    @Override
    public Path next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Passing image = next;
      next = null;
      making.add(image);
      return image.image;
    }

    void made(Score score) {
      Passing image = making.remove();
      image.score = score;
      try {
        @Nullable String hash = image.sha256();
        if (!score.asRow().failed() && hash != null) {
          ScoreCache.Entry entry = new ScoreCache.Entry(score.value(), score.sureness().familiar());
          cache.add(hash, entry);
          known.put(hash, entry);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      emit();
    }

    /** Hands on what is at the front and has its score. */
    void emit() {
      for (Passing first = waiting.peek(); first != null; first = waiting.peek()) {
        if (first.score == null) {
          return;
        }
        waiting.remove();
        sink.accept(first.score);
      }
    }
  }

  /** Null for a file that cannot be read, which the scorer will say. */
  private static @Nullable String hash(Path image) {
    try {
      return Sha256.of(image);
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
