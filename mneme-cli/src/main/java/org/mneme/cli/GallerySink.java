package org.mneme.cli;

import java.io.IOException;
import org.mneme.report.Gallery;
import org.mneme.score.Score;

/** Collects scores for the page and writes it at the end. */
final class GallerySink implements ScoreSink {
  private final Gallery gallery;
  private final Output output;

  GallerySink(Gallery gallery, Output output) {
    this.gallery = gallery;
    this.output = output;
  }

  @Override
  public void accept(Score score) {
    gallery.add(score);
  }

  @Override
  public void finish(boolean complete) throws IOException {
    gallery.write(output.stream(), complete);
    output.finish();
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
