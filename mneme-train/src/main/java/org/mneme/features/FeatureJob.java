package org.mneme.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.mneme.input.Unfinished;
import org.mneme.progress.CancelledException;
import org.mneme.progress.Progress;

/** From any number of images to a file of their features, one row an image in their order. */
public final class FeatureJob {
  /**
   * What a run came to.
   *
   * @param extracted images that got features in this run
   * @param failed images without, those of the finished rows included
   * @param finished rows that were there before
   * @param complete false if the caller ended it before the last image
   */
  public record Summary(long extracted, long failed, long finished, boolean complete) {}

  private FeatureJob() {}

  /**
   * Extracts what the file does not have yet. An image that cannot be read costs one row with its
   * error. Ended by its caller or not, all rows so far are in the file.
   *
   * @param extractor the model, open; not closed here
   * @param images called on this thread; memory does not grow with their number
   * @param file takes the rows; not closed here
   * @param progress hears how many images are done; when it cancels, the run ends in order
   * @return how many images have features
   * @throws IOException if the file cannot be written, or the network fails
   */
  public static Summary run(
      FeatureExtractor extractor, Iterator<Path> images, FeatureFile file, Progress progress)
      throws IOException {
    progress.begin("Extracting features", Progress.UNKNOWN, "images");
    progress.advance(file.finished());
    long[] done = new long[2];
    boolean complete = true;
    try {
      extractor.run(
          new Unfinished(images, file::take),
          row -> {
            file.accept(row);
            done[row.failed() ? 1 : 0]++;
            progress.advance(file.finished() + done[0] + done[1]);
          },
          progress);
    } catch (CancelledException e) {
      complete = false;
    }
    file.finish();
    return new Summary(done[0], done[1] + file.finishedFailures(), file.finished(), complete);
  }
}
