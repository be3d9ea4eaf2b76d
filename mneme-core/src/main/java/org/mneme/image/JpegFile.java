package org.mneme.image;

import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageReader;

/**
 * JPEG, to the bit as libjpeg-turbo with its defaults (slow integer IDCT, "fancy" upsampling),
 * which Pillow uses.
 *
 * <p>The JDK's reader, libjpeg 6b or the system's libjpeg-turbo inside, gets only the segments that
 * hold the picture. It gives the components as stored but upsampled; what they mean is decided here
 * by libjpeg's rules. So profiles, thumbnails and odd application segments can neither stop it nor
 * change a pixel.
 */
final class JpegFile {
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final int NO_ADOBE = -1;
  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private final byte[] file;
  private final ByteArrayOutputStream picture = new ByteArrayOutputStream();
  private int width;
  private int height;
  private int components;
  private byte[] frame = {};
  private boolean jfif;
  private int adobeTransform = NO_ADOBE;
  private final ByteArrayOutputStream exif = new ByteArrayOutputStream();
  private byte[] xmp = {};

  private JpegFile(byte[] file) {
    this.file = file;
  }

  static Rgb read(byte[] file, DecodeMode mode, ImageLimits limits) throws IOException {
    JpegFile jpeg = new JpegFile(file);
    jpeg.parse(limits);
    Rgb stored = jpeg.decode();
    return mode == DecodeMode.NATURAL
        ? Orientation.apply(Orientation.of(jpeg.exif.toByteArray(), jpeg.xmp), stored)
        : stored;
  }

  private void parse(ImageLimits limits) throws Unusable {
    picture.write(0xff);
    picture.write(SOI);
    int at = 2;
    while (true) {
      while (byteAt(at) != 0xff) {
        at++; // libjpeg, too, skips what is between segments
      }
      while (byteAt(at) == 0xff) {
        at++;
      }
      int marker = byteAt(at++);
      if (marker == EOI) {
        throw Unusable.damaged("it ends before its picture data");
      }
      if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= SOI)) {
        continue;
      }
      int length = byteAt(at) << 8 | byteAt(at + 1);
      int end = at + length;
      if (length < 2 || end > file.length) {
        throw truncated();
      }
      segment(marker, Arrays.copyOfRange(file, at + 2, end), limits);
      if (marker < APP0 || (marker > APP15 && marker != COMMENT)) {
        picture.write(0xff);
        picture.write(marker);
        picture.write(file, at, length);
      }
      at = end;
      if (marker == SOS) {
        break;
      }
    }
    if (components == 0) {
      throw Unusable.damaged("its picture data come before its header");
    }
    // Every block of 8 x 8 takes at least one bit.
    long blocks = ((width + 7) / 8) * (long) ((height + 7) / 8) / samplingOf(0);
    if (blocks / 8 > file.length - at) {
      throw truncated();
    }
    picture.write(file, at, file.length - at);
  }

  private void segment(int marker, byte[] data, ImageLimits limits) throws Unusable {
    switch (marker) {
      case 0xc0, 0xc1, 0xc2 -> frame(data, limits);
      case 0xc9, 0xca -> throw Unusable.unsupported("JPEG with arithmetic coding");
      case 0xc3, 0xc5, 0xc6, 0xc7, 0xcb, 0xcd, 0xce, 0xcf ->
          throw Unusable.unsupported("lossless or hierarchical JPEG");
      case APP0 -> jfif |= data.length >= 14 && startsWith(data, "JFIF\0");
      case APP1 -> {
        if (startsWith(data, EXIF)) {
          // A block may be spread over several segments.
          int start = exif.size() == 0 ? 0 : EXIF.length();
          exif.write(data, start, data.length - start);
        } else if (startsWith(data, XMP)) {
          xmp = Arrays.copyOfRange(data, XMP.length(), data.length);
        }
      }
      case APP14 -> {
        if (data.length >= 12 && startsWith(data, "Adobe")) {
          adobeTransform = data[11] & 0xff;
        }
      }
      default -> {}
    }
  }

  private void frame(byte[] data, ImageLimits limits) throws Unusable {
    if (data.length < 6 || data.length < 6 + 3 * (data[5] & 0xff)) {
      throw truncated();
    }
    if (data[0] != 8) {
      throw Unusable.unsupported("JPEG with %d bits a sample".formatted(data[0] & 0xff));
    }
    height = (data[1] & 0xff) << 8 | (data[2] & 0xff);
    width = (data[3] & 0xff) << 8 | (data[4] & 0xff);
    components = data[5] & 0xff;
    if (components != 1 && components != 3 && components != 4) {
      throw Unusable.unsupported("JPEG with %d components".formatted(components));
    }
    frame = data;
    limits.admit(width, height);
  }

  private Rgb decode() throws IOException {
    ImageReader reader = Readers.jdk("jpeg");
    Raster raster;
    try (ByteInput in = new ByteInput(picture.toByteArray())) {
      reader.setInput(in, true, true);
      raster = reader.readRaster(0, null);
      if (in.exhausted()) { // the reader only warns, and leaves the rest grey
        throw truncated();
      }
    } finally {
      reader.dispose();
    }
    byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
    if (raster.getNumBands() != components
        || raster.getWidth() != width
        || raster.getHeight() != height
        || samples.length != components * width * height) {
      throw new IllegalStateException("the JPEG reader gave a raster of another form");
    }
    for (int c = 0; c < components; c++) {
      if (horizontal(c) == most(false) && 2 * vertical(c) == most(true)) {
        JpegColour.smoothRows(samples, width, height, components, c);
      }
    }
    return Rgb.wrap(
        width,
        height,
        switch (components) {
          case 1 -> JpegColour.greyToRgb(samples);
          case 3 -> isYcc() ? JpegColour.yccToRgb(samples) : samples;
          default -> JpegColour.inksToRgb(samples, adobeTransform > 0);
        });
  }

  /** What libjpeg takes three components for. */
  private boolean isYcc() {
    if (jfif) {
      return true;
    }
    if (adobeTransform != NO_ADOBE) {
      return adobeTransform != 0;
    }
    return !(frame[6] == 'R' && frame[9] == 'G' && frame[12] == 'B');
  }

  private int horizontal(int component) {
    return frame[7 + 3 * component] >> 4 & 0xf;
  }

  private int vertical(int component) {
    return frame[7 + 3 * component] & 0xf;
  }

  private int most(boolean down) {
    int most = 1;
    for (int c = 0; c < components; c++) {
      most = Math.max(most, down ? vertical(c) : horizontal(c));
    }
    return most;
  }

  /** How many pixels share one sample of a component. */
  private int samplingOf(int component) {
    int own = Math.max(horizontal(component) * vertical(component), 1);
    return most(false) * most(true) / own;
  }

  private int byteAt(int at) throws Unusable {
    if (at >= file.length) {
      throw truncated();
    }
    return file[at] & 0xff;
  }

  private static boolean startsWith(byte[] data, String text) {
    if (data.length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (data[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Unusable truncated() {
    return Unusable.damaged("the JPEG is cut short");
  }
}
