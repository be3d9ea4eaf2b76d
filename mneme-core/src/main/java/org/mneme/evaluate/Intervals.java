package org.mneme.evaluate;

/**
 * How intervals are made: see {@code docs/evaluation.md} for the method and how often its intervals
 * cover the truth. Nothing is drawn at random, so the same images give the same intervals, whatever
 * their order.
 *
 * @param level probability that an interval is to cover, such as .95
 * @param seed of the folds that recalibration is evaluated on, the only random choice in an
 *     evaluation
 */
public record Intervals(double level, long seed) {
  /** The fewest images for an interval; with fewer it would not hold its level. */
  public static final int LEAST_IMAGES = 16;

  /** 95 %. */
  public static final Intervals DEFAULT = new Intervals(.95, 1);

  /**
   * Checks the level.
   *
   * @param level probability that an interval is to cover, such as .95
   * @param seed of the folds that recalibration is evaluated on, the only random choice in an
   *     evaluation
   * @throws IllegalArgumentException if it is not above 0 and below 1
   */
  public Intervals {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("level (%s) must lie between 0 and 1".formatted(level));
    }
  }

  /**
   * {@return a copy that deals images into other folds}
   *
   * @param seed of the folds
   */
  public Intervals withSeed(long seed) {
    return new Intervals(level, seed);
  }
}
