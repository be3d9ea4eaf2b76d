package org.mneme.cli;

import java.io.IOException;
import java.util.List;
import org.mneme.score.Score;

/** Hands scores on to several results of one run. */
final class SeveralSinks implements ScoreSink {
  private final List<ScoreSink> sinks;

  SeveralSinks(List<ScoreSink> sinks) {
    this.sinks = List.copyOf(sinks);
  }

  @Override
  public void accept(Score row) throws IOException {
    for (ScoreSink sink : sinks) {
      sink.accept(row);
    }
  }

  @Override
  public void finish(boolean complete) throws IOException {
    for (ScoreSink sink : sinks) {
      sink.finish(complete);
    }
  }

  /** All are closed, also when one of them fails; the first failure is told. */
  @Override
  public void close() throws IOException {
    closeFrom(0);
  }

  @SuppressWarnings("try") // a sink acts by being closed
  private void closeFrom(int index) throws IOException {
    if (index < sinks.size()) {
      try (ScoreSink sink = sinks.get(index)) {
        closeFrom(index + 1);
      }
    }
  }
}
