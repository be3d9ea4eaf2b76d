package org.mneme.image;

/**
 * What an image may ask for. Both limits are checked before memory is taken.
 *
 * @param maxPixels width times height, as the header states them
 * @param maxFileBytes of the file or stream
 */
public record ImageLimits(long maxPixels, long maxFileBytes) {
  /** Pillow's 178,956,970 pixels, where it calls a picture a decompression bomb, and 512 MiB. */
  public static final ImageLimits DEFAULT = new ImageLimits(178_956_970, 512L << 20);

  public ImageLimits {
    if (maxPixels < 1 || maxFileBytes < 1) {
      throw new IllegalArgumentException(
          "limits must be above 0, not %d pixels and %d bytes".formatted(maxPixels, maxFileBytes));
    }
  }
}
