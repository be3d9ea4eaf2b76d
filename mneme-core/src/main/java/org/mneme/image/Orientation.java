package org.mneme.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.util.Arrays;

/** How a stored picture must be turned to stand upright: EXIF's tag 274, values 1 to 8. */
public final class Orientation {
  /** As stored. */
  public static final int UPRIGHT = 1;

  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final int TILE = 32;

  private Orientation() {}

  /**
   * Reads the tag from an EXIF block: a TIFF header and directories, with or without "Exif" before.
   * A block that makes no sense counts as {@link #UPRIGHT}, as in every viewer.
   */
  public static int in(byte[] block) {
    Metadata metadata = new Metadata();
    new ExifReader()
        .extract(new ByteArrayReader(block), metadata, startsWithExif(block) ? EXIF.length : 0);
    ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
    Integer value =
        directory == null ? null : directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
    return value == null || value < 1 || value > 8 ? UPRIGHT : value;
  }

  private static boolean startsWithExif(byte[] block) {
    return block.length >= EXIF.length
        && Arrays.equals(block, 0, EXIF.length, EXIF, 0, EXIF.length);
  }

  /**
   * The picture turned upright.
   *
   * @param orientation 1 to 8
   */
  public static Rgb apply(int orientation, Rgb stored) {
    if (orientation == UPRIGHT) {
      return stored;
    }
    int w = stored.width();
    int h = stored.height();
    boolean swaps = orientation >= 5;
    int width = swaps ? h : w;
    int height = swaps ? w : h;
    // Where the stored picture's first pixel goes, and how far a step right or down moves.
    boolean fromRight =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    boolean fromBottom =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    int origin = 3 * ((fromBottom ? (height - 1) * width : 0) + (fromRight ? width - 1 : 0));
    int across = fromRight ? -3 : 3;
    int down = fromBottom ? -3 * width : 3 * width;
    int stepX = swaps ? down : across;
    int stepY = swaps ? across : down;
    byte[] from = stored.pixels();
    byte[] to = new byte[from.length];
    // In tiles, as a turned picture is written column by column.
    for (int top = 0; top < h; top += TILE) {
      for (int left = 0; left < w; left += TILE) {
        int right = Math.min(left + TILE, w);
        for (int y = top; y < Math.min(top + TILE, h); y++) {
          int source = 3 * (y * w + left);
          int target = origin + y * stepY + left * stepX;
          for (int x = left; x < right; x++, source += 3, target += stepX) {
            to[target] = from[source];
            to[target + 1] = from[source + 1];
            to[target + 2] = from[source + 2];
          }
        }
      }
    }
    return Rgb.wrap(width, height, to);
  }
}
