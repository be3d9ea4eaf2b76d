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

  /** Whether four pixels of the picture share each sample, two by two. */
  boolean isQuarter() {
    return shiftX == 1 && shiftY == 1;
  }

  /** The sample that means no chroma. */
  int middle() {
    return 1 << (bits - 1);
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

  /** These samples as 16 bits, of which no value is above 255: as Pillow makes RGB of grey. */
  Channel clippedAt255() {
    return bits <= 8 ? this : to8Bits(sample -> Math.min(sample << (16 - bits), 255));
  }

  /** The 8 highest bits of each of these samples. */
  Channel cutTo8Bits() {
    return bits <= 8 ? this : to8Bits(sample -> sample >> (bits - 8));
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

  /**
   * Like {@link #row}, but between samples that several pixels share the values go over into each
   * other: a pixel takes three quarters of the nearest sample and one of the next, across and down.
   */
  void smoothRow(int y, int zero, float unit, float[] row) {
    int near = y >> shiftY;
    int far = shiftY == 0 ? near : Math.max(0, Math.min(height() - 1, near + (y & 1) * 2 - 1));
    float own = .75f * unit;
    float other = .25f * unit;
    if (shiftX == 0) {
      for (int x = 0; x < row.length; x++) {
        row[x] = (at(near, x) - zero) * own + (at(far, x) - zero) * other;
      }
      return;
    }
    float left = 0; // of the samples as they are between these two rows
    float here = (at(near, 0) - zero) * own + (at(far, 0) - zero) * other;
    for (int sample = 0; 2 * sample < row.length; sample++) {
      int next = Math.min(sample + 1, width - 1);
      float right = (at(near, next) - zero) * own + (at(far, next) - zero) * other;
      row[2 * sample] = .75f * here + .25f * (sample == 0 ? here : left);
      if (2 * sample + 1 < row.length) {
        row[2 * sample + 1] = .75f * here + .25f * right;
      }
      left = here;
      here = right;
    }
  }

  private int height() {
    return Math.max(bytes.length, words.length) / width;
  }

  /** The sample at this place of this channel. */
  int at(int y, int x) {
    int place = y * width + x;
    return bytes.length == 0 ? words[place] & 0xffff : bytes[place] & 0xff;
  }
}
