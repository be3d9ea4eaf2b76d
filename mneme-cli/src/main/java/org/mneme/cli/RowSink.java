package org.mneme.cli;

import java.io.IOException;
import java.util.Optional;
import org.mneme.onnx.Precision;
import org.mneme.score.Score;

/** Writes a row for each score as it comes. */
final class RowSink implements ScoreSink {
  private final Format format;
  private final Output output;
  private final Optional<Precision> precision;
  private final boolean sure;

  /**
   * @param sure whether rows say how sure their scores are
   */
  RowSink(Format format, Output output, Optional<Precision> precision, boolean sure)
      throws IOException {
    this.sure = sure;
    this.precision = precision;
    this.format = format;
    this.output = output;
    output.write(Rows.header(format, sure));
  }

  @Override
  public void accept(Score score) throws IOException {
    output.write(Rows.row(format, score, precision, sure));
  }

  /** Answers the end of a part of the list. */
  void endPart() throws IOException {
    output.write("\n");
  }

  @Override
  public void finish(boolean complete) throws IOException {
    output.finish();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
