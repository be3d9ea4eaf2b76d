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
 */
public record QuantizeSettings(
    List<String> pictures, int count, int heldOut, long seed, QuantizeOptions options) {
  /** Fewer images of a kind say too little about it. */
  public static final int FEWEST = 30;

  public QuantizeSettings {
    pictures = List.copyOf(pictures);
    if (count < 1 || heldOut < FEWEST) {
      throw new IllegalArgumentException(
          "at least 1 image to fit to and %d to measure on are needed, not %d and %d"
              .formatted(FEWEST, count, heldOut));
    }
  }

  /** 64 images to fit to, 200 to measure on. */
  public static QuantizeSettings defaults() {
    return new QuantizeSettings(List.of(), 64, 200, 1, QuantizeOptions.defaults());
  }

  public QuantizeSettings withPictures(List<String> value) {
    return new QuantizeSettings(value, count, heldOut, seed, options);
  }

  public QuantizeSettings withCount(int value) {
    return new QuantizeSettings(pictures, value, heldOut, seed, options);
  }

  public QuantizeSettings withHeldOut(int value) {
    return new QuantizeSettings(pictures, count, value, seed, options);
  }

  public QuantizeSettings withSeed(long value) {
    return new QuantizeSettings(pictures, count, heldOut, value, options);
  }

  public QuantizeSettings withOptions(QuantizeOptions value) {
    return new QuantizeSettings(pictures, count, heldOut, seed, value);
  }
}
