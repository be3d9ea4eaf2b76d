package org.mneme.sweep;

import java.util.List;

/** The values from which a parameter is chosen, and how often each; as in run settings. */
public sealed interface ParameterDistribution permits Categorical, Numeric {

  /**
   * {@return the value below which a share {@code u} of all draws lies; for a choice, the one at
   * that place}
   *
   * @param u between 0 and 1, both excluded
   */
  Object quantile(double u);

  /**
   * {@return all values in order}
   *
   * @throws IllegalArgumentException if there is no end of them
   */
  List<Object> values();

  /** {@return whether there is more than one value} */
  default boolean varies() {
    return true;
  }

  /**
   * {@return every value of a choice, both ends of a range; of a normal distribution, which has
   * none, two values beyond which one draw in a million lies on each side}
   */
  List<Object> ends();

  /** {@return what tells it from others, written explicitly} */
  String identity();
}
