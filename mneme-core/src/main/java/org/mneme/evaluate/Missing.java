package org.mneme.evaluate;

/** What to do with an image for which a score is missing (NaN). Infinite scores are refused. */
public enum Missing {
  /** Throw IllegalArgumentException that names the first such row. */
  REFUSE,
  /**
   * Leave the image out for everyone, and count it, so that all figures speak of the same images.
   */
  OMIT
}
