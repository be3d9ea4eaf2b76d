package org.mneme.score;

import java.util.Optional;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Preprocessing;

/**
 * How to score.
 *
 * @param crops one crop from the centre, or the mean over ten
 * @param decode how image files are read
 * @param threads for the network; as many again may decode
 * @param batch how many crops the network takes at once; more is faster up to about 8 and takes
 *     more memory
 * @param preprocessing how images are prepared; needed for a model file that does not say so. What
 *     contradicts the model's own is refused, but for {@code overridePreprocessing}
 * @param overridePreprocessing whether {@code preprocessing} may take the place of the model's own
 * @param limits what an image may ask for
 * @param output the name of the network's output that is the score; needed where it has several
 */
public record ScorerOptions(
    Crops crops,
    DecodeMode decode,
    int threads,
    int batch,
    Optional<Preprocessing> preprocessing,
    boolean overridePreprocessing,
    ImageLimits limits,
    Optional<String> output) {
  /** The largest batch that is taken. */
  static final int MAX_BATCH = 1024;

  /**
   * Checks the counts.
   *
   * @param crops one crop from the centre, or the mean over ten
   * @param decode how image files are read
   * @param threads for the network
   * @param batch how many crops the network takes at once
   * @param preprocessing how images are prepared
   * @param overridePreprocessing whether {@code preprocessing} may take the place of the model's
   *     own
   * @param limits what an image may ask for
   * @param output the name of the network's output that is the score
   * @throws IllegalArgumentException if {@code threads} is below 1, or {@code batch} not 1 to 1024
   */
  public ScorerOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (batch < 1 || batch > MAX_BATCH) {
      throw new IllegalArgumentException(
          "batch must be 1 to %d, not %d".formatted(MAX_BATCH, batch));
    }
  }

  /**
   * {@return the usual options: centre crop, natural decoding, a thread for each processor, batches
   * of 8}
   */
  public static ScorerOptions defaults() {
    return new ScorerOptions(
        Crops.CENTRE,
        DecodeMode.NATURAL,
        Runtime.getRuntime().availableProcessors(),
        8,
        Optional.empty(),
        false,
        ImageLimits.DEFAULT,
        Optional.empty());
  }

  /**
   * {@return a copy that scores other places of each image}
   *
   * @param value one crop, or the mean over ten
   */
  public ScorerOptions withCrops(Crops value) {
    return new ScorerOptions(
        value, decode, threads, batch, preprocessing, overridePreprocessing, limits, output);
  }

  /**
   * {@return a copy that reads image files in another way}
   *
   * @param value natural, or as Pillow does
   */
  public ScorerOptions withDecode(DecodeMode value) {
    return new ScorerOptions(
        crops, value, threads, batch, preprocessing, overridePreprocessing, limits, output);
  }

  /**
   * {@return a copy that computes on this many threads}
   *
   * @param value 1 or more
   */
  public ScorerOptions withThreads(int value) {
    return new ScorerOptions(
        crops, decode, value, batch, preprocessing, overridePreprocessing, limits, output);
  }

  /**
   * {@return a copy that gives the network this many crops at once}
   *
   * @param value 1 to 1024
   */
  public ScorerOptions withBatch(int value) {
    return new ScorerOptions(
        crops, decode, threads, value, preprocessing, overridePreprocessing, limits, output);
  }

  /**
   * {@return a copy for a model file that does not say how images are prepared for it}
   *
   * @param value how they are
   */
  public ScorerOptions withPreprocessing(Preprocessing value) {
    return new ScorerOptions(
        crops, decode, threads, batch, Optional.of(value), overridePreprocessing, limits, output);
  }

  /**
   * {@return a copy that lets the given preprocessing take the place of the model's own, or does
   * not}
   *
   * @param value true to override the model
   */
  public ScorerOptions withOverridePreprocessing(boolean value) {
    return new ScorerOptions(crops, decode, threads, batch, preprocessing, value, limits, output);
  }

  /**
   * {@return a copy with other limits of an image}
   *
   * @param value larger images fail
   */
  public ScorerOptions withLimits(ImageLimits value) {
    return new ScorerOptions(
        crops, decode, threads, batch, preprocessing, overridePreprocessing, value, output);
  }

  /**
   * {@return a copy that takes this output of the network as the score}
   *
   * @param value the output's name
   */
  public ScorerOptions withOutput(String value) {
    return withOutput(Optional.of(value));
  }

  /**
   * {@return a copy that takes this output of the network as the score}
   *
   * @param value the output's name; empty for the only one
   */
  public ScorerOptions withOutput(Optional<String> value) {
    return new ScorerOptions(
        crops, decode, threads, batch, preprocessing, overridePreprocessing, limits, value);
  }
}
