package org.mneme.heif;

import java.util.function.IntUnaryOperator;

/**
 * A decoded picture as its coding holds it, out of native memory.
 *
 * @param width in pixels
 * @param height in pixels
 * @param kind what the channels are
 * @param channels one or three, then one more if there is transparency
 * @param matrix from red, green and blue to the channels, as ISO/IEC 23091-2 numbers them; 2 if the
 *     data do not say
 * @param fullRange whether 0 is black and the highest value white; else 16 and 235 of 8 bits are
 */
record Frame(int width, int height, Kind kind, Channel[] channels, int matrix, boolean fullRange) {
  /** What the channels are. */
  enum Kind {
    GREY,
    /** Brightness, blue and red. */
    YCBCR,
    RGB
  }

  /**
   * Samples from the top, row by row: one array or the other.
   *
   * @param width of a row
   * @param shiftX how many times the picture's width is halved to come to this one's
   * @param shiftY likewise for the height
   * @param bits of a sample
   * @param bytes samples of 8 bits
   * @param words samples of more, one in each
   */
  record Channel(
      int width, int height, int shiftX, int shiftY, int bits, byte[] bytes, short[] words) {
    /** Eight bits for each of these samples. */
    Channel to8Bits(IntUnaryOperator level) {
      byte[] levels = new byte[bits == 8 ? bytes.length : words.length];
      for (int i = 0; i < levels.length; i++) {
        levels[i] = (byte) level.applyAsInt(at(i));
      }
      return new Channel(width, height, shiftX, shiftY, 8, levels, new short[0]);
    }

    int at(int index) {
      return bits == 8 ? bytes[index] & 0xff : words[index] & 0xffff;
    }
  }

  /** The same with other words about its colours. */
  Frame withColour(int newMatrix, boolean newFullRange) {
    return new Frame(width, height, kind, channels, newMatrix, newFullRange);
  }

  /** The same size with other channels. */
  Frame with(Kind newKind, Channel... newChannels) {
    return new Frame(width, height, newKind, newChannels, matrix, fullRange);
  }

  boolean hasAlpha() {
    return channels.length == (kind == Kind.GREY ? 2 : 4);
  }

  Channel alpha() {
    return channels[channels.length - 1];
  }
}
