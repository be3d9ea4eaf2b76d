package org.mneme.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/** BMP, through the JDK's reader. */
final class BmpFile {
  private static final int UNCOMPRESSED = 0;
  private static final int BITFIELDS = 3;

  private BmpFile() {}

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    check(file, limits);
    ImageReader reader = Readers.jdk("bmp");
    try (ByteInput in = new ByteInput(file)) {
      reader.setInput(in, true, true);
      return Buffered.toRgb(reader.read(0), mode);
    } finally {
      reader.dispose();
    }
  }

  private static void check(byte[] file, ImageLimits limits) throws Unusable {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean old = file.length >= 26 && in.getInt(14) == 12;
    if (file.length < (old ? 26 : 54)) {
      throw truncated();
    }
    long width = old ? in.getShort(18) & 0xffff : in.getInt(18);
    long height = old ? in.getShort(20) & 0xffff : Math.abs((long) in.getInt(22));
    limits.admit(width, height);
    int bits = in.getShort(old ? 24 : 28);
    int compression = old ? UNCOMPRESSED : in.getInt(30);
    if (compression == UNCOMPRESSED || compression == BITFIELDS) {
      long stride = (width * bits + 31) / 32 * 4;
      long start = in.getInt(10) & 0xffff_ffffL;
      if (start + stride * height > file.length) {
        throw truncated();
      }
    }
  }

  private static Unusable truncated() {
    return Unusable.damaged("the BMP is cut short");
  }
}
