package org.mneme.score;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.mneme.certainty.ScoreIntervals;
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
 * is more memorable. The file's own preprocessing is used; options that contradict it are refused,
 * unless they say that they override it.
 *
 * <p>Many threads may score at once. After {@link #close} frees the native model, scoring throws
 * IllegalStateException.
 */
public final class Scorer implements AutoCloseable {
  private final Path model;
  private final ScorerOptions options;
  private final Optional<ModelCard> card;
  private final PreprocessingChoice choice;
  private final Preprocessing preprocessing;
  private final ImageRunner runner;
  private final String output;
  private final Decoding<ImageBatch.Encoded> decoding;
  private final Optional<ScoreIntervals> intervals;
  private final boolean knowsFamiliar;

  private Scorer(
      Path model,
      ScorerOptions options,
      Optional<ModelCard> card,
      PreprocessingChoice choice,
      Preprocessing preprocessing,
      ImageRunner runner,
      String output,
      boolean knowsFamiliar) {
    this.model = model;
    this.options = options;
    this.card = card;
    this.choice = choice;
    this.preprocessing = preprocessing;
    this.runner = runner;
    this.output = output;
    this.knowsFamiliar = knowsFamiliar;
    this.intervals =
        card.map(each -> each.notes().get(ScoreIntervals.NOTE)).flatMap(ScoreIntervals::parse);
    this.decoding = new Decoding<>(image -> planes(image.decode(options), options.crops()));
  }

  /**
   * Opens a model file with {@link ScorerOptions#defaults}.
   *
   * @param model an ONNX file that says how images are prepared for it
   * @return the open model; the caller closes it
   * @throws IOException if the file cannot be read, or is no such model
   */
  public static Scorer open(Path model) throws IOException {
    return open(model, ScorerOptions.defaults());
  }

  /**
   * Opens a model file: Mneme's own, or any ONNX file with one input of images, channels first or
   * last, and an output of one number an image.
   *
   * @param model an ONNX file
   * @param options how it is run
   * @return the open model; the caller closes it
   * @throws ModelException if the file is no such model, neither it nor the options say how to
   *     prepare images, or they contradict each other and the options do not override
   */
  public static Scorer open(Path model, ScorerOptions options) throws IOException {
    Optional<ModelCard> card = OnnxFile.card(model);
    PreprocessingChoice choice = PreprocessingChoice.of(model, card, options);
    Preprocessing preprocessing = choice.used();
    GraphRunner graph = graph(model, options.threads());
    try {
      ImageInput input = ImageInput.of(graph, preprocessing.input());
      String output = ScoreOutput.of(graph, options.output(), input.fixedRows());
      boolean knowsFamiliar =
          card.isPresent()
              && !output.equals(Sureness.FAMILIAR)
              && graph.outputs().containsKey(Sureness.FAMILIAR);
      Set<String> outputs = knowsFamiliar ? Set.of(output, Sureness.FAMILIAR) : Set.of(output);
      ImageRunner runner =
          new ImageRunner(graph, input, outputs, options.threads(), options.batch());
      return new Scorer(
          model,
          options,
          card,
          choice,
          used(preprocessing, input, model),
          runner,
          output,
          knowsFamiliar);
    } catch (ModelException e) {
      graph.close();
      throw e;
    }
  }

  /** Where a network takes the pixels themselves, these are not divided. */
  static Preprocessing used(Preprocessing given, ImageInput input, Path model)
      throws ModelException {
    if (!input.takesPixels()) {
      return given;
    }
    if (given.meanImage() != null || !given.withoutMeanAndStd().equals(given)) {
      throw new ModelException(
          "%s: its input is uint8, which takes the pixels as they are; no mean can be removed from them and no deviation. Leave both to the network"
              .formatted(model));
    }
    return given.withDivisor(1);
  }

  private static GraphRunner graph(Path model, int threads) throws IOException {
    try {
      return GraphRunner.open(model, threads, model.toString());
    } catch (ModelException e) {
      OnnxFile.requireExternalFiles(model); // which says it more plainly
      throw e;
    }
  }

  /** {@return what the model file says about itself; empty for a file that Mneme did not make} */
  public Optional<ModelCard> card() {
    return card;
  }

  /** {@return the name of the network's output that is the score} */
  public String output() {
    return output;
  }

  /** {@return how this scorer prepares images} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * {@return how images are prepared, with the model's own preprocessing where options override it}
   */
  public PreprocessingChoice preprocessingChoice() {
    return choice;
  }

  /** {@return whether the model tells how sure its scores are, see {@link Score#sureness}} */
  public boolean tellsSureness() {
    return knowsFamiliar || intervals.isPresent();
  }

  /** {@return the intervals around scores; empty for a model that does not know any} */
  public Optional<ScoreIntervals> intervals() {
    return intervals;
  }

  /** {@return how it is run} */
  public ScorerOptions options() {
    return options;
  }

  /**
   * Decodes an image file as {@link #score(Path)} does.
   *
   * @param image a file in any format of {@link ImageDecoder}
   * @return the picture in its own size
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public Rgb decode(Path image) throws IOException {
    return ImageDecoder.decode(image, options.decode(), options.limits());
  }

  /**
   * Scores one image file.
   *
   * @param image a file in any format of {@link ImageDecoder}
   * @return the model's output, for memorability models 0..1
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public float score(Path image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  /**
   * Scores one image from the bytes of an image file; the stream stays open.
   *
   * @param image the bytes of an image file
   * @return the model's output, for memorability models 0..1
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public float score(InputStream image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  /**
   * Scores one image in memory.
   *
   * @param image of any type; not changed
   * @return the model's output, for memorability models 0..1
   * @throws IOException if the network fails
   */
  public float score(BufferedImage image) throws IOException {
    return score(ImageDecoder.decode(image, options.decode()));
  }

  /**
   * Scores one decoded image.
   *
   * @param image of any size
   * @return the model's output, for memorability models 0..1
   * @throws IOException if the network fails
   */
  public float score(Rgb image) throws IOException {
    return score(runner.run(planes(image), options.crops().count()), options.crops().count());
  }

  /**
   * Scores decoded images in batches, without threads beside the network's.
   *
   * @param images of any sizes
   * @return one score each, in their order
   * @throws IOException if the network fails
   */
  public float[] scores(List<Rgb> images) throws IOException {
    float[] scores = new float[images.size()];
    RowBatch batch = newBatch(options.crops());
    for (int from = 0; from < scores.length; from += batch.capacity()) {
      int to = Math.min(scores.length, from + batch.capacity());
      batch.clear();
      for (Rgb image : images.subList(from, to)) {
        batch.add(planes(image));
      }
      float[] some = scores(batch, to - from, options.crops(), scores.length == 1);
      System.arraycopy(some, 0, scores, from, some.length);
    }
    return scores;
  }

  /**
   * Scores image files, in their order; a bad one has its error in its place.
   *
   * @param images files in any format of {@link ImageDecoder}
   * @return one for each image
   * @throws IOException if the network itself fails
   */
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
   * @param images files, gone through once
   * @param sink takes one score for each image
   * @throws ModelException if the network itself fails
   */
  public void scoreEach(Iterator<Path> images, Consumer<Score> sink) throws IOException {
    runner.run(
        images,
        this::planes,
        options.crops().count(),
        outputs -> {
          if (outputs.error() != null) {
            sink.accept(new Score(outputs.image(), Float.NaN, outputs.error()));
            return;
          }
          float score = score(outputs.values(), options.crops().count());
          Sureness sureness = around(score, familiar(outputs.values()));
          sink.accept(new Score(outputs.image(), score, null, sureness));
        });
  }

  /** The mean over an image's crops; NaN where the model does not tell. */
  private float familiar(Map<String, FloatBuffer> outputs) {
    FloatBuffer values = outputs.get(Sureness.FAMILIAR);
    if (!knowsFamiliar || values == null || !values.hasRemaining()) {
      return Float.NaN;
    }
    double sum = 0;
    int count = values.remaining();
    while (values.hasRemaining()) {
      sum += values.get();
    }
    return (float) (sum / count);
  }

  /** Whether the network tells how familiar an image is. */
  boolean knowsFamiliar() {
    return knowsFamiliar;
  }

  Sureness around(float score, float familiar) {
    return new Sureness(
        intervals.map(each -> (float) each.low(score)).orElse(Float.NaN),
        intervals.map(each -> (float) each.high(score)).orElse(Float.NaN),
        familiar);
  }

  /** An image's score: the mean over its crops. */
  private float score(Map<String, FloatBuffer> outputs, int crops) throws ModelException {
    FloatBuffer values = outputs.get(output);
    if (values == null || values.remaining() != crops) {
      throw ScoreOutput.notOneNumber(
          model, output, values == null ? 0 : values.remaining() / crops);
    }
    double sum = 0;
    while (values.hasRemaining()) {
      sum += values.get();
    }
    return (float) (sum / crops);
  }

  private float[] planes(Path image) throws IOException {
    return planes(ImageDecoder.decode(image, options.decode(), options.limits()));
  }

  private float[] planes(Rgb image) {
    return planes(image, options.crops());
  }

  /** What the network takes of an image: {@code [crops, channels, height, width]}. */
  float[] planes(Rgb image, Crops crops) {
    float[] planes = new float[Planes.size(preprocessing, crops)];
    Planes.write(image, preprocessing, crops, FloatBuffer.wrap(planes));
    return planes;
  }

  /** {@return a batch of images that the caller fills and runs on threads of its own} */
  public ImageBatch newBatch() {
    return new ImageBatch(this, options);
  }

  /** Decodes an image of a batch; of all batches one that needs all the memory is decoded alone. */
  Decoded<ImageBatch.Encoded> decode(ImageBatch.Encoded image) {
    return decoding.decode(image);
  }

  /** A batch of images with these crops, for {@link #scores}. */
  RowBatch newBatch(Crops crops) {
    return runner.newBatch(crops.count());
  }

  /**
   * The scores of the images that a batch holds.
   *
   * @param alone see {@link RowBatch#run}
   */
  float[] scores(RowBatch batch, int images, Crops crops, boolean alone) throws ModelException {
    FloatBuffer values = runner.run(batch, alone).getOrDefault(output, FloatBuffer.allocate(0));
    int each = values.remaining() / images; // what is wrong with it, score says
    float[] scores = new float[images];
    for (int i = 0; i < images; i++) {
      scores[i] = score(Map.of(output, values.slice(i * each, each)), crops.count());
    }
    return scores;
  }

  /**
   * The same, with how sure each score is.
   *
   * @param alone see {@link RowBatch#run}
   */
  List<Outcome> outcomes(RowBatch batch, int images, Crops crops, boolean alone)
      throws ModelException {
    Map<String, FloatBuffer> outputs = runner.run(batch, alone);
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      Map<String, FloatBuffer> own = new HashMap<>();
      for (Map.Entry<String, FloatBuffer> each : outputs.entrySet()) {
        int length = each.getValue().remaining() / images;
        own.put(each.getKey(), each.getValue().slice(i * length, length));
      }
      float score = score(own, crops.count());
      outcomes.add(Outcome.scored(score, around(score, familiar(own))));
    }
    return outcomes;
  }

  /** Waits for runs in progress, then frees the native model. Closing twice does nothing more. */
  @Override
  public void close() {
    runner.close();
  }
}
