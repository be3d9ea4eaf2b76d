package org.mneme.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageErrorsTest {
  private static final ImageLimits LIMITS = ImageLimits.DEFAULT;
  private static final List<String> FORMATS = List.of("png", "jpg", "gif", "bmp", "tif", "webp");

  @Test
  void aFolderAndAMissingFileAreNamed(@TempDir Path folder) {
    assertEquals(folder + ": is a folder; give an image file", refusal(folder));
    Path missing = folder.resolve("none.jpg");
    assertEquals(missing + ": no such file; check the name", refusal(missing));
  }

  @Test
  void aFileThatMayNotBeReadIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("secret.png"), new byte[10]);
    assumeFalse(
        !file.toFile().setReadable(false) || Files.isReadable(file),
        "skipped: this user may read everything");
    assertEquals(file + ": reading it is not allowed; check its permissions", refusal(file));
  }

  @ParameterizedTest
  @CsvSource({
    "'\0\0\0\30ftypisom', 'a film or other file of kind ''isom'''",
    "'\u00ff\n', JPEG XL",
    "%PDF-1.7, PDF",
    "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>, SVG",
    "8BPS, Photoshop (PSD)"
  })
  void knownFormatsThatCannotBeReadAreNamed(String start, String name) {
    assertEquals(
        "image stream: " + name + " cannot be read; convert it to JPEG or PNG",
        refusal(start.getBytes(ISO_8859_1)));
  }

  /**
   * Brands after the first count too: a phone maker's own, or one for any coding, may come first.
   */
  @ParameterizedTest
  @CsvSource({
    "'\0\0\0\30ftypheic', HEIC",
    "'\0\0\0\30ftypMPrm\0\0\0\0mif1heic', HEIC",
    "'\0\0\0\30ftypmif1\0\0\0\0mif1heic', HEIC",
    "'\0\0\0\24ftypmif1\0\0\0\0mif1', HEIC",
    "'\0\0\0\30ftypavif', AVIF",
    "'\0\0\0\30ftypmif1\0\0\0\0mif1avif', AVIF",
    "'\0\0\0\30ftypavif\0\0\0\0mif1heic', AVIF",
    "'\u00ffO\u00ffQ', JPEG 2000"
  })
  void formatsOfAnotherModuleAreNamedWithIt(String start, String name) {
    assertEquals(
        "image stream: "
            + name
            + " cannot be read without the module mneme-heif; add it to the class path, or convert"
            + " the picture to JPEG or PNG",
        refusal(start.getBytes(ISO_8859_1)));
  }

  /** The boxes around JPEG 2000 and JPEG XL begin alike. */
  @Test
  void boxedFormatsAreNamed() {
    String jpeg2000 = "\0\0\0\fjP  \r\n\u0087\n";
    String message = refusal(jpeg2000.getBytes(ISO_8859_1));
    assertTrue(message.startsWith("image stream: JPEG 2000 cannot be read without"), message);
    String jpegXl = "\0\0\0\fJXL \r\n\u0087\n";
    assertEquals(
        "image stream: JPEG XL cannot be read; convert it to JPEG or PNG",
        refusal(jpegXl.getBytes(ISO_8859_1)));
  }

  @Test
  void aFileLargerThanTheLimitIsNotRead() {
    ImageLimits small = new ImageLimits(100, 10);
    String message =
        assertThrows(
                ImageException.class,
                () ->
                    ImageDecoder.decode(
                        new ByteArrayInputStream(new byte[11]), DecodeMode.NATURAL, small))
            .getMessage();
    assertTrue(String.valueOf(message).contains("more than the limit of 10 bytes"), message);
  }

  @Test
  void aPictureAtTheLimitPassesAndOnePixelMoreDoesNot() throws IOException {
    byte[] png = new PngBytes(5, 1, 8, 0).rows(new byte[5]);
    ByteArrayInputStream in = new ByteArrayInputStream(png);
    assertEquals(5, ImageDecoder.decode(in, DecodeMode.NATURAL, new ImageLimits(5, 1000)).width());
    in.reset();
    assertThrows(
        ImageException.class,
        () -> ImageDecoder.decode(in, DecodeMode.NATURAL, new ImageLimits(4, 1000)));
  }

  /**
   * A few hundred bytes claim 178 million pixels, just within the limit. 4 MB is for the readers.
   */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tif", "webp"})
  void headersThatLieTakeNoMemory(String format) throws IOException {
    byte[] file = pictures().get(FORMATS.indexOf(format));
    ByteBuffer out = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    switch (format) {
      case "png" -> file = new PngBytes(13000, 13000, 8, 6).rows(new byte[100]);
      case "jpg" -> {
        int frame = new String(file, ISO_8859_1).indexOf("\u00ff\u00c0");
        out.order(ByteOrder.BIG_ENDIAN).putInt(frame + 5, 13000 << 16 | 13000);
      }
      case "gif" -> {
        int frame = new String(file, ISO_8859_1).lastIndexOf(",\0\0\0\0");
        out.putInt(6, 13000 << 16 | 13000).putInt(frame + 5, 13000 << 16 | 13000);
      }
      case "bmp" -> out.putInt(18, 13000).putInt(22, 13000);
      case "webp" -> out.putInt(26, 13000 << 16 | 13000);
      default -> {
        out.order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        for (int i = 0, at = out.getInt(4) + 2; i < 2; i++, at += 12) {
          out.putShort(at + 2, (short) 4).putInt(at + 8, 13000); // width and height as 32 bits
        }
      }
    }
    refusal(file); // classes and buffers that stay
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    refusal(file);
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 4 << 20, format + " took " + taken + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tif", "webp"})
  void everyPictureCutInHalfIsRefused(String format) throws IOException {
    byte[] file = pictures().get(FORMATS.indexOf(format));
    String message = refusal(Arrays.copyOf(file, file.length / 2));
    assertTrue(message.endsWith(" is cut short; get an undamaged copy"), message);
  }

  /**
   * Seeded: a few bytes changed, cut or added. Nothing else may come out, and what is said is
   * plain: no class of Java's, nothing that a decoder says to its programmer.
   */
  @Test
  void damagedPicturesGiveAPictureOrAnImageException() throws IOException {
    damage(pictures(), 3000);
  }

  private static void damage(List<byte[]> pictures, int times) {
    Random random = new Random(20261123);
    ImageLimits small = new ImageLimits(1 << 20, 1 << 20);
    int refused = 0;
    for (int i = 0; i < times; i++) {
      byte[] file = damaged(pictures.get(i % pictures.size()), random);
      try {
        DecodeMode mode = i % 2 == 0 ? DecodeMode.NATURAL : DecodeMode.PILLOW;
        Rgb image = ImageDecoder.decode(new ByteArrayInputStream(file), mode, small);
        assertTrue((long) image.width() * image.height() <= 1 << 20);
      } catch (ImageException e) {
        refused++;
        String message =
            String.valueOf(e.getMessage()).replaceFirst("starts with '.*'", "starts with 'x'");
        assertTrue(message.matches("image stream: [^;\n]+; [^;\n]+"), message);
        assertFalse(message.matches(".*(Exception|Error|null|[a-z]\\.[a-z]).*"), message);
      }
    }
    assertTrue(refused > times / 10, "damage goes unnoticed: only " + refused + " refused");
  }

  private static byte[] damaged(byte[] file, Random random) {
    byte[] copy = file.clone();
    // Most damage to the front, where headers are.
    int reach = random.nextBoolean() ? Math.min(copy.length, 200) : copy.length;
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      copy[random.nextInt(reach)] = (byte) random.nextInt(256);
    }
    if (random.nextInt(4) == 0) {
      copy = Arrays.copyOf(copy, random.nextInt(2 * copy.length));
    }
    return copy;
  }

  /** One each of {@link #FORMATS}, and a palette PNG. */
  private static List<byte[]> pictures() throws IOException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < 1200; i++) {
      image.setRGB(i % 40, i / 40, 0x10203 * (i % 40) + random.nextInt(64));
    }
    List<byte[]> files = new ArrayList<>();
    for (String format : List.of("png", "jpg", "gif", "bmp", "tif")) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      assertTrue(ImageIO.write(image, format, out), format);
      files.add(out.toByteArray());
    }
    files.add(PillowPicturesTest.resource("pictures/lossy-q75-m4.webp"));
    byte[] palette = new byte[12];
    random.nextBytes(palette);
    files.add(
        new PngBytes(8, 2, 2, 3)
            .chunk("PLTE", palette)
            .chunk("tRNS", new byte[] {0, 9})
            .rows(new byte[] {27, 27}, new byte[] {1, 2}));
    return files;
  }

  private static String refusal(Path file) {
    return String.valueOf(
        assertThrows(
                ImageException.class, () -> ImageDecoder.decode(file, DecodeMode.NATURAL, LIMITS))
            .getMessage());
  }

  private static String refusal(byte[] file) {
    return String.valueOf(
        assertThrows(
                ImageException.class,
                () ->
                    ImageDecoder.decode(new ByteArrayInputStream(file), DecodeMode.NATURAL, LIMITS))
            .getMessage());
  }
}
