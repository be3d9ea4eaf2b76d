package org.mneme.heif;

import org.mneme.image.DecodeMode;

/** Colours and their transparency, brought together as Mneme does for every format. */
final class Blend {
  private Blend() {}

  /**
   * Changes the colours in place.
   *
   * @param premultiplied whether the colours are multiplied by the transparency
   * @param mode for people, they are laid over white; else they only lose that factor
   */
  static void apply(Canvas colour, Canvas alpha, boolean premultiplied, DecodeMode mode) {
    byte[] colours = colour.pixels();
    byte[] clear = alpha.pixels();
    for (int i = 0; i < clear.length; i++) {
      int a = clear[i] & 0xff;
      if (a == 255) {
        continue;
      }
      for (int at = 3 * i; at < 3 * i + 3; at++) {
        int level = colours[at] & 0xff;
        if (premultiplied) {
          level = a == 0 ? 0 : Math.min(255 * level / a, 255);
        }
        if (mode == DecodeMode.NATURAL) {
          level = (level * a + 255 * (255 - a) + 127) / 255;
        }
        colours[at] = (byte) level;
      }
    }
  }
}
