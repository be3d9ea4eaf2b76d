package org.mneme.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * GIF: the first frame, laid on its logical screen as Pillow does. Read here, as the JDK's reader
 * passes over a frame that ends early.
 */
final class GifFile {
  private static final int SCREEN = 13;
  private static final int NONE = -1;

  private final byte[] file;
  private final ByteBuffer in;
  private int at = SCREEN;
  private int transparent = NONE;
  private int globalStart = NONE;
  private int globalSize;

  private GifFile(byte[] file) {
    this.file = file;
    this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    if (file.length < SCREEN) {
      throw truncated();
    }
    return new GifFile(file).firstFrame(mode, limits);
  }

  private Rgb firstFrame(DecodeMode mode, ImageLimits limits) throws IOException {
    int flags = file[10];
    if ((flags & 0x80) != 0) {
      globalStart = at;
      globalSize = 2 << (flags & 7);
      at += 3 * globalSize;
    }
    skipToFrame();
    need(9);
    int left = shortAt(at);
    int top = shortAt(at + 2);
    int frameWidth = shortAt(at + 4);
    int frameHeight = shortAt(at + 6);
    int frameFlags = file[at + 8];
    at += 9;
    int width = Math.max(shortAt(6), left + frameWidth);
    int height = Math.max(shortAt(8), top + frameHeight);
    limits.admit(frameWidth, frameHeight);
    limits.admit(width, height);

    int paletteStart = globalStart;
    int paletteSize = globalSize;
    if ((frameFlags & 0x80) != 0) {
      paletteStart = at;
      paletteSize = 2 << (frameFlags & 7);
      at += 3 * paletteSize;
    }
    need(1);
    // A code of 12 bits stands for at most 4096 pixels.
    if ((long) frameWidth * frameHeight / 2731 > file.length - at) {
      throw truncated();
    }
    int[] colours = colours(paletteStart, paletteSize);
    byte[] places = GifLzw.unpack(file, at, frameWidth * frameHeight);
    if ((frameFlags & 0x40) != 0) {
      places = deinterlaced(places, frameWidth, frameHeight);
    }
    Raster frame =
        Raster.createInterleavedRaster(
            new DataBufferByte(places, places.length),
            frameWidth,
            frameHeight,
            frameWidth,
            1,
            new int[] {0},
            null);
    Rgb rgb = Samples.palette(colours).toRgb(frame, mode);
    if (frameWidth == width && frameHeight == height) {
      return rgb;
    }
    int ground = mode == DecodeMode.NATURAL ? 0xffffffff : colours[Math.max(transparent, 0)];
    return rgb.placedOn(width, height, ground, left, top);
  }

  private void skipToFrame() throws Unusable {
    while (true) {
      need(1);
      int block = file[at++];
      if (block == ',') {
        return;
      }
      if (block == ';') {
        throw Unusable.damaged("the GIF holds no picture");
      }
      if (block == '!') {
        need(2);
        if ((file[at] & 0xff) == 0xf9 && file[at + 1] >= 4) {
          need(6);
          transparent = (file[at + 2] & 1) != 0 ? file[at + 5] & 0xff : NONE;
        }
        at++;
        skipBlocks();
      }
    }
  }

  private void skipBlocks() throws Unusable {
    int length;
    do {
      need(1);
      length = file[at++] & 0xff;
      at += length;
    } while (length > 0);
  }

  /** Without any palette, greys. */
  private int[] colours(int start, int size) throws Unusable {
    int[] colours = new int[256];
    for (int i = 0; i < 256; i++) {
      if (start == NONE) {
        colours[i] = 0xff000000 | i * 0x010101;
      } else if (i < size) {
        int from = start + 3 * i;
        colours[i] =
            0xff000000
                | (file[from] & 0xff) << 16
                | (file[from + 1] & 0xff) << 8
                | (file[from + 2] & 0xff);
      } else {
        colours[i] = 0xff000000;
      }
    }
    if (transparent != NONE) {
      colours[transparent] &= 0xffffff;
    }
    return colours;
  }

  /** Every eighth row comes first, then those between, in three more passes. */
  private static byte[] deinterlaced(byte[] stored, int width, int height) {
    byte[] rows = new byte[stored.length];
    int from = 0;
    int[] firstRow = {0, 4, 2, 1};
    int[] step = {8, 8, 4, 2};
    for (int pass = 0; pass < 4; pass++) {
      for (int y = firstRow[pass]; y < height; y += step[pass], from += width) {
        System.arraycopy(stored, from, rows, y * width, width);
      }
    }
    return rows;
  }

  private int shortAt(int index) {
    return in.getShort(index) & 0xffff;
  }

  private void need(int bytes) throws Unusable {
    if (at + bytes > file.length) {
      throw truncated();
    }
  }

  static Unusable truncated() {
    return Unusable.damaged("the GIF is cut short");
  }
}
