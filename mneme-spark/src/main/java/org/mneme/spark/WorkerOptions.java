package org.mneme.spark;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ChannelOrder;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.score.ScorerOptions;

/**
 * The options of a scorer in a form that travels to workers. How many threads the network gets is
 * decided there.
 *
 * @param output the network's output that is the score; null where it has one
 * @param preprocessing null for the model's own
 */
record WorkerOptions(
    Crops crops,
    DecodeMode decode,
    int batch,
    @Nullable String output,
    @Nullable Given preprocessing,
    boolean overridePreprocessing)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Preprocessing that the caller gives; see {@link Preprocessing}. */
  record Given(
      int width,
      int height,
      int cropWidth,
      int cropHeight,
      ChannelOrder order,
      float divisor,
      List<Float> mean,
      List<Float> std,
      Resizing.Fit fit,
      Resizing.Filter filter)
      implements Serializable {
    private static final long serialVersionUID = 1;

    static Given of(Preprocessing given) {
      return new Given(
          given.width(),
          given.height(),
          given.cropWidth(),
          given.cropHeight(),
          given.order(),
          given.divisor(),
          List.copyOf(given.mean()),
          List.copyOf(given.std()),
          given.resizing().fit(),
          given.resizing().filter());
    }

    Preprocessing preprocessing() {
      return new Preprocessing(
          width,
          height,
          cropWidth,
          cropHeight,
          order,
          divisor,
          mean,
          std,
          null,
          new Resizing(fit, filter));
    }
  }

  static final WorkerOptions DEFAULTS =
      new WorkerOptions(
          Crops.CENTRE, DecodeMode.NATURAL, ScorerOptions.defaults().batch(), null, null, false);

  /**
   * These options, when they can be used.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  WorkerOptions checked() {
    ScorerOptions options = scorer(1);
    return options.batch() == batch ? this : withBatch(options.batch());
  }

  WorkerOptions withBatch(int value) {
    return new WorkerOptions(crops, decode, value, output, preprocessing, overridePreprocessing);
  }

  ScorerOptions scorer(int threads) {
    ScorerOptions options =
        ScorerOptions.defaults()
            .withCrops(crops)
            .withDecode(decode)
            .withThreads(threads)
            .withBatch(batch)
            .withOutput(Optional.ofNullable(output));
    return preprocessing == null
        ? options
        : options
            .withPreprocessing(preprocessing.preprocessing())
            .withOverridePreprocessing(overridePreprocessing);
  }
}
