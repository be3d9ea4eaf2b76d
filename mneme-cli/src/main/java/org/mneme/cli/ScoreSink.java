package org.mneme.cli;

import java.io.Closeable;
import java.io.IOException;
import org.mneme.predict.FinishedRows;
import org.mneme.predict.PredictionJob;

/** Takes scores in the order of the images. Closed without {@link #finish}, it leaves no result. */
interface ScoreSink extends PredictionJob.Sink, Closeable {

  /** Rows that the result has from an earlier run. */
  default FinishedRows finished() {
    return FinishedRows.none();
  }

  /**
   * No more will come.
   *
   * @param complete false if the run was interrupted
   */
  void finish(boolean complete) throws IOException;
}
