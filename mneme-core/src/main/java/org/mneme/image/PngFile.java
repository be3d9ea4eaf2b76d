package org.mneme.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * PNG. The JDK's reader inflates and unfilters; it gets only header, palette and pixel data, all
 * with right checksums. Transparency, EXIF and, by Pillow's rules, the checksums are dealt with
 * here: those before the pixel data must be right, those of pixel data are not looked at.
 */
final class PngFile {
  private static final int SIGNATURE = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int EXIF = 0x65584966;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  private static final int GREY = 0;
  private static final int RGB = 2;
  private static final int PALETTE = 3;
  private static final int GREY_ALPHA = 4;
  private static final int RGB_ALPHA = 6;

  private final byte[] file;
  private byte[] header = {};
  private byte[] palette = {};
  private byte[] transparency = {};
  private byte[] exif = {};
  private byte[] exifProfile = {};
  private byte[] xmp = {};
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private PngFile(byte[] file) {
    this.file = file;
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    PngFile png = new PngFile(file);
    png.parse(limits);
    Rgb stored = png.samples().toRgb(Readers.read(Readers.jdk("png"), png.pictureOnly()), mode);
    if (mode == DecodeMode.PILLOW) {
      return stored;
    }
    byte[] exif = png.exif.length > 0 ? png.exif : png.exifProfile;
    return Orientation.apply(Orientation.of(exif, png.xmp), stored);
  }

  private void parse(ImageLimits limits) throws Unusable {
    ByteBuffer in = ByteBuffer.wrap(file);
    int at = SIGNATURE;
    int type = 0;
    while (type != IEND && at + 8 <= file.length) {
      long length = in.getInt(at) & 0xffff_ffffL;
      type = in.getInt(at + 4);
      at += 8;
      int end = (int) Math.min(at + length, file.length);
      if (header.length == 0 && type != IHDR) {
        throw Unusable.damaged("the PNG does not begin with its header");
      }
      if (type == IDAT) {
        data.write(file, at, end - at);
      } else {
        if (data.size() == 0 && !checked(at, end)) {
          throw Unusable.damaged("the checksum of the PNG's '%s' is wrong".formatted(name(at - 4)));
        }
        keep(type, Arrays.copyOfRange(file, at, end), limits);
      }
      at = Math.min(end, file.length - 4) + 4;
    }
    if (header.length == 0 || data.size() == 0) {
      throw Unusable.damaged("the PNG is cut short");
    }
    checkEnoughData();
  }

  private void keep(int type, byte[] chunk, ImageLimits limits) throws Unusable {
    switch (type) {
      case IHDR -> {
        if (chunk.length != 13) {
          throw Unusable.damaged("the PNG's header has %d bytes, not 13".formatted(chunk.length));
        }
        header = chunk;
        limits.admit(width(), height());
      }
      case PLTE -> palette = chunk;
      case TRNS -> transparency = chunk;
      case EXIF -> exif = chunk;
      case PngText.TEXT, PngText.PACKED_TEXT, PngText.INTERNATIONAL_TEXT ->
          PngText.of(type, chunk).ifPresent(this::keep);
      default -> {}
    }
  }

  private void keep(PngText text) {
    switch (text.key()) {
      case PngText.XMP -> xmp = text.value();
      case PngText.EXIF -> exif = text.value();
      default -> exifProfile = text.profile();
    }
  }

  private boolean checked(int start, int end) {
    if (end + 4 > file.length) {
      return false;
    }
    return crc(file, start - 4, end) == ByteBuffer.wrap(file).getInt(end);
  }

  /** Deflate shrinks at most 1032 times. */
  private void checkEnoughData() throws Unusable {
    int bands =
        switch (header[9]) {
          case RGB -> 3;
          case GREY_ALPHA -> 2;
          case RGB_ALPHA -> 4;
          default -> 1;
        };
    long bytes = height() * ((width() * bands * bits() + 7) / 8);
    if (bytes / 1032 > data.size()) {
      throw Unusable.damaged("the PNG is cut short");
    }
  }

  private Samples samples() throws Unusable {
    int bits = bits();
    boolean odd = bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16;
    int type = header[9];
    if (odd || (bits < 8 && type != GREY && type != PALETTE) || (bits == 16 && type == PALETTE)) {
      throw Unusable.damaged("the PNG says colour type %d of %d bits".formatted(type, bits));
    }
    return switch (type) {
      case GREY -> transparent(Samples.grey(bits), 1);
      case RGB -> transparent(Samples.rgb(bits), 3);
      case PALETTE -> Samples.palette(colours());
      case GREY_ALPHA -> Samples.grey(bits).withAlpha(bits, false);
      case RGB_ALPHA -> Samples.rgb(bits).withAlpha(bits, false);
      default -> throw Unusable.damaged("the PNG says colour type %d".formatted(type));
    };
  }

  private Samples transparent(Samples samples, int bands) {
    if (transparency.length < 2 * bands) {
      return samples;
    }
    int mask = (1 << bits()) - 1;
    int[] key = new int[bands];
    for (int i = 0; i < bands; i++) {
      key[i] = ByteBuffer.wrap(transparency).getShort(2 * i) & mask;
    }
    return samples.withTransparent(key);
  }

  private int[] colours() throws Unusable {
    if (palette.length < 3) {
      throw Unusable.damaged("the PNG's palette is missing");
    }
    int[] colours = new int[Math.min(palette.length / 3, 256)];
    for (int i = 0; i < colours.length; i++) {
      int alpha = i < transparency.length ? transparency[i] & 0xff : 255;
      colours[i] =
          alpha << 24
              | (palette[3 * i] & 0xff) << 16
              | (palette[3 * i + 1] & 0xff) << 8
              | (palette[3 * i + 2] & 0xff);
    }
    return colours;
  }

  /** The same picture with nothing beside it, and a full palette so that no place is outside it. */
  private byte[] pictureOnly() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(data.size() + 1024);
    out.write(file, 0, SIGNATURE);
    write(out, IHDR, header);
    if (header[9] == PALETTE) {
      write(out, PLTE, new byte[3 << bits()]);
    }
    write(out, IDAT, data.toByteArray());
    write(out, IEND, new byte[0]);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int type, byte[] chunk) {
    byte[] typed = ByteBuffer.allocate(4 + chunk.length).putInt(type).put(chunk).array();
    out.writeBytes(ByteBuffer.allocate(4).putInt(chunk.length).array());
    out.writeBytes(typed);
    out.writeBytes(ByteBuffer.allocate(4).putInt(crc(typed, 0, typed.length)).array());
  }

  private static int crc(byte[] bytes, int start, int end) {
    CRC32 crc = new CRC32();
    crc.update(bytes, start, end - start);
    return (int) crc.getValue();
  }

  private String name(int at) {
    StringBuilder name = new StringBuilder();
    for (int i = at; i < at + 4; i++) {
      boolean letter = (file[i] | 0x20) >= 'a' && (file[i] | 0x20) <= 'z';
      name.append(letter ? (char) file[i] : '?');
    }
    return name.toString();
  }

  private long width() {
    return ByteBuffer.wrap(header).getInt(0) & 0xffff_ffffL;
  }

  private long height() {
    return ByteBuffer.wrap(header).getInt(4) & 0xffff_ffffL;
  }

  private int bits() {
    return header[8];
  }
}
