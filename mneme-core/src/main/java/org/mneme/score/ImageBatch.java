package org.mneme.score;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ImageDecoder;
import org.mneme.image.Rgb;
import org.mneme.onnx.ModelException;

/**
 * Scores images that come as bytes, some at a time, in whatever threads its caller has: for a
 * program that schedules the work itself, as Spark does. One batch is filled and run again and
 * again, so memory does not grow with the number of images; of each only what the network takes is
 * held.
 *
 * <p>The scores are those of {@link Scorer#scoreEach}. Adding and running are for one thread at a
 * time; {@link #decode} may be called by many. Batches of one scorer may be used at once.
 */
public final class ImageBatch {
  private final Scorer scorer;
  private final ScorerOptions options;
  private final RowBatch rows;
  private final List<Prepared> images = new ArrayList<>();

  /** An image as the network takes it, or why it cannot be scored. For its batch alone. */
  public static final class Prepared {
    private final String name;
    private final float @Nullable [] planes;
    private final int width;
    private final int height;
    private final @Nullable String error;

    private Prepared(
        String name, float @Nullable [] planes, int width, int height, @Nullable String error) {
      this.name = name;
      this.planes = planes;
      this.width = width;
      this.height = height;
      this.error = error;
    }
  }

  ImageBatch(Scorer scorer, ScorerOptions options) {
    this.scorer = scorer;
    this.options = options;
    this.rows = scorer.newBatch(options.crops());
  }

  /** {@return whether to run it before more is added} */
  public boolean isFull() {
    return rows.isFull() || images.size() >= ScorerOptions.MAX_BATCH;
  }

  /** {@return whether no image was added since it ran last} */
  public boolean isEmpty() {
    return images.isEmpty();
  }

  /**
   * Decodes and prepares an image. One that does not fit in memory beside those of other threads is
   * decoded again, alone.
   *
   * @param name for errors
   * @param file the bytes of an image file, not to be changed meanwhile
   * @return the image as the network takes it, or its error
   */
  public Prepared decode(String name, byte[] file) {
    Encoded image = new Encoded(name, file);
    Decoded<Encoded> decoded = scorer.decode(image);
    return new Prepared(name, decoded.planes(), image.width, image.height, decoded.error());
  }

  /**
   * {@return what takes the place of an image that could not be read}
   *
   * @param name of the image
   * @param error why it could not be read
   */
  public Prepared unreadable(String name, String error) {
    return new Prepared(name, null, 0, 0, error);
  }

  /**
   * Adds an image.
   *
   * @param image prepared by this batch
   * @throws IllegalStateException if the batch is full
   */
  public void add(Prepared image) {
    if (isFull()) {
      throw new IllegalStateException("the batch is full");
    }
    images.add(image);
    float[] planes = image.planes;
    if (planes != null) {
      rows.add(planes);
    }
  }

  /**
   * Scores the images that were added, in their order, and empties the batch.
   *
   * @return one for each image
   * @throws ModelException if the network itself fails
   */
  public List<MeasuredScore> run() throws ModelException {
    int good = (int) images.stream().filter(image -> image.planes != null).count();
    List<Outcome> scores =
        good == 0 ? List.of() : scorer.outcomes(rows, good, options.crops(), false);
    List<MeasuredScore> results = new ArrayList<>(images.size());
    int at = 0;
    for (Prepared image : images) {
      results.add(
          image.planes == null
              ? MeasuredScore.failed(image.name, String.valueOf(image.error))
              : MeasuredScore.of(scores.get(at++), image.width, image.height));
    }
    images.clear();
    rows.clear();
    return results;
  }

  /** An image file in memory, and how large its picture turned out to be. */
  static final class Encoded {
    private final String name;
    private final byte[] file;
    private int width;
    private int height;

    Encoded(String name, byte[] file) {
      this.name = name;
      this.file = file;
    }

    Rgb decode(ScorerOptions options) throws IOException {
      Rgb picture =
          ImageDecoder.decode(
              name, new ByteArrayInputStream(file), options.decode(), options.limits());
      width = picture.width();
      height = picture.height();
      return picture;
    }
  }
}
