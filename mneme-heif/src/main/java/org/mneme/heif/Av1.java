package org.mneme.heif;

import java.io.ByteArrayOutputStream;
import org.mneme.image.ImageLimits;
import org.mneme.image.Unusable;

/**
 * AV1 as AVIF holds it, made into a stream with one picture (AV1 Bitstream and Decoding Process
 * Specification, 5.3 to 5.5). The size is looked at here, as libaom takes memory for whatever the
 * stream says.
 */
final class Av1 {
  private static final int SEQUENCE = 1;
  private static final int FRAME_HEADER = 3;
  private static final int TILES = 4;
  private static final int FRAME = 6;

  /** A picture of four layers, and as many that these may refer to. */
  private static final int MOST_FRAMES = 8;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ImageLimits limits;
  private final long pixels;
  private boolean begun;
  private int frames;

  private Av1(ImageLimits limits, long pixels) {
    this.limits = limits;
    this.pixels = pixels;
  }

  /**
   * @param setup the box av1C
   * @param pixels of the picture by the container; the stream must not say far more
   */
  static byte[] stream(Bytes setup, Bytes data, ImageLimits limits, long pixels) throws Unusable {
    Av1 av1 = new Av1(limits, pixels);
    av1.take(data.rest());
    if (!av1.begun) { // its sequence header is in the box alone
      av1 = new Av1(limits, pixels);
      setup.skip(4);
      av1.take(setup);
      av1.take(data);
    }
    if (!av1.begun || av1.frames == 0) {
      throw Unusable.damaged("there is no picture in its AV1 data");
    }
    return av1.out.toByteArray();
  }

  private void take(Bytes in) throws Unusable {
    while (in.left() > 0) {
      int header = in.u8();
      int type = header >> 3 & 0xf;
      int extension = (header & 4) == 0 ? -1 : in.u8();
      Bytes unit = in.part((header & 2) == 0 ? in.left() : leb128(in));
      switch (type) {
        case SEQUENCE -> {
          checkSize(unit.rest());
          begun = true;
        }
        case FRAME, FRAME_HEADER -> {
          if (++frames > MOST_FRAMES) {
            throw Unusable.damaged("its picture is in more than %d frames".formatted(MOST_FRAMES));
          }
        }
        case TILES -> {}
        default -> {
          continue;
        }
      }
      out.write(header | 2);
      if (extension >= 0) {
        out.write(extension);
      }
      writeLeb128(unit.left());
      out.writeBytes(unit.toArray());
    }
  }

  private void checkSize(Bytes sequence) throws Unusable {
    Bits in = new Bits(sequence);
    in.skip(3 + 1); // profile, still_picture
    if (in.flag()) { // reduced_still_picture_header
      in.skip(5);
    } else {
      skipTimes(in);
    }
    int widthBits = in.number(4) + 1;
    int heightBits = in.number(4) + 1;
    long width = in.number(widthBits) + 1L;
    long height = in.number(heightBits) + 1L;
    limits.admit(width, height);
    if (width * height > 2 * pixels) {
      throw Unusable.damaged(
          "its AV1 data are of %d x %d pixels, unlike its header".formatted(width, height));
    }
  }

  /** Reads from timing_info_present_flag up to the picture's size. */
  private static void skipTimes(Bits in) throws Unusable {
    boolean hasModel = false;
    int delayBits = 0;
    if (in.flag()) {
      in.skip(32 + 32);
      if (in.flag()) {
        in.skipUvlc();
      }
      hasModel = in.flag();
      if (hasModel) {
        delayBits = in.number(5) + 1;
        in.skip(32 + 5 + 5);
      }
    }
    boolean hasDelay = in.flag();
    for (int points = in.number(5); points >= 0; points--) {
      in.skip(12);
      if (in.number(5) > 7) {
        in.skip(1);
      }
      if (hasModel && in.flag()) {
        in.skip(2 * delayBits + 1);
      }
      if (hasDelay && in.flag()) {
        in.skip(4);
      }
    }
  }

  private static long leb128(Bytes in) throws Unusable {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      int next = in.u8();
      value |= (next & 0x7fL) << (7 * i);
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw Unusable.damaged("a length in its AV1 data is wrong");
  }

  private void writeLeb128(int value) {
    int left = value;
    while (left > 0x7f) {
      out.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  /** Reads bits, the highest of each byte first. */
  private static final class Bits {
    private final Bytes in;
    private int now;
    private int left;

    Bits(Bytes in) {
      this.in = in;
    }

    boolean flag() throws Unusable {
      return number(1) == 1;
    }

    /** Up to 31 bits. */
    int number(int count) throws Unusable {
      int value = 0;
      for (int i = 0; i < count; i++) {
        if (left == 0) {
          now = in.u8();
          left = 8;
        }
        left--;
        value = (value << 1) | ((now >> left) & 1);
      }
      return value;
    }

    void skip(int count) throws Unusable {
      for (int i = 0; i < count; i++) {
        flag();
      }
    }

    void skipUvlc() throws Unusable {
      int zeros = 0;
      while (!flag()) {
        if (++zeros == 32) {
          return;
        }
      }
      skip(zeros);
    }
  }
}
