package org.mneme.predict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Consumer;
import org.mneme.input.Unfinished;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;
import org.mneme.score.KeptScores;
import org.mneme.score.Score;
import org.mneme.score.Scorer;

/** Scores any number of images and writes a row for each, in their order. */
public final class PredictionJob {
  /** Takes rows as they come. */
  @FunctionalInterface
  public interface Sink {
    /**
     * One image is done.
     *
     * @param row with a finite score, or why there is none
     * @throws IOException if the row cannot be kept; the run then ends with this
     */
    void accept(Score row) throws IOException;
  }

  /**
   * What a run came to.
   *
   * @param scored images that got a score in this run
   * @param failed images without one, those of the finished rows included
   * @param finished rows that were there before
   * @param mean of this run's scores; NaN without any
   * @param complete false if the caller ended it before the last image
   */
  public record Summary(long scored, long failed, long finished, double mean, boolean complete) {
    /**
     * {@return one line for people: how many images were scored, how fast, their mean, how many
     * failed}
     *
     * @param taken how long it took
     */
    public String describe(Duration taken) {
      double seconds = taken.toMillis() / 1000.0;
      StringBuilder text = new StringBuilder(complete ? "" : "Interrupted: ");
      add(text, "%,d image%s scored", scored, scored == 1 ? "" : "s");
      add(text, " in %.1f s (%.1f a second)", seconds, scored / Math.max(seconds, .001));
      if (scored > 0) {
        add(text, ", mean %.3f", mean);
      }
      if (finished > 0) {
        add(text, ", %,d done before", finished);
      }
      add(text, ", %,d failed", failed);
      return text.toString();
    }

    private static void add(StringBuilder text, String format, Object... values) {
      text.append(String.format(Locale.ROOT, format, values));
    }
  }

  private PredictionJob() {}

  /**
   * Scores what is not finished yet. A bad image costs one row with its error. Ended by its caller
   * or not, all that was scored has been handed on.
   *
   * @param scorer the model, open; not closed here
   * @param images called on this thread; memory does not grow with their number
   * @param finished each of its rows answers for one time that its image comes
   * @param sink takes a row for each image, in the images' order, on this thread
   * @param progress hears how many images are done; when it cancels, the run ends in order
   * @return how many images were scored, and their mean score
   * @throws IOException if the sink fails, or the list of images cannot be read on
   */
  public static Summary run(
      Scorer scorer, Iterator<Path> images, FinishedRows finished, Sink sink, Progress progress)
      throws IOException {
    return run(scorer::scoreEach, images, finished, sink, progress);
  }

  /**
   * The same with scores that are kept from run to run, of which none is made twice.
   *
   * @param scores the model and what is kept; not closed here
   * @param images called on this thread; memory does not grow with their number
   * @param finished each of its rows answers for one time that its image comes
   * @param sink takes a row for each image, in the images' order, on this thread
   * @param progress hears how many images are done; when it cancels, the run ends in order
   * @return how many images were scored, and their mean score
   * @throws IOException if the sink fails, or the list of images cannot be read on
   */
  public static Summary run(
      KeptScores scores, Iterator<Path> images, FinishedRows finished, Sink sink, Progress progress)
      throws IOException {
    return run(scores::scoreEach, images, finished, sink, progress);
  }

  /** How images get their scores. */
  private interface Scoring {
    void scoreEach(Iterator<Path> images, Consumer<Score> sink) throws IOException;
  }

  private static Summary run(
      Scoring scoring, Iterator<Path> images, FinishedRows finished, Sink sink, Progress progress)
      throws IOException {
    Rows rows = new Rows(finished, sink, progress);
    progress.begin("Scoring", Progress.UNKNOWN, "images");
    progress.advance(rows.before);
    boolean complete = true;
    try {
      scoring.scoreEach(new Unfinished(progress.checking(images), finished::take), rows::take);
    } catch (CancelledException e) {
      complete = false;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Summary(
        rows.scored,
        rows.failed + finished.failed(),
        rows.before,
        rows.scored == 0 ? Double.NaN : rows.sum / rows.scored,
        complete);
  }

  /** Counts rows and hands them on. */
  private static final class Rows {
    private final Sink sink;
    private final Progress progress;
    private final long before;
    private long scored;
    private long failed;
    private double sum;

    Rows(FinishedRows finished, Sink sink, Progress progress) {
      this.sink = sink;
      this.progress = progress;
      this.before = finished.scored() + finished.failed();
    }

    void take(Score score) {
      Score row = score.asRow();
      if (row.failed()) {
        failed++;
      } else {
        scored++;
        sum += row.value();
      }
      try {
        sink.accept(row);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      progress.advance(before + scored + failed);
    }
  }
}
