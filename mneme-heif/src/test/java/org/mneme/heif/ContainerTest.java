package org.mneme.heif;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mneme.heif.HeifBytes.box;
import static org.mneme.heif.HeifBytes.crop;
import static org.mneme.heif.HeifBytes.grid;
import static org.mneme.heif.HeifBytes.join;
import static org.mneme.heif.HeifBytes.mirror;
import static org.mneme.heif.HeifBytes.numbers;
import static org.mneme.heif.HeifBytes.size;
import static org.mneme.heif.HeifBytes.turn;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mneme.golden.Shared;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.ImageException;
import org.mneme.image.ImageLimits;
import org.mneme.image.Orientation;
import org.mneme.image.Rgb;

/**
 * What a container says of the pictures in it, around the coded picture of a real file: {@code
 * RGB_8__128x128.heif}, 128 x 128 pixels. Orientations are EXIF's: 6 is a quarter to the right.
 */
class ContainerTest {
  private static final byte[] NOTHING = {};

  private static byte[] setup = NOTHING;
  private static byte[] coded = NOTHING;
  private static byte[] alphaSetup = NOTHING;
  private static byte[] alphaCoded = NOTHING;
  private static byte[] pixels = NOTHING;

  @BeforeAll
  static void takeThePicture() throws IOException {
    byte[] file = Files.readAllBytes(Shared.path("data/heif/files/RGB_8__128x128.heif"));
    HeifItems items = items(file);
    setup = box("hvcC", setupOf(items, 1));
    coded = items.dataOf(1).toArray();
    HeifItems withAlpha =
        items(Files.readAllBytes(Shared.path("data/heif/files/RGBA_8__128x128.heif")));
    alphaSetup = box("hvcC", setupOf(withAlpha, 2));
    alphaCoded = withAlpha.dataOf(2).toArray();
    pixels = natural(file).toBytes();
  }

  private static HeifItems items(byte[] file) throws IOException {
    return HeifItems.of(file, Box.only(Box.all(Bytes.of(file)), "meta"));
  }

  private static byte[] setupOf(HeifItems items, int item) throws IOException {
    return Coded.first(items.propertiesOf(item), Property.Setup.class)
        .orElseThrow()
        .box()
        .toArray();
  }

  /** irot turns to the left; two of the transforms are applied in their order. */
  @ParameterizedTest
  @CsvSource({
    "0, , 1", "1, , 8", "2, , 3", "3, , 6", ", 0, 4", ", 1, 2", "1, 1, 7", "3, 1, 5", "2, 0, 2"
  })
  void aPictureIsTurnedAndMirroredAsTheContainerSays(
      Integer quarters, Integer axis, int orientation) throws IOException {
    byte[] file = turned(quarters, axis).file("heic");
    assertArrayEquals(upright(orientation), natural(file).toBytes());
    // The plug-in of Pillow follows the container too; Pillow itself, for AVIF, leaves it to EXIF.
    assertArrayEquals(upright(orientation), decode(file, DecodeMode.PILLOW).toBytes());
    assertArrayEquals(
        pixels, decode(turned(quarters, axis).file("avif"), DecodeMode.PILLOW).toBytes());
  }

  private static HeifBytes turned(Integer quarters, Integer axis) {
    byte[][] properties = {
      setup,
      size(128, 128),
      quarters == null ? box("free") : turn(quarters),
      axis == null ? box("free") : mirror(axis)
    };
    return new HeifBytes().item("hvc1", coded, properties);
  }

  /** Mirrored first and then turned to the left is EXIF's 5; the other way round 7. */
  @Test
  void theOrderOfTransformsCounts() throws IOException {
    byte[] file = new HeifBytes().item("hvc1", coded, setup, mirror(1), turn(1)).file("heic");
    assertArrayEquals(upright(5), natural(file).toBytes());
  }

  @Test
  void exifTurnsOnceAndOnlyWhereTheContainerSaysNothing() throws IOException {
    byte[] exif = {
      0, 0, 0, 0, 'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0,
      0
    };
    for (boolean both : new boolean[] {true, false}) {
      byte[] file =
          turned(both ? 3 : null, null).item("Exif", exif).refer("cdsc", 2, 1).file("heic");
      assertArrayEquals(upright(6), natural(file).toBytes());
      assertArrayEquals(both ? upright(6) : pixels, decode(file, DecodeMode.PILLOW).toBytes());
    }
    // The container has the last word, also when it says "as it is".
    byte[] asItIs = turned(0, null).item("Exif", exif).refer("cdsc", 2, 1).file("heic");
    assertArrayEquals(pixels, natural(asItIs).toBytes());
  }

  @Test
  void tilesLieSideBySideAndAreCutToThePicture() throws IOException {
    byte[] file =
        new HeifBytes()
            .item("grid", grid(2, 3, 300, 200), size(300, 200))
            .item("hvc1", coded, setup, size(128, 128))
            .refer("dimg", 1, 2, 2, 2, 2, 2, 2)
            .file("heic");
    Rgb rgb = natural(file);
    assertEquals("300 x 200", rgb.width() + " x " + rgb.height());
    byte[] whole = rgb.toBytes();
    for (int y = 0; y < 200; y++) {
      for (int x = 0; x < 900; x++) {
        assertEquals(pixels[384 * (y % 128) + x % 384], whole[900 * y + x]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 3, 300, 200, 5, made of parts that are missing", // one tile too few
    "2, 3, 400, 200, 6, do not make", // tiles that do not reach
    "2, 3, 200, 200, 6, do not make", // tiles that are not needed
    "2, 3, 65535, 65535, 6, more than the limit"
  })
  void gridsThatDoNotFitAreRefused(
      int rows, int columns, int width, int height, int tiles, String why) {
    int[] parts = new int[tiles];
    Arrays.fill(parts, 2);
    byte[] file =
        new HeifBytes()
            .item("grid", grid(rows, columns, width, height))
            .item("hvc1", coded, setup, size(128, 128))
            .refer("dimg", 1, parts)
            .file("heic");
    assertTrue(refusal(file).contains(why), refusal(file));
  }

  @Test
  void aCropTakesTheMiddle() throws IOException {
    Rgb rgb = natural(new HeifBytes().item("hvc1", coded, setup, crop(28, 100)).file("heic"));
    assertEquals("28 x 100", rgb.width() + " x " + rgb.height());
    byte[] row = Arrays.copyOfRange(pixels, 3 * (14 * 128 + 50), 3 * (14 * 128 + 78));
    assertArrayEquals(row, Arrays.copyOf(rgb.toBytes(), 84));
  }

  @Test
  void picturesAreLaidOverEachOther() throws IOException {
    byte[] overlay =
        join(numbers(1, 0, 0), numbers(2, 0xffff, 0, 0x8000, 0xffff, 200, 140, -28, 12, 72, 12));
    byte[] file =
        new HeifBytes()
            .item("iovl", overlay)
            .item("hvc1", coded, setup)
            .item("iden", NOTHING, turn(1))
            .refer("dimg", 1, 2, 3)
            .refer("dimg", 3, 2)
            .file("heic");
    Rgb rgb = natural(file);
    assertEquals("200 x 140", rgb.width() + " x " + rgb.height());
    byte[] whole = rgb.toBytes();
    assertArrayEquals(new byte[] {-1, 0, (byte) 0x80}, Arrays.copyOf(whole, 3));
    assertEquals(pixels[3 * 28], whole[3 * 12 * 200]);
    assertEquals(upright(8)[0], whole[3 * (12 * 200 + 72)]);
  }

  /** By hand, from both pictures' own pixels: what is clear is over white. */
  @Test
  void transparencyIsAnotherPicture() throws IOException {
    HeifBytes colours = new HeifBytes().item("hvc1", coded, setup, size(128, 128));
    byte[] urn = join(numbers(4, 0), "urn:mpeg:hevc:2015:auxid:1\0".getBytes(US_ASCII));
    byte[] file =
        colours
            .item("hvc1", alphaCoded, alphaSetup, size(128, 128), box("auxC", urn))
            .refer("auxl", 2, 1)
            .file("heic");
    byte[] clear =
        natural(new HeifBytes().item("hvc1", alphaCoded, alphaSetup).file("heic")).toBytes();
    byte[] found = natural(file).toBytes();
    for (int i = 0; i < found.length; i++) {
      int a = clear[i] & 0xff;
      assertEquals(((pixels[i] & 0xff) * a + 255 * (255 - a) + 127) / 255, found[i] & 0xff);
    }
    assertArrayEquals(pixels, decode(file, DecodeMode.PILLOW).toBytes());
  }

  @Test
  void anImageSequenceIsItsFirstPicture() throws IOException {
    byte[] none = numbers(4, 0);
    byte[] start = join(box("ftyp", "msf1".getBytes(US_ASCII), none, "hevc".getBytes(US_ASCII)));
    byte[] description =
        join(numbers(4, 0, 1, 0, 0, 0, 0), numbers(2, 128, 128), new byte[50], setup);
    byte[] right = numbers(4, 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30);
    byte[] table =
        box(
            "stbl",
            box("stsd", numbers(4, 0, 1), box("hvc1", description)),
            box("stsz", numbers(4, 0, 0, 2, coded.length, 5)),
            box("stco", numbers(4, 0, 1, start.length + 8)));
    byte[] track =
        box(
            "trak",
            box("tkhd", new byte[40], right, numbers(4, 0, 0)),
            box(
                "mdia",
                box("hdlr", numbers(4, 0, 0), "pict".getBytes(US_ASCII)),
                box("minf", table)));
    byte[] file = join(start, box("mdat", coded), box("moov", track));
    assertArrayEquals(upright(6), natural(file).toBytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg", "avc1", "unci", "vvc1"})
  void codingsThatAreNotReadAreNamed(String type) {
    assertEquals(
        "image stream: HEIF with a picture of type '"
            + type
            + "' cannot be read; convert it to"
            + " JPEG or PNG",
        refusal(new HeifBytes().item(type, coded, setup).file("heic")));
  }

  @Test
  void picturesMadeOfThemselvesEnd() {
    byte[] file = new HeifBytes().item("iden", NOTHING).refer("dimg", 1, 1).file("heic");
    assertTrue(refusal(file).contains("made of each other without end"), refusal(file));
  }

  /** 128 overlays of one picture would take as long as 128 pictures. */
  @Test
  void oneSmallFileCannotAskForAnyAmountOfWork() {
    byte[] places = new byte[4 * 2000];
    int[] parts = new int[2000];
    Arrays.fill(parts, 2);
    byte[] overlay = join(numbers(1, 0, 0), numbers(2, 0, 0, 0, 1, 9, 9), places);
    byte[] file =
        new HeifBytes()
            .item("iovl", overlay, size(9, 9))
            .item("hvc1", coded, setup)
            .refer("dimg", 1, parts)
            .file("heic");
    assertTrue(refusal(file).contains("far more pixels than it shows"), refusal(file));
  }

  /** A few thousand bytes claim 169 million pixels, within the limit. 4 MB is for the readers. */
  @ParameterizedTest
  @ValueSource(strings = {"hvc1", "grid", "iovl"})
  void headersThatLieTakeNoMemory(String type) throws IOException {
    byte[] content =
        switch (type) {
          case "grid" -> grid(1, 1, 13000, 13000);
          case "iovl" -> join(numbers(1, 0, 0), numbers(2, 0, 0, 0, 1, 13000, 13000));
          default -> Arrays.copyOf(coded, coded.length / 2);
        };
    byte[] file =
        new HeifBytes()
            .item(type, content, setup, size(13000, 13000))
            .item("hvc1", coded, setup, size(128, 128))
            .refer("dimg", 1, 2)
            .file("heic");
    refusal(file); // classes that stay
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    refusal(file);
    long taken = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(taken < 4 << 20, type + " took " + taken + " bytes");
  }

  private static byte[] upright(int orientation) {
    return Orientation.apply(orientation, Rgb.copyOf(128, 128, pixels)).toBytes();
  }

  private static Rgb natural(byte[] file) throws IOException {
    return decode(file, DecodeMode.NATURAL);
  }

  private static Rgb decode(byte[] file, DecodeMode mode) throws IOException {
    return ImageDecoder.decode(new ByteArrayInputStream(file), mode, ImageLimits.DEFAULT);
  }

  private static String refusal(byte[] file) {
    return String.valueOf(assertThrows(ImageException.class, () -> natural(file)).getMessage());
  }
}
