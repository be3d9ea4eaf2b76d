package org.mneme.heif;

import java.util.List;

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
record Frame(
    int width, int height, Kind kind, List<Channel> channels, int matrix, boolean fullRange) {
  /** What the channels are. */
  enum Kind {
    GREY,
    /** Brightness, blue and red. */
    YCBCR,
    RGB
  }

  Frame {
    channels = List.copyOf(channels);
  }

  /** The same with other words about its colours. */
  Frame withColour(int newMatrix, boolean newFullRange) {
    return new Frame(width, height, kind, channels, newMatrix, newFullRange);
  }

  /** The same size with other channels. */
  Frame with(Kind newKind, List<Channel> newChannels) {
    return new Frame(width, height, newKind, newChannels, matrix, fullRange);
  }

  boolean hasAlpha() {
    return channels.size() == (kind == Kind.GREY ? 2 : 4);
  }

  Channel alpha() {
    return channels.get(channels.size() - 1);
  }
}
