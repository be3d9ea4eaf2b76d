package org.mneme.heif;

import java.util.List;
import org.mneme.image.DecodeMode;

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
 * @param by whose way from these samples to colours is taken
 */
record Frame(
    int width,
    int height,
    Kind kind,
    List<Channel> channels,
    int matrix,
    boolean fullRange,
    Way by) {
  /**
   * Libraries differ in details of a level or so; each coding is taken as its best known one does.
   */
  enum Way {
    /**
     * HEVC. Chroma counts for all pixels that share it; limited range is widened by 1.1689 and, for
     * chroma, 1.1429, where 255 of 219 and of 224 levels would be 1.1644 and 1.1384; grey is not
     * widened.
     */
    LIBHEIF,
    /** AV1 and JPEG 2000. Chroma goes over from one pixel to the next. */
    LIBAVIF
  }

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
    return new Frame(width, height, kind, channels, newMatrix, newFullRange, by);
  }

  /** The same size with other channels. */
  Frame with(Kind newKind, List<Channel> newChannels) {
    return new Frame(width, height, newKind, newChannels, matrix, fullRange, by);
  }

  /**
   * The same in 8 bits a sample, as libheif and Pillow make them of more: the highest 8; but grey
   * that Pillow has in its mode I;16 is clipped. Colours of limited range stay as they are: libheif
   * mixes them first.
   */
  Frame in8Bits(DecodeMode mode) {
    if (kind == Kind.YCBCR && !fullRange && by == Way.LIBHEIF) {
      return this;
    }
    boolean clipped = mode == DecodeMode.PILLOW && channels.size() == 1;
    return with(
        kind, channels.stream().map(c -> clipped ? c.clippedAt255() : c.cutTo8Bits()).toList());
  }

  boolean hasAlpha() {
    return channels.size() == (kind == Kind.GREY ? 2 : 4);
  }

  Channel alpha() {
    return channels.get(channels.size() - 1);
  }
}
