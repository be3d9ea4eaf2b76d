package org.mneme.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of an epoch.
 *
 * @param epoch from 0
 * @param trainLoss mean over the examples, each before the step that it was part of
 * @param validationLoss the loss's distance over all validation examples, without its term for the
 *     order; NaN without validation
 * @param spearman of validation predictions and human scores, -1..1; NaN when undefined
 * @param learningRate of the last step
 * @param seconds that it took, validation included
 * @param examplesPerSecond in training, waiting for examples included
 */
public record EpochFigures(
    int epoch,
    double trainLoss,
    double validationLoss,
    double spearman,
    double learningRate,
    double seconds,
    double examplesPerSecond) {
  private static final String TRAIN_LOSS = "epoch_train_loss";
  private static final String VALIDATION_LOSS = "val_loss";

  /** The name of the validation's Spearman correlation. */
  public static final String SPEARMAN = "val_spearman";

  private static final String SPEED = "epoch_images_per_second";

  /** The names of {@link #metrics}. */
  static final List<String> NAMES = List.of(TRAIN_LOSS, VALIDATION_LOSS, SPEARMAN, SPEED);

  /** {@return the figures by the names that runs and sweeps know them by} */
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put(TRAIN_LOSS, trainLoss);
    metrics.put(VALIDATION_LOSS, validationLoss);
    metrics.put(SPEARMAN, spearman);
    metrics.put(SPEED, examplesPerSecond);
    return metrics;
  }
}
