package org.mneme.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * GIF: the first frame, laid on its logical screen as Pillow does. The JDK's reader gets that frame
 * alone and unpacks it to places in the palette.
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
    Raster frame =
        Readers.read(
            Readers.jdk("gif"), frameOnly(frameWidth, frameHeight, (frameFlags & 0x40) != 0));
    if (frame.getWidth() != frameWidth || frame.getHeight() != frameHeight) {
      throw new IllegalStateException("the GIF reader gave a raster of another size");
    }
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

  /** A GIF of this frame alone, with a full palette so that no place is outside it. */
  private byte[] frameOnly(int width, int height, boolean interlaced) throws Unusable {
    int start = at;
    at++;
    int end;
    try {
      skipBlocks();
      end = at;
    } catch (Unusable noEnd) {
      end = file.length; // what is there may be enough
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start + 1024);
    ByteBuffer head = ByteBuffer.allocate(SCREEN + 768 + 10).order(ByteOrder.LITTLE_ENDIAN);
    head.put(file, 0, 6).putShort((short) width).putShort((short) height).put((byte) 0xf7);
    head.position(SCREEN + 768).put((byte) ',').putInt(0);
    head.putShort((short) width).putShort((short) height).put((byte) (interlaced ? 0x40 : 0));
    out.writeBytes(head.array());
    out.write(file, start, end - start);
    out.write(';');
    return out.toByteArray();
  }

  private int shortAt(int index) {
    return in.getShort(index) & 0xffff;
  }

  private void need(int bytes) throws Unusable {
    if (at + bytes > file.length) {
      throw truncated();
    }
  }

  private static Unusable truncated() {
    return Unusable.damaged("the GIF is cut short");
  }
}
