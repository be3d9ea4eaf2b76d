package org.mneme.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.mneme.progress.CancelledException;
import org.mneme.score.Score;
import org.mneme.score.Scorer;

/** From a stream of images to scores in a sink. For one thread. */
final class PredictRun {
  private final ScoreSink sink;
  private final Resume done;
  private final Progress progress;
  private long scored;
  private long failed;
  private double sum;

  PredictRun(ScoreSink sink, Resume done, Progress progress) {
    this.sink = sink;
    this.done = done;
    this.progress = progress;
    this.failed = done.failed();
  }

  /**
   * Scores what is not done yet.
   *
   * @param images may throw {@link CancelledException}
   * @return false if the user stopped it
   */
  boolean score(Scorer scorer, Iterator<Path> images) throws IOException {
    try {
      scorer.scoreEach(new NotDone(images), this::take);
      return true;
    } catch (CancelledException e) {
      return false;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  boolean anyFailed() {
    return failed > 0;
  }

  /** Whether there is no score at all, old or new, though there are rows. */
  boolean allFailed() {
    return scored + done.scored() == 0;
  }

  /** One line: how many, how fast, the mean, how many failed. */
  String summary(Duration taken) {
    double seconds = taken.toMillis() / 1000.0;
    StringBuilder text = new StringBuilder();
    add(text, "%,d image%s scored", scored, scored == 1 ? "" : "s");
    add(text, " in %.1f s (%.1f a second)", seconds, scored / Math.max(seconds, .001));
    if (scored > 0) {
      add(text, ", mean %.3f", sum / scored);
    }
    if (done.scored() + done.failed() > 0) {
      add(text, ", %,d done before", done.scored() + done.failed());
    }
    add(text, ", %,d failed", failed);
    return text.toString();
  }

  private static void add(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  private void take(Score score) {
    Score checked = checked(score);
    if (checked.failed()) {
      failed++;
    } else {
      scored++;
      sum += checked.value();
    }
    try {
      sink.accept(checked);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    progress.step();
  }

  /** With the reason of a failure in words that fit beside the image's name. */
  private static Score checked(Score score) {
    if (score.failed()) {
      return new Score(score.image(), Float.NaN, Rows.reason(score));
    }
    return Float.isFinite(score.value())
        ? score
        : new Score(score.image(), Float.NaN, "the model gave %s".formatted(score.value()));
  }

  /** The images that have no row yet. */
  private final class NotDone implements Iterator<Path> {
    private final Iterator<Path> images;
    private @Nullable Path next;

    NotDone(Iterator<Path> images) {
      this.images = images;
    }

    @Override
    public boolean hasNext() {
      while (next == null && images.hasNext()) {
        Path image = images.next();
        next = done.take(image) ? null : image;
      }
      return next != null;
    }

    @Override
    public Path next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Path image = next;
      next = null;
      return image;
    }
  }
}
