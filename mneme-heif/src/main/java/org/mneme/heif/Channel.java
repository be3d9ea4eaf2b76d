package org.mneme.heif;

import java.util.function.IntUnaryOperator;

/** One channel's samples, from the top and row by row. Whoever makes it lets go of its arrays. */
final class Channel {
  private final int width;
  private final int shiftX;
  private final int shiftY;
  private final int bits;
  private final byte[] bytes;
  private final short[] words;

  private Channel(int width, int shiftX, int shiftY, int bits, byte[] bytes, short[] words) {
    this.width = width;
    this.shiftX = shiftX;
    this.shiftY = shiftY;
    this.bits = bits;
    this.bytes = bytes;
    this.words = words;
  }

  /**
   * One of 8 bits a sample.
   *
   * @param width of a row
   * @param shiftX how many times the picture's width is halved to come to this one's
   * @param shiftY likewise for the height
   */
  static Channel of(int width, int shiftX, int shiftY, byte[] samples) {
    return new Channel(width, shiftX, shiftY, 8, samples, new short[0]);
  }

  /** One of other samples, of up to 16 bits. */
  static Channel of(int width, int shiftX, int shiftY, int bits, short[] samples) {
    return new Channel(width, shiftX, shiftY, bits, new byte[0], samples);
  }

  int bits() {
    return bits;
  }

  /** The largest sample. */
  int max() {
    return (1 << bits) - 1;
  }

  /** Eight bits for each of these samples. */
  Channel to8Bits(IntUnaryOperator level) {
    byte[] levels = new byte[Math.max(bytes.length, words.length)];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) level.applyAsInt(bytes.length > 0 ? bytes[i] & 0xff : words[i] & 0xffff);
    }
    return of(width, shiftX, shiftY, levels);
  }

  /**
   * A row of the picture as floats: each sample less {@code zero}, times {@code unit}. Samples that
   * several pixels share count for each of them.
   *
   * @param row of the picture; as many pixels as the array is long
   */
  void row(int y, int zero, float unit, float[] row) {
    int from = (y >> shiftY) * width;
    if (bytes.length == 0) {
      for (int x = 0; x < row.length; x++) {
        row[x] = ((words[from + (x >> shiftX)] & 0xffff) - zero) * unit;
      }
    } else if (shiftX == 0) {
      for (int x = 0; x < row.length; x++) {
        row[x] = ((bytes[from + x] & 0xff) - zero) * unit;
      }
    } else {
      for (int x = 0; x < row.length; x++) {
        row[x] = ((bytes[from + (x >> shiftX)] & 0xff) - zero) * unit;
      }
    }
  }
}
