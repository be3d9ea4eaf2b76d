package org.mneme.heif;

import java.util.List;
import java.util.Optional;
import org.mneme.heif.Codec.Coding;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageLimits;
import org.mneme.image.Rgb;
import org.mneme.image.Unusable;

/**
 * JPEG 2000 (ISO/IEC 15444-1): a JP2 file, whose boxes are read here, or a bare codestream.
 *
 * <p>As Pillow takes them: a second channel beside grey and a fourth beside colours are
 * transparency. In {@link DecodeMode#PILLOW} grey of more than 8 bits is clipped at 255 of 65535
 * and of other channels the highest 8 bits count.
 */
final class Jpeg2000File {
  private static final int CODESTREAM = 0xff4f;
  private static final int SIZE = 0xff51;
  private static final int RGB = 16;
  private static final int YCC = 18;
  private static final int CMYK = 12;

  /** The YCC of JPEG: ITU-R BT.601 of full range. */
  private static final int BT_601 = 6;

  private final int space;
  private final Optional<Palette> palette;
  private final long pixels;
  private final byte[] stream;

  private Jpeg2000File(byte[] file, ImageLimits limits) throws Unusable {
    Bytes in = Bytes.of(file);
    if (in.rest().u16() == CODESTREAM) {
      space = RGB;
      palette = Optional.empty();
    } else {
      List<Box> boxes = Box.all(in);
      List<Box> header = Box.all(Box.only(boxes, "jp2h"));
      space = colourSpace(header);
      palette = Palette.in(header);
      in = Box.only(boxes, "jp2c");
    }
    if (space == CMYK) {
      throw Unusable.unsupported("JPEG 2000 in CMYK");
    }
    pixels = admit(in.rest(), limits);
    stream = in.toArray();
    if (!isWhole(stream)) {
      throw Unusable.damaged("the JPEG 2000 is cut short");
    }
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws Unusable {
    return new Jpeg2000File(file, limits).decode(mode, limits);
  }

  /** Finds the picture and its size, without decoding it. */
  static void check(byte[] file, ImageLimits limits) throws Unusable {
    new Jpeg2000File(file, limits);
  }

  private Rgb decode(DecodeMode mode, ImageLimits limits) throws Unusable {
    Frame frame;
    try (Codec codec = new Codec(Coding.JPEG_2000, pixels)) {
      frame = codec.decode(stream).withColour(BT_601, true);
    }
    if (palette.isPresent()) {
      frame = palette.get().apply(frame);
    }
    if (space == YCC && frame.kind() == Frame.Kind.RGB) {
      frame = frame.with(Frame.Kind.YCBCR, frame.channels());
    }
    if (mode == DecodeMode.PILLOW) {
      frame = frame.in8Bits(mode);
    }
    Canvas canvas = Canvas.of(frame.width(), frame.height(), 3, limits);
    Painter.paint(frame, canvas, 0, 0);
    if (mode == DecodeMode.NATURAL && frame.hasAlpha()) {
      Canvas alpha = Canvas.of(frame.width(), frame.height(), 1, limits);
      Painter.paintAlpha(frame, alpha);
      Blend.apply(canvas, alpha, false, mode);
    }
    return Rgb.wrap(canvas.width(), canvas.height(), canvas.pixels());
  }

  /** Looks at the size in a codestream's header, before a decoder does. */
  private static long admit(Bytes in, ImageLimits limits) throws Unusable {
    if (in.u16() != CODESTREAM || in.u16() != SIZE) {
      throw Unusable.damaged("there is no picture in its JPEG 2000 data");
    }
    in.skip(4);
    long right = in.u32();
    long bottom = in.u32();
    long width = right - in.u32();
    long height = bottom - in.u32();
    in.skip(16);
    limits.admit(width, height);
    NativeMemory.admit(width * height * in.u16() * NativeMemory.BYTES_A_SAMPLE);
    return width * height;
  }

  /** Whether it has its end marker; some writers fill up with zeros behind that. */
  private static boolean isWhole(byte[] stream) {
    int end = stream.length;
    while (end > 2 && stream[end - 1] == 0) {
      end--;
    }
    return end > 2 && (stream[end - 2] & 0xff) == 0xff && (stream[end - 1] & 0xff) == 0xd9;
  }

  private static int colourSpace(List<Box> header) throws Unusable {
    for (Box box : header) {
      if (box.type() == Box.type("colr")) {
        Bytes in = box.body().rest();
        int method = in.u8();
        in.skip(2);
        if (method == 1) {
          return in.s32();
        }
      }
    }
    return RGB;
  }
}
