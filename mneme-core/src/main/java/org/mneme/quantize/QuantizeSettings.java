package org.mneme.quantize;

import java.util.List;

/**
 * What an int8 file is fitted to and measured on. Nothing else is drawn by chance than which
 * pictures are taken.
 *
 * @param pictures files, folders or globs. Each folder or glob is a kind of pictures of its own, of
 *     which as many are drawn as of any other; without any, the file is fitted to the example
 *     photographs, which are too few to measure on
 * @param count how many images to fit to, of all kinds together; as many others are taken to fit
 *     the last layer to
 * @param heldOut how many other images to measure on, of all kinds together; {@link #FEWEST} of a
 *     kind at least
 * @param seed of the draw
 * @param options how to quantise
 */
public record QuantizeSettings(
    List<String> pictures, int count, int heldOut, long seed, QuantizeOptions options) {
  /** Fewer images of a kind say too little about it. */
  public static final int FEWEST = 30;

  /**
   * Checks the counts.
   *
   * @param pictures files, folders or globs
   * @param count how many images to fit to, of all kinds together
   * @param heldOut how many other images to measure on, of all kinds together
   * @param seed of the draw
   * @param options how to quantise
   * @throws IllegalArgumentException if {@code count} is below 1, or {@code heldOut} below {@link
   *     #FEWEST}
   */
  public QuantizeSettings {
    pictures = List.copyOf(pictures);
    if (count < 1 || heldOut < FEWEST) {
      throw new IllegalArgumentException(
          "at least 1 image to fit to and %d to measure on are needed, not %d and %d"
              .formatted(FEWEST, count, heldOut));
    }
  }

  /**
   * 64 images to fit to, 200 to measure on.
   *
   * @return without pictures: to be fitted to the example photographs, or {@link #withPictures
   *     given} some
   */
  public static QuantizeSettings defaults() {
    return new QuantizeSettings(List.of(), 64, 200, 1, QuantizeOptions.defaults());
  }

  /**
   * {@return a copy that takes other pictures}
   *
   * @param value files, folders or globs
   */
  public QuantizeSettings withPictures(List<String> value) {
    return new QuantizeSettings(value, count, heldOut, seed, options);
  }

  /**
   * {@return a copy that fits to this many images}
   *
   * @param value 1 or more
   */
  public QuantizeSettings withCount(int value) {
    return new QuantizeSettings(pictures, value, heldOut, seed, options);
  }

  /**
   * {@return a copy that measures on this many images}
   *
   * @param value {@link #FEWEST} or more
   */
  public QuantizeSettings withHeldOut(int value) {
    return new QuantizeSettings(pictures, count, value, seed, options);
  }

  /**
   * {@return a copy that draws other pictures}
   *
   * @param value seed of the draw
   */
  public QuantizeSettings withSeed(long value) {
    return new QuantizeSettings(pictures, count, heldOut, value, options);
  }

  /**
   * {@return a copy that quantises in another way}
   *
   * @param value how to quantise
   */
  public QuantizeSettings withOptions(QuantizeOptions value) {
    return new QuantizeSettings(pictures, count, heldOut, seed, value);
  }
}
