package org.mneme.image;

import java.io.Serializable;

/**
 * What an image may ask for. Both limits are checked before memory is taken.
 *
 * @param maxPixels width times height, as the header states them
 * @param maxFileBytes of the file or stream
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // Error Prone does not know @serial on a class
public record ImageLimits(long maxPixels, long maxFileBytes) implements Serializable {
  /** Pillow's 178,956,970 pixels, where it calls a picture a decompression bomb, and 512 MiB. */
  public static final ImageLimits DEFAULT = new ImageLimits(178_956_970, 512L << 20);

  /** Three bytes a pixel must fit in one array. */
  private static final long MOST_PIXELS = (Integer.MAX_VALUE - 8) / 3;

  /**
   * Checks the limits.
   *
   * @param maxPixels width times height, as the header states them
   * @param maxFileBytes of the file or stream
   * @throws IllegalArgumentException if one is below 1
   */
  public ImageLimits {
    if (maxPixels < 1 || maxFileBytes < 1) {
      throw new IllegalArgumentException(
          "limits must be above 0, not %d pixels and %d bytes".formatted(maxPixels, maxFileBytes));
    }
  }

  /**
   * Lets a picture of this size, as its header states it, pass.
   *
   * @param width pixels
   * @param height pixels
   * @throws Unusable when it is empty or has more pixels than the limit
   */
  public void admit(long width, long height) throws Unusable {
    if (width < 1 || height < 1) {
      throw Unusable.damaged("its header says %d x %d pixels".formatted(width, height));
    }
    if (width > maxPixels / height || width * height > MOST_PIXELS) {
      throw new Unusable(
          "its header says %d x %d pixels, more than the limit of %d"
              .formatted(width, height, Math.min(maxPixels, MOST_PIXELS)),
          "make it smaller, or raise the limit if you trust it");
    }
  }
}
