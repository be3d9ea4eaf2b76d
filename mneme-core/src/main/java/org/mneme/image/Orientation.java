package org.mneme.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a stored picture must be turned to stand upright: EXIF's tag 274, values 1 to 8, or the same
 * in XMP. Found by the rules of Pillow 13's {@code ImageOps.exif_transpose}.
 */
public final class Orientation {
  /** The picture is upright as it is stored. */
  public static final int UPRIGHT = 1;

  private static final int TAG = 274;
  private static final String EXIF = "Exif\0\0";
  private static final Pattern XMP = Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");
  private static final int TILE = 32;

  private Orientation() {}

  /**
   * Reads the tag from an EXIF block: a TIFF header and directories, with or without "Exif" before.
   * A block that makes no sense counts as {@link #UPRIGHT}, as in every viewer.
   *
   * @param exif empty for none
   * @return 1 to 8
   */
  public static int in(byte[] exif) {
    return of(exif, new byte[0]);
  }

  /**
   * Reads the tag from EXIF or, where it does not stand there at all, from XMP.
   *
   * @param exif a block as for {@link #in}; empty for none
   * @param xmp a packet; empty for none
   * @return 1 to 8
   */
  public static int of(byte[] exif, byte[] xmp) {
    Optional<TiffTags> tags = TiffTags.of(withoutName(exif));
    if (tags.isPresent() && tags.get().has(TAG)) {
      OptionalLong value = tags.get().number(TAG);
      return value.isPresent() ? known(value.getAsLong()) : UPRIGHT;
    }
    Matcher found = XMP.matcher(new String(xmp, StandardCharsets.ISO_8859_1));
    return found.find() ? known(Integer.parseInt(found.group(1))) : UPRIGHT;
  }

  private static int known(long value) {
    return value < 1 || value > 8 ? UPRIGHT : (int) value;
  }

  /** "Exif" stands before the header once, or twice where a program has put it there again. */
  private static byte[] withoutName(byte[] block) {
    int start = 0;
    for (int i = 0; i < 2 && startsWithExif(block, start); i++) {
      start += EXIF.length();
    }
    return start == 0 ? block : Arrays.copyOfRange(block, start, block.length);
  }

  private static boolean startsWithExif(byte[] block, int at) {
    for (int i = 0; i < EXIF.length(); i++) {
      if (at + i >= block.length || block[at + i] != EXIF.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return the picture turned upright}
   *
   * @param orientation 1 to 8
   * @param stored as it is in the file
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
    // It goes by tiles, as a turned picture is written column by column.
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
