package org.mneme.image;

import java.io.Serializable;

/**
 * What a network takes of one crop: {@code [channels, height, width]} floats.
 *
 * @param channels planes of one crop: 3, or 1 for gray images
 * @param height pixels
 * @param width pixels
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record InputSize(int channels, int height, int width) implements Serializable {
  /**
   * Checks the sizes.
   *
   * @param channels planes of one crop
   * @param height pixels
   * @param width pixels
   * @throws IllegalArgumentException if one is below 1
   */
  public InputSize {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "channels (%d), height (%d) and width (%d) must be at least 1"
              .formatted(channels, height, width));
    }
  }

  /** {@return how many floats that are} */
  public int floats() {
    return Math.multiplyExact(channels, Math.multiplyExact(height, width));
  }

  /** Writes the sizes for people, in the order of a tensor: {@code 3, 227, 227}. */
  @Override
  public String toString() {
    return "%d, %d, %d".formatted(channels, height, width);
  }
}
