package org.mneme.image;

import java.awt.image.Raster;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What stored samples mean, and how they become 8-bit RGB. Immutable. */
final class Samples {
  private enum Kind {
    GREY,
    RGB,
    PALETTE,
    CMYK
  }

  private enum Alpha {
    NONE,
    STRAIGHT,
    PREMULTIPLIED
  }

  private final Kind kind;
  private final int[] bits;
  private final Alpha alpha;
  private final int[] palette;
  private final int @Nullable [] transparent;
  private final boolean inverted;

  private Samples(
      Kind kind,
      int[] bits,
      Alpha alpha,
      int[] palette,
      int @Nullable [] transparent,
      boolean inverted) {
    this.kind = kind;
    this.bits = bits;
    this.alpha = alpha;
    this.palette = palette;
    this.transparent = transparent;
    this.inverted = inverted;
  }

  /** One band, 0 is black. */
  static Samples grey(int bits) {
    return new Samples(Kind.GREY, new int[] {bits}, Alpha.NONE, new int[0], null, false);
  }

  static Samples rgb(int bits) {
    return rgb(bits, bits, bits);
  }

  static Samples rgb(int red, int green, int blue) {
    int[] bits = {red, green, blue};
    return new Samples(Kind.RGB, bits, Alpha.NONE, new int[0], null, false);
  }

  /** One band of places in a list of colours 0xAARRGGBB; places past its end are black. */
  static Samples palette(int[] argb) {
    return new Samples(Kind.PALETTE, new int[] {8}, Alpha.NONE, paddedWithBlack(argb), null, false);
  }

  /** Four bands of ink, 0 is none. */
  static Samples cmyk(int bits) {
    int[] all = {bits, bits, bits, bits};
    return new Samples(Kind.CMYK, all, Alpha.NONE, new int[0], null, false);
  }

  /** The same with one more band: 0 is clear, the highest value opaque. */
  Samples withAlpha(int alphaBits, boolean premultiplied) {
    int[] more = Arrays.copyOf(bits, bits.length + 1);
    more[bits.length] = alphaBits;
    Alpha kindOfAlpha = premultiplied ? Alpha.PREMULTIPLIED : Alpha.STRAIGHT;
    return new Samples(kind, more, kindOfAlpha, palette, transparent, inverted);
  }

  /** The same, where pixels of exactly these stored samples are clear. */
  Samples withTransparent(int[] samples) {
    return new Samples(kind, bits, alpha, palette, samples.clone(), inverted);
  }

  /** The same with 0 as the brightest (grey) or full ink (CMYK). */
  Samples inverted() {
    return new Samples(kind, bits, alpha, palette, transparent, true);
  }

  /** Bands beyond those expected are passed over. */
  Rgb toRgb(Raster raster, DecodeMode mode) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    if (bands < bits.length) {
      throw new IllegalStateException("%d bands, not %d".formatted(bands, bits.length));
    }
    byte[][] tables = tables(mode);
    byte[] rgb = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * bands];
    for (int y = 0, at = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int from = 0; from < row.length; from += bands, at += 3) {
        int argb = colour(row, from, tables);
        if (mode == DecodeMode.NATURAL) {
          argb = overWhite(argb);
        }
        rgb[at] = (byte) (argb >> 16);
        rgb[at + 1] = (byte) (argb >> 8);
        rgb[at + 2] = (byte) argb;
      }
    }
    return Rgb.wrap(width, height, rgb);
  }

  /** Straight alpha and colour, 0xAARRGGBB. */
  private int colour(int[] row, int from, byte[][] tables) {
    int a = 255;
    if (alpha != Alpha.NONE) {
      int band = bits.length - 1;
      a = tables[band][row[from + band]] & 0xff;
    } else if (transparent != null && matches(row, from, transparent)) {
      a = 0;
    }
    int r;
    int g;
    int b;
    switch (kind) {
      case PALETTE -> {
        return palette[row[from]];
      }
      case GREY -> r = g = b = tables[0][row[from]] & 0xff;
      case RGB -> {
        r = tables[0][row[from]] & 0xff;
        g = tables[1][row[from + 1]] & 0xff;
        b = tables[2][row[from + 2]] & 0xff;
      }
      case CMYK -> {
        int light = 255 - (tables[3][row[from + 3]] & 0xff);
        r = throughInk(tables[0][row[from]] & 0xff, light);
        g = throughInk(tables[1][row[from + 1]] & 0xff, light);
        b = throughInk(tables[2][row[from + 2]] & 0xff, light);
      }
      default -> throw new IllegalStateException("no such kind: " + kind);
    }
    if (alpha == Alpha.PREMULTIPLIED && a < 255) {
      r = a == 0 ? 0 : Math.min(255 * r / a, 255);
      g = a == 0 ? 0 : Math.min(255 * g / a, 255);
      b = a == 0 ? 0 : Math.min(255 * b / a, 255);
    }
    return a << 24 | r << 16 | g << 8 | b;
  }

  /** Pillow's way from ink to light: what black lets through, less its share in the other ink. */
  static int throughInk(int ink, int light) {
    int product = ink * light + 128;
    return Math.max(light - (((product >> 8) + product) >> 8), 0);
  }

  /** A colour 0xAARRGGBB laid over white, each channel rounded to the nearest. */
  static int overWhite(int argb) {
    int a = argb >>> 24;
    if (a == 255) {
      return argb;
    }
    int white = 255 * (255 - a) + 127;
    int r = ((argb >> 16 & 0xff) * a + white) / 255;
    int g = ((argb >> 8 & 0xff) * a + white) / 255;
    int b = ((argb & 0xff) * a + white) / 255;
    return 0xff000000 | r << 16 | g << 8 | b;
  }

  private static boolean matches(int[] row, int from, int[] wanted) {
    return Arrays.equals(row, from, from + wanted.length, wanted, 0, wanted.length);
  }

  /** For each band, the 8-bit value of every stored sample. */
  private byte[][] tables(DecodeMode mode) {
    byte[][] tables = new byte[bits.length][];
    for (int band = 0; band < bits.length; band++) {
      int max = (1 << bits[band]) - 1;
      // Only Pillow's mode I;16, grey without alpha, is clipped.
      boolean clipped = kind == Kind.GREY && bits.length == 1;
      boolean flip = inverted && (band == 0 || kind == Kind.CMYK);
      tables[band] = new byte[max + 1];
      for (int v = 0; v <= max; v++) {
        int value = flip ? max - v : v;
        tables[band][v] = (byte) to8Bits(value, bits[band], clipped, mode);
      }
    }
    return tables;
  }

  private static int to8Bits(int value, int bits, boolean clipped, DecodeMode mode) {
    if (bits < 16) {
      return value * 255 / ((1 << bits) - 1);
    }
    if (mode == DecodeMode.NATURAL) {
      return (value + 128) / 257; // round(value * 255 / 65535): 65535 is 255 * 257
    }
    return clipped ? Math.min(value, 255) : value >> 8;
  }

  private static int[] paddedWithBlack(int[] argb) {
    int[] padded = new int[Math.max(argb.length, 256)];
    Arrays.fill(padded, 0xff000000);
    System.arraycopy(argb, 0, padded, 0, argb.length);
    return padded;
  }
}
