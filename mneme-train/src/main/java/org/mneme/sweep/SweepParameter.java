package org.mneme.sweep;

import java.util.Objects;

/**
 * A setting that a sweep decides.
 *
 * @param name as in the runs' settings; a nested one with dots, as {@code optimizer.lr}
 */
public record SweepParameter(String name, ParameterDistribution distribution) {
  public SweepParameter {
    Objects.requireNonNull(name);
    Objects.requireNonNull(distribution);
  }
}
