package org.mneme.sweep;

import java.util.Objects;

/**
 * A setting that a sweep decides.
 *
 * @param name as in the runs' settings; a nested one with dots, as {@code optimizer.lr}
 * @param distribution from which values it is chosen
 */
public record SweepParameter(String name, ParameterDistribution distribution) {
  /**
   * Checks that both are there.
   *
   * @param name as in the runs' settings
   * @param distribution from which values it is chosen
   */
  public SweepParameter {
    Objects.requireNonNull(name);
    Objects.requireNonNull(distribution);
  }
}
