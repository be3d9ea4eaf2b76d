package org.mneme.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.report.Best;
import org.mneme.score.Score;

/** Keeps scores and writes them as rows at the end, highest first. */
final class SortedSink implements ScoreSink {
  private final Best best;
  private final List<Score> failures = new ArrayList<>();
  private final boolean keepFailures;
  private final Format format;
  private final Output output;
  private final Optional<Precision> precision;
  private final boolean sure;

  /**
   * @param top how many to keep, so that memory stays bounded; empty keeps all, and the failures
   *     too
   * @param sure whether rows say how sure their scores are
   */
  SortedSink(
      Format format,
      Output output,
      Optional<Precision> precision,
      Optional<Integer> top,
      boolean sure) {
    this.sure = sure;
    this.best = top.map(most -> new Best(most, 0)).orElseGet(Best::all);
    this.keepFailures = top.isEmpty();
    this.format = format;
    this.output = output;
    this.precision = precision;
  }

  @Override
  public void accept(Score score) {
    if (!score.failed()) {
      best.add(score);
    } else if (keepFailures) {
      failures.add(score);
    }
  }

  @Override
  public void finish(boolean complete) throws IOException {
    RowSink rows = new RowSink(format, output, precision, sure);
    for (Score score : best.sorted()) {
      rows.accept(score);
    }
    for (Score score : failures) {
      rows.accept(score);
    }
    rows.finish(complete);
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
