package org.mneme.statistics;

import org.jspecify.annotations.Nullable;

/**
 * An image file with its statistics, or why it has none.
 *
 * @param image its name, as the caller gave it
 * @param statistics null when it could not be read
 * @param error why, in one line; null when it could be read
 */
public record MeasuredImage(
    String image, @Nullable ImageStatistics statistics, @Nullable String error) {
  /**
   * Has one of the two.
   *
   * @param image its name, as the caller gave it
   * @param statistics null when it could not be read
   * @param error why, in one line; null when it could be read
   * @throws IllegalArgumentException if it has both, or neither
   */
  public MeasuredImage {
    if ((statistics == null) == (error == null)) {
      throw new IllegalArgumentException(image + " has either statistics or an error");
    }
  }
}
