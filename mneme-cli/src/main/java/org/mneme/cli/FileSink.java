package org.mneme.cli;

import java.io.IOException;
import org.mneme.predict.FinishedRows;
import org.mneme.predict.PredictionFile;
import org.mneme.score.Score;

/** Writes a row for each score to a file that can be continued. */
final class FileSink implements ScoreSink {
  private final PredictionFile file;

  FileSink(PredictionFile file) {
    this.file = file;
  }

  @Override
  public FinishedRows finished() {
    return file.finished();
  }

  @Override
  public void accept(Score score) throws IOException {
    file.accept(score);
  }

  @Override
  public void finish(boolean complete) throws IOException {
    file.close();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
