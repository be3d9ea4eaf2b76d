package org.mneme.train;

/**
 * Tensors that learn at a rate of their own.
 *
 * @param pattern which tensors
 * @param learningRate takes the place of the settings' own; the schedule applies to it as well
 * @param weightDecay takes the place of the settings' own
 */
public record Group(NamePattern pattern, double learningRate, double weightDecay) {
  /**
   * Checks both numbers.
   *
   * @param pattern which tensors
   * @param learningRate takes the place of the settings' own
   * @param weightDecay takes the place of the settings' own
   * @throws IllegalArgumentException if one is negative or not finite
   */
  public Group {
    Checks.notNegative(learningRate, "the learning rate of " + pattern);
    Checks.notNegative(weightDecay, "the weight decay of " + pattern);
  }
}
