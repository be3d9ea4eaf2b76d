package org.mneme.score;

import java.time.Duration;

/**
 * How much may wait in a {@link SharedScorer}.
 *
 * @param images at once, from submission until the score
 * @param bytes of encoded images at once, before they are decoded
 * @param patience how long a batch that is not full waits for images that are being decoded
 */
public record Capacity(int images, long bytes, Duration patience) {
  /** 1,024 images, 512 MiB, 20 milliseconds. */
  public static final Capacity DEFAULT = new Capacity(1024, 512L << 20, Duration.ofMillis(20));

  /**
   * Checks the bounds.
   *
   * @param images at once, from submission until the score
   * @param bytes of encoded images at once, before they are decoded
   * @param patience how long a batch that is not full waits for images that are being decoded
   * @throws IllegalArgumentException if images or bytes are below 1, or the patience is negative
   */
  public Capacity {
    if (images < 1 || bytes < 1 || patience.isNegative()) {
      throw new IllegalArgumentException(
          "images (%d) and bytes (%d) must be at least 1 and the patience (%s) not negative"
              .formatted(images, bytes, patience));
    }
  }
}
