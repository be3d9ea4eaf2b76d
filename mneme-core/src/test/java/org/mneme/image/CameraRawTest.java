package org.mneme.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Camera raws are refused. In those that are TIFF the first picture is a preview that could be
 * read; the tags are those that the cameras write (TIFF/EP, Adobe's DNG specification 1.7).
 */
class CameraRawTest {
  private static final int SUB_DIRECTORIES = 330;
  private static final int FIRST = 32;
  private static final int BITS_TYPE = FIRST + 2 + 2 * 12 + 2;
  private static final int COMPRESSION = FIRST + 2 + 3 * 12 + 8;

  @ParameterizedTest
  @CsvSource({
    "'IIRO\b\0\0\0', Olympus ORF",
    "'IIU\0\b\0\0\0', Panasonic RW2",
    "'FUJIFILMCCD-RAW 0201', Fujifilm RAF",
    "'II\u001a\0\0\0HEAPCCDR', Canon CRW",
    "'\0MRM', Minolta MRW",
    "'FOVb', Sigma X3F",
    "'\0\0\0\u0018ftypcrx \0\0\0\1crx isom', Canon CR3"
  })
  void rawsThatAreNoTiffAreNamed(String head, String kind) {
    assertEquals(refused(kind), refusal(head.getBytes(ISO_8859_1)));
  }

  /** Nikon, Sony and others keep the sensor's values in a part of the first directory. */
  @Test
  void aPreviewWithSensorValuesBesideItIsRefused() {
    byte[] nef = withPart("NIKON CORPORATION", 262, 32803);
    assertEquals(refused("NIKON CORPORATION"), refusal(nef));
    assertEquals(refused("SONY"), refusal(withPart("SONY", 259, 32767)));
    assertEquals(refused("in TIFF"), refusal(withPart("", 262, 34892)));
  }

  @Test
  void dngCr2AndIiqAreTold() {
    assertEquals(refused("DNG"), refusal(withPart("Apple", 50706, 1)));
    byte[] cr2 = withPart("Canon", 254, 1);
    cr2[8] = 'C';
    cr2[9] = 'R';
    assertEquals(refused("Canon CR2"), refusal(cr2));
    byte[] iiq = withPart("Phase One", 254, 1);
    ByteBuffer.wrap(iiq).put(8, "IIII".getBytes(ISO_8859_1));
    assertEquals(refused("Phase One IIQ"), refusal(iiq));
  }

  /** A camera's name alone, as converters keep it, makes no raw; nor does a smaller copy beside. */
  @Test
  void aTiffFromACameraIsAPicture() throws IOException {
    byte[] tiff = withPart("NIKON CORPORATION", 262, 1);
    Rgb read =
        ImageDecoder.decode(
            new ByteArrayInputStream(tiff), DecodeMode.NATURAL, ImageLimits.DEFAULT);
    assertArrayEquals(new byte[] {10, 10, 10, 20, 20, 20}, read.toBytes());
  }

  /** Whatever its directories say, known or not: what stands first in such files is a preview. */
  @Test
  void aTiffThatIsNamedLikeARawIsOne(@TempDir Path folder) throws IOException {
    byte[] tiff = withPart("", 262, 1);
    for (String name : List.of("DSC_1.NEF", "a.b.dng", "x.Arw")) {
      Path file = Files.write(folder.resolve(name), tiff);
      String ending = name.substring(name.lastIndexOf('.')).toLowerCase(Locale.ROOT);
      ImageException refusal =
          assertThrows(
              ImageException.class,
              () -> ImageDecoder.decode(file, DecodeMode.NATURAL, ImageLimits.DEFAULT));
      assertEquals(refused(ending).replace("image stream", file.toString()), refusal.getMessage());
    }
    Path photograph = Files.write(folder.resolve("nef.tif"), tiff);
    ImageDecoder.decode(photograph, DecodeMode.NATURAL, ImageLimits.DEFAULT);
  }

  /** The JDK's reader would give black. */
  @Test
  void bitsPerSampleOf32BitsAreRefused() {
    byte[] tiff = withPart("X", 262, 1);
    tiff[BITS_TYPE] = 4;
    assertEquals(
        "image stream: TIFF whose bits a sample are no 16-bit numbers cannot be read; convert it to"
            + " JPEG or PNG",
        refusal(tiff));
  }

  /** Directories that lead to themselves, or to thousands, come to an end. */
  @Test
  void directoriesInACircleEnd() {
    byte[] tiff = withPart("X", SUB_DIRECTORIES, 32);
    assertEquals(
        64, TiffTags.of(tiff).orElseThrow().all().size(), "directories looked at, at most");
  }

  @ParameterizedTest
  @CsvSource({
    "34925, LZMA",
    "50000, Zstandard",
    "34712, JPEG 2000",
    "34661, JBIG",
    "50001, WebP",
    "50002, JPEG XL",
    "34887, LERC",
    "12345, method 12345"
  })
  void aCompressionThatCannotBeReadIsNamed(int method, String name) {
    byte[] tiff = withPart("X", 254, 1);
    ByteBuffer.wrap(tiff).order(ByteOrder.LITTLE_ENDIAN).putInt(COMPRESSION, method);
    assertEquals(
        "image stream: TIFF compressed with "
            + name
            + " cannot be read; save it with LZW or Deflate, or convert it to PNG",
        refusal(tiff));
  }

  /** Grey, 10 and 20, in a directory at 32, with a part that has one tag more. */
  private static byte[] withPart(String make, int tag, int value) {
    int[][] tags = {
      {256, 4, 2},
      {257, 4, 1},
      {258, 3, 8},
      {259, 4, 1},
      {262, 4, 1},
      {271, 2, 0},
      {273, 4, 16},
      {277, 4, 1},
      {279, 4, 2},
      {SUB_DIRECTORIES, 4, 200}
    };
    ByteBuffer out = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {'I', 'I', 42, 0}).putInt(FIRST).put(16, new byte[] {10, 20});
    byte[] name = (make + "\0").getBytes(ISO_8859_1);
    out.put(240, name).position(FIRST);
    out.putShort((short) tags.length);
    for (int[] entry : tags) {
      boolean text = entry[0] == 271;
      out.putShort((short) entry[0]).putShort((short) entry[1]);
      out.putInt(text ? Math.max(name.length, 5) : 1).putInt(text ? 240 : entry[2]);
    }
    out.putInt(0).position(200);
    out.putShort((short) 1).putShort((short) tag).putShort((short) 4).putInt(1).putInt(value);
    return out.array();
  }

  private static String refused(String kind) {
    return "image stream: it is a camera raw ("
        + kind
        + "), and only a small preview in it could be scored; develop it to JPEG or TIFF, or give"
        + " the JPEG that the camera saved beside it";
  }

  private static String refusal(byte[] file) {
    return String.valueOf(
        assertThrows(
                ImageException.class,
                () ->
                    ImageDecoder.decode(
                        new ByteArrayInputStream(file), DecodeMode.NATURAL, ImageLimits.DEFAULT))
            .getMessage());
  }
}
