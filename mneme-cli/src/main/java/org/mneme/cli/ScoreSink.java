package org.mneme.cli;

import java.io.Closeable;
import java.io.IOException;
import org.mneme.score.Score;

/** Takes scores in the order of the images. Closed without {@link #finish}, it leaves no result. */
interface ScoreSink extends Closeable {
  void accept(Score score) throws IOException;

  /**
   * No more will come.
   *
   * @param complete false if the run was interrupted
   */
  void finish(boolean complete) throws IOException;
}
