package org.mneme.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two modes make of what is not plain 8-bit RGB; figures by hand. */
class DecodeModeTest {
  /** 255 * (255 - a) / 255 + c * a / 255, rounded: 200 at a = 100 is 233.4; 0 at a = 0 is white. */
  @Test
  void transparencyIsLaidOverWhiteOrDropped() throws IOException {
    byte[] png =
        new PngBytes(3, 1, 8, 6)
            .rows(new byte[] {(byte) 200, 0, 50, 100, 0, 0, 0, 0, 7, 8, 9, (byte) 255});
    assertPixels(png, DecodeMode.NATURAL, 233, 155, 175, 255, 255, 255, 7, 8, 9);
    assertPixels(png, DecodeMode.PILLOW, 200, 0, 50, 0, 0, 0, 7, 8, 9);
  }

  @Test
  void theTransparentColourOfAPngIsWhiteOrItself() throws IOException {
    byte[] png =
        new PngBytes(2, 1, 8, 2)
            .chunk("tRNS", new byte[] {0, 1, 0, 2, 0, 3})
            .rows(new byte[] {1, 2, 3, 1, 2, 4});
    assertPixels(png, DecodeMode.NATURAL, 255, 255, 255, 1, 2, 4);
    assertPixels(png, DecodeMode.PILLOW, 1, 2, 3, 1, 2, 4);
  }

  /** round(v * 255 / 65535) of 0x0080, 0x0081, 0x7fff and 0xffff; Pillow clips at 255. */
  @Test
  void sixteenBitGreyIsScaledOrClipped() throws IOException {
    byte[] png =
        new PngBytes(4, 1, 16, 0)
            .rows(new byte[] {0, (byte) 0x80, 0, (byte) 0x81, 0x7f, -1, -1, -1});
    assertPixels(png, DecodeMode.NATURAL, 0, 0, 0, 1, 1, 1, 127, 127, 127, 255, 255, 255);
    assertPixels(
        png, DecodeMode.PILLOW, 128, 128, 128, 129, 129, 129, 255, 255, 255, 255, 255, 255);
  }

  /** 0x00ff is 0.99 of 255 levels; its high byte is 0. */
  @Test
  void sixteenBitColourIsScaledOrCutToItsHighByte() throws IOException {
    byte[] png = new PngBytes(1, 1, 16, 2).rows(new byte[] {0, -1, 1, 1, -1, 0});
    assertPixels(png, DecodeMode.NATURAL, 1, 1, 254);
    assertPixels(png, DecodeMode.PILLOW, 0, 1, 255);
  }

  @Test
  void placesPastTheEndOfAPaletteAreBlack() throws IOException {
    byte[] png =
        new PngBytes(2, 1, 8, 3).chunk("PLTE", new byte[] {9, 8, 7}).rows(new byte[] {0, 5});
    assertPixels(png, DecodeMode.NATURAL, 9, 8, 7, 0, 0, 0);
  }

  /** EXIF in a PNG: little-endian TIFF with one entry, orientation 6 (turn right). */
  @Test
  void exifOfAPngTurnsItForPeople() throws IOException {
    byte[] exif = {
      'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0
    };
    byte[] png = new PngBytes(2, 1, 8, 0).chunk("eXIf", exif).rows(new byte[] {10, 20});
    Rgb natural = decode(png, DecodeMode.NATURAL);
    assertEquals(1, natural.width());
    assertEquals(2, natural.height());
    assertPixels(png, DecodeMode.PILLOW, 10, 10, 10, 20, 20, 20);
  }

  /** Unlike that of other formats, Pillow 13 applies the orientation of TIFF. */
  @Test
  void tiffIsTurnedInBothModes() throws IOException {
    byte[] tiff = tiff(2, 8, 1, 1, 6, new byte[] {10, 20});
    for (DecodeMode mode : DecodeMode.values()) {
      Rgb turned = decode(tiff, mode);
      assertEquals(1, turned.width());
      assertArrayEquals(new byte[] {10, 10, 10, 20, 20, 20}, turned.toBytes());
    }
  }

  /** 100, then 50 more, then 65436 more, which is 100 less modulo 65536; deflated. */
  @Test
  void differencesOfSixteenBitTiffAreAddedUp() throws IOException {
    ByteArrayOutputStream strip = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(strip)) {
      deflater.write(new byte[] {100, 0, 50, 0, (byte) 0x9c, (byte) 0xff});
    }
    byte[] tiff = tiff(3, 16, 8, 2, 1, strip.toByteArray());
    assertPixels(tiff, DecodeMode.PILLOW, 100, 100, 100, 150, 150, 150, 50, 50, 50);
  }

  /** One pixel of colour 1 in the middle of a screen of three; code size 2: clear, 1, end. */
  @Test
  void aSmallFrameOfAGifLiesOnItsScreen() throws IOException {
    byte[] gif = gif(0x4c, 1);
    assertPixels(gif, DecodeMode.NATURAL, 255, 255, 255, 40, 50, 60, 255, 255, 255);
    assertPixels(gif, DecodeMode.PILLOW, 10, 20, 30, 40, 50, 60, 10, 20, 30);
  }

  /** Clear and end, and no pixel: the JDK's reader would give black. */
  @Test
  void aGifThatEndsEarlyIsRefused() {
    byte[] gif = gif(0x2c, 0);
    ImageException thrown =
        assertThrows(ImageException.class, () -> decode(gif, DecodeMode.NATURAL));
    assertEquals("image stream: the GIF is cut short; get an undamaged copy", thrown.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_USHORT_555_RGB,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY
      })
  void everyKindOfBufferedImageGivesItsColours(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    image.setRGB(1, 1, Color.WHITE.getRGB());
    image.setRGB(2, 0, Color.BLACK.getRGB());
    byte[] pixels = ImageDecoder.decode(image, DecodeMode.PILLOW).toBytes();
    byte[] expected = new byte[18];
    Arrays.fill(expected, 12, 15, (byte) 255);
    assertArrayEquals(expected, pixels);
  }

  /** A sub-image starts inside its parent's raster. */
  @Test
  void aPartOfABufferedImageIsThatPart() {
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_3BYTE_BGR);
    image.setRGB(2, 2, 0x0a0b0c);
    Rgb part = ImageDecoder.decode(image.getSubimage(2, 2, 1, 1), DecodeMode.NATURAL);
    assertArrayEquals(new byte[] {10, 11, 12}, part.toBytes());
  }

  @Test
  void otherPlugInsOnTheClassPathChangeNothing() throws IOException {
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ImageReaderSpi intruder = new Intruder();
    registry.registerServiceProvider(intruder, ImageReaderSpi.class);
    try {
      Iterator<ImageReaderSpi> all = registry.getServiceProviders(ImageReaderSpi.class, false);
      while (all.hasNext()) {
        ImageReaderSpi other = all.next();
        if (other != intruder && Set.of(other.getFormatNames()).contains("png")) {
          registry.setOrdering(ImageReaderSpi.class, intruder, other);
        }
      }
      byte[] png = new PngBytes(1, 1, 8, 0).rows(new byte[] {77});
      assertPixels(png, DecodeMode.NATURAL, 77, 77, 77);
    } finally {
      registry.deregisterServiceProvider(intruder, ImageReaderSpi.class);
    }
  }

  private static final class Intruder extends ImageReaderSpi {
    Intruder() {
      super(
          "x",
          "1",
          new String[] {"png"},
          null,
          null,
          "x",
          new Class<?>[] {ImageInputStream.class},
          null,
          false,
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null,
          null);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      throw new AssertionError("this plug-in must not be asked");
    }

    @Override
    public String getDescription(Locale locale) {
      return "a plug-in that claims PNG";
    }
  }

  private static byte[] gif(int... codes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("GIF89a".getBytes(US_ASCII));
    out.writeBytes(new byte[] {3, 0, 1, 0, (byte) 0x80, 0, 0, 10, 20, 30, 40, 50, 60});
    out.writeBytes(new byte[] {',', 1, 0, 0, 0, 1, 0, 1, 0, 0, 2, (byte) codes.length});
    for (int code : codes) {
      out.write(code);
    }
    out.writeBytes(new byte[] {0, ';'});
    return out.toByteArray();
  }

  /** One row of grey in one strip after the directory; little-endian. */
  private static byte[] tiff(
      int width, int bits, int compression, int predictor, int orientation, byte[] strip) {
    int[][] tags = {
      {256, width},
      {257, 1},
      {258, bits},
      {259, compression},
      {262, 1},
      {273, 8 + 2 + 11 * 12 + 4},
      {274, orientation},
      {277, 1},
      {278, 1},
      {279, strip.length},
      {317, predictor}
    };
    ByteBuffer out = ByteBuffer.allocate(8 + 2 + 11 * 12 + 4 + strip.length);
    out.order(ByteOrder.LITTLE_ENDIAN).put((byte) 'I').put((byte) 'I').putShort((short) 42);
    out.putInt(8).putShort((short) tags.length);
    for (int[] tag : tags) {
      out.putShort((short) tag[0]).putShort((short) 3).putInt(1).putInt(tag[1]);
    }
    return out.putInt(0).put(strip).array();
  }

  private static Rgb decode(byte[] file, DecodeMode mode) throws IOException {
    return ImageDecoder.decode(new ByteArrayInputStream(file), mode, ImageLimits.DEFAULT);
  }

  private static void assertPixels(byte[] file, DecodeMode mode, int... expected)
      throws IOException {
    byte[] bytes = new byte[expected.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) expected[i];
    }
    assertArrayEquals(bytes, decode(file, mode).toBytes());
  }
}
