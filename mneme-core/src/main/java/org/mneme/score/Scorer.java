package org.mneme.score;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.mneme.image.Crops;
import org.mneme.image.ImageDecoder;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;

/**
 * Scores images with one model file.
 *
 * <p>What a score means, the model's {@link #card} says; for memorability models it is 0..1, higher
 * is more memorable. The file's own preprocessing is used unless the options bring another.
 *
 * <p>Many threads may score at once. After {@link #close} frees the native model, scoring throws
 * IllegalStateException.
 */
public final class Scorer implements AutoCloseable {
  private final Path model;
  private final ScorerOptions options;
  private final Optional<ModelCard> card;
  private final Preprocessing preprocessing;
  private final Session session;

  /** Runs hold the read lock, so that closing waits for them. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  private Scorer(
      Path model,
      ScorerOptions options,
      Optional<ModelCard> card,
      Preprocessing preprocessing,
      Session session) {
    this.model = model;
    this.options = options;
    this.card = card;
    this.preprocessing = preprocessing;
    this.session = session;
  }

  /** Opens a model file with {@link ScorerOptions#defaults}. */
  public static Scorer open(Path model) throws IOException {
    return open(model, ScorerOptions.defaults());
  }

  /**
   * Opens a model file: Mneme's own, or any ONNX file with one image input {@code [N, 3, crop,
   * crop]} and one number an image as output.
   *
   * @throws ModelException if the file is no such model, or neither it nor the options say how to
   *     prepare images
   */
  public static Scorer open(Path model, ScorerOptions options) throws IOException {
    Optional<ModelCard> card = OnnxFile.card(model);
    Preprocessing preprocessing =
        options
            .preprocessing()
            .or(() -> card.map(ModelCard::preprocessing))
            .orElseThrow(
                () ->
                    new ModelException(
                        ("%s: does not say how images are prepared for it (it was not made by Mneme)."
                                + " Say it: --size 256x256 --crop 227 --order rgb --divisor 255, and"
                                + " --mean and --std if it needs them")
                            .formatted(model)));
    Session session = new Session(model, options.threads(), preprocessing.crop());
    return new Scorer(model, options, card, preprocessing, session);
  }

  /** What the model file says about itself; empty for a file that Mneme did not make. */
  public Optional<ModelCard> card() {
    return card;
  }

  /** How this scorer prepares images. */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Scores one image file.
   *
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public float score(Path image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  /**
   * Scores one image from the bytes of an image file; the stream stays open.
   *
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public float score(InputStream image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  /** Scores one image in memory. */
  public float score(BufferedImage image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode()));
  }

  /** Scores one decoded image. */
  public float score(Rgb image) throws IOException {
    return run(newBatch().add(planes(image)))[0];
  }

  /** Scores image files, in their order; a bad one has its error in its place. */
  public List<Score> scoreAll(List<Path> images) throws IOException {
    List<Score> scores = new ArrayList<>(images.size());
    scoreEach(images.iterator(), scores::add);
    return scores;
  }

  /**
   * Scores image files and hands on each score, in the order of the files, as soon as it is there.
   * Images are decoded ahead on threads of their own; memory does not grow with their number. A bad
   * image costs one failed score. {@code images} and {@code sink} are called on the calling thread.
   *
   * <p>Interrupting the calling thread ends it early, between two batches, with {@link
   * java.io.InterruptedIOException}.
   *
   * @throws ModelException if the network itself fails
   */
  public void scoreEach(Iterator<Path> images, Consumer<Score> sink) throws IOException {
    Batch batch = newBatch();
    try (DecodeAhead ahead =
        new DecodeAhead(images, this::planes, options.threads(), 2 * batch.capacity())) {
      List<Decoded> waiting = new ArrayList<>();
      while (ahead.hasNext()) {
        Decoded decoded = ahead.next();
        waiting.add(decoded);
        if (decoded.planes() != null) {
          batch.add(decoded.planes());
        }
        if (batch.isFull() || !ahead.hasNext()) {
          ahead.fill();
          emit(waiting, run(batch), sink);
          waiting.clear();
          batch.clear();
        }
      }
    }
  }

  private static void emit(List<Decoded> waiting, float[] scores, Consumer<Score> sink) {
    int scored = 0;
    for (Decoded decoded : waiting) {
      boolean failed = decoded.planes() == null;
      sink.accept(new Score(decoded.image(), failed ? Float.NaN : scores[scored], decoded.error()));
      scored += failed ? 0 : 1;
    }
  }

  private float[] planes(Path image) throws IOException {
    return planes(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  private float[] planes(Rgb image) {
    return planes(image, options.crops());
  }

  /** What the network takes of an image: {@code [crops, 3, crop, crop]}. */
  float[] planes(Rgb image, Crops crops) {
    float[] planes = new float[Planes.size(preprocessing, crops)];
    Planes.write(image, preprocessing, crops, FloatBuffer.wrap(planes));
    return planes;
  }

  private Batch newBatch() {
    return newBatch(options.crops());
  }

  Batch newBatch(Crops crops) {
    return new Batch(options.batch(), crops.count(), preprocessing.crop(), session.fixedBatch());
  }

  float[] run(Batch batch) throws ModelException {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the scorer of " + model + " is closed");
      }
      return batch.run(session);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Waits for runs in progress, then frees the native model. Closing twice does nothing more. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
