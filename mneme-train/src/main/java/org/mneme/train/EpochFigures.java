package org.mneme.train;

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
    double examplesPerSecond) {}
