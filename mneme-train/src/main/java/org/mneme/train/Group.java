package org.mneme.train;

/**
 * Tensors that learn at a rate of their own.
 *
 * @param learningRate takes the place of the settings' own; the schedule applies to it as well
 * @param weightDecay takes the place of the settings' own
 */
public record Group(NamePattern pattern, double learningRate, double weightDecay) {
  public Group {
    Checks.notNegative(learningRate, "the learning rate of " + pattern);
    Checks.notNegative(weightDecay, "the weight decay of " + pattern);
  }
}
