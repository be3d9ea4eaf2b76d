package org.mneme.score;

import java.io.IOException;
import java.nio.file.Path;
import org.mneme.files.KeptHashes;
import org.mneme.image.Crops;

/**
 * A model file with the options that it is run with, and what these come to.
 *
 * @param file the model file
 * @param options how it is run
 * @param settings what decides the scores, of this file and these options
 */
public record ScoringModel(Path file, ScorerOptions options, ScoringSettings settings) {
  /**
   * Looks into a model without opening its network.
   *
   * @param file the model file
   * @param options how it is run
   * @param hashes of model files, from earlier runs
   * @return the model, not opened
   * @throws org.mneme.onnx.ModelException if the file is no model, or the options contradict its
   *     preprocessing
   */
  public static ScoringModel of(Path file, ScorerOptions options, KeptHashes hashes)
      throws IOException {
    return new ScoringModel(file, options, ScoringSettings.of(file, options, hashes));
  }

  /**
   * {@return a copy with other crops}
   *
   * @param crops which places of each image are scored
   */
  public ScoringModel withCrops(Crops crops) {
    return new ScoringModel(file, options.withCrops(crops), settings.withCrops(crops));
  }

  /**
   * Opens the network.
   *
   * @return the open model; the caller closes it
   * @throws IOException if ONNX Runtime cannot open it
   */
  public Scorer open() throws IOException {
    return Scorer.open(file, options);
  }
}
