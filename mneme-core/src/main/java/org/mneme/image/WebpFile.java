package org.mneme.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * WebP: the first frame on its canvas, by libwebp, which Pillow uses too. It gets that frame's
 * chunks alone.
 */
final class WebpFile {
  private static final int RIFF = fourCc("RIFF");
  private static final int WEBP = fourCc("WEBP");
  private static final int VP8X = fourCc("VP8X");
  private static final int VP8 = fourCc("VP8 ");
  private static final int VP8L = fourCc("VP8L");
  private static final int ALPH = fourCc("ALPH");
  private static final int ANMF = fourCc("ANMF");
  private static final int EXIF = fourCc("EXIF");
  private static final int XMP = fourCc("XMP ");
  private static final int FIRST_CHUNK = 12;
  private static final int ALPHA_FLAG = 0x10;
  private static final int EXIF_FLAG = 0x08;
  private static final int XMP_FLAG = 0x04;

  private final byte[] file;
  private final ByteBuffer in;
  private int canvasWidth;
  private int canvasHeight;
  private int left;
  private int top;
  private boolean extended;
  private byte @Nullable [] lossy;
  private byte @Nullable [] lossless;
  private byte @Nullable [] alpha;
  private int flags;
  private byte[] exif = {};
  private byte[] xmp = {};

  private WebpFile(byte[] file) {
    this.file = file;
    this.in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    WebpFile webp = new WebpFile(file);
    webp.parse(FIRST_CHUNK, file.length);
    Rgb stored = webp.decode(mode, limits);
    return mode == DecodeMode.NATURAL
        ? Orientation.apply(Orientation.of(webp.exif, webp.xmp), stored)
        : stored;
  }

  private void parse(int start, int end) throws Unusable {
    int at = start;
    while (at + 8 <= end) {
      int type = in.getInt(at);
      long length = in.getInt(at + 4) & 0xffff_ffffL;
      at += 8;
      if (length > end - at) {
        throw truncated();
      }
      int next = at + (int) length;
      boolean first = lossy == null && lossless == null;
      if (type == VP8X && length >= 10) {
        extended = true;
        flags = file[at];
        canvasWidth = 1 + threeBytes(at + 4);
        canvasHeight = 1 + threeBytes(at + 7);
      } else if (type == ANMF && length >= 16 && first) {
        left = 2 * threeBytes(at);
        top = 2 * threeBytes(at + 3);
        parse(at + 16, next);
      } else if (type == VP8 && first) {
        lossy = Arrays.copyOfRange(file, at, next);
      } else if (type == VP8L && first) {
        lossless = Arrays.copyOfRange(file, at, next);
      } else if (type == ALPH && first) {
        alpha = Arrays.copyOfRange(file, at, next);
      } else if (type == EXIF && (flags & EXIF_FLAG) != 0 && exif.length == 0) {
        exif = Arrays.copyOfRange(file, at, next);
      } else if (type == XMP && (flags & XMP_FLAG) != 0 && xmp.length == 0) {
        xmp = Arrays.copyOfRange(file, at, next);
      }
      at = next + (next & 1);
    }
  }

  private Rgb decode(DecodeMode mode, ImageLimits limits) throws IOException {
    int width;
    int height;
    Samples samples;
    byte[] picture;
    if (lossless != null) {
      if (lossless.length < 5) {
        throw truncated();
      }
      int bits = ByteBuffer.wrap(lossless).order(ByteOrder.LITTLE_ENDIAN).getInt(1);
      width = 1 + (bits & 0x3fff);
      height = 1 + (bits >> 14 & 0x3fff);
      boolean hasAlpha = (bits >> 28 & 1) != 0;
      samples = hasAlpha ? Samples.rgb(8).withAlpha(8, false) : Samples.rgb(8);
      picture = container(chunk(VP8L, lossless));
    } else if (lossy != null) {
      if (lossy.length < 10) {
        throw truncated();
      }
      ByteBuffer header = ByteBuffer.wrap(lossy).order(ByteOrder.LITTLE_ENDIAN);
      width = header.getShort(6) & 0x3fff;
      height = header.getShort(8) & 0x3fff;
      samples = Samples.rgb(8);
      picture = container(chunk(VP8, lossy));
      if (alpha != null) {
        samples = samples.withAlpha(8, false);
        picture =
            container(
                chunk(VP8X, extendedHeader(width, height)), chunk(ALPH, alpha), chunk(VP8, lossy));
      }
    } else {
      throw Unusable.damaged("the WebP holds no picture");
    }
    limits.admit(width, height);
    // How a block of 16 x 16 is predicted takes at least one bit of a lossy frame.
    if (lossy != null && (width + 15L) / 16 * ((height + 15) / 16) / 8 > lossy.length) {
      throw truncated();
    }
    if (!extended) {
      canvasWidth = width;
      canvasHeight = height;
    }
    limits.admit(canvasWidth, canvasHeight);
    if (left + width > canvasWidth || top + height > canvasHeight) {
      throw Unusable.damaged("the WebP's frame lies outside its canvas");
    }
    Rgb rgb = samples.toRgb(decoded(picture), mode);
    if (width == canvasWidth && height == canvasHeight) {
      return rgb;
    }
    // The rest of the canvas is clear: white to people, black without its alpha.
    int ground = mode == DecodeMode.NATURAL ? 0xffffff : 0;
    return rgb.placedOn(canvasWidth, canvasHeight, ground, left, top);
  }

  private static Raster decoded(byte[] picture) throws IOException {
    try {
      return Readers.read(Readers.webp(), picture);
    } catch (LinkageError e) { // its native code did not load
      throw new Unusable("WebP cannot be read on this system", "convert it to JPEG or PNG", e);
    } catch (OutOfMemoryError e) {
      if (e.getMessage() != null) {
        throw e; // Java's own
      }
      // libwebp's, which also says so where it fails to begin with damaged transparency.
      throw Unusable.damaged("the WebP's data are damaged, or too large for this machine's memory");
    } catch (IOException e) {
      // The reader's message ends with the name of libwebp's status.
      if (String.valueOf(e.getMessage()).endsWith("NotEnoughData")) {
        throw truncated();
      }
      throw Unusable.damaged("the WebP's data are damaged");
    }
  }

  private static byte[] extendedHeader(int width, int height) {
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(ALPHA_FLAG).putInt(width - 1).position(7);
    header.putInt(height - 1);
    return Arrays.copyOf(header.array(), 10);
  }

  private static byte[] container(byte[]... chunks) {
    int length = 4 + Arrays.stream(chunks).mapToInt(c -> c.length).sum();
    ByteBuffer out = ByteBuffer.allocate(8 + length).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(RIFF).putInt(length).putInt(WEBP);
    for (byte[] chunk : chunks) {
      out.put(chunk);
    }
    return out.array();
  }

  private static byte[] chunk(int type, byte[] data) {
    ByteBuffer out =
        ByteBuffer.allocate(8 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
    return out.putInt(type).putInt(data.length).put(data).array();
  }

  private int threeBytes(int at) {
    return (in.getShort(at) & 0xffff) | (file[at + 2] & 0xff) << 16;
  }

  private static int fourCc(String name) {
    return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
  }

  private static Unusable truncated() {
    return Unusable.damaged("the WebP is cut short");
  }
}
