package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mneme.files.Sha256;

class PlanesTest {
  private static final List<Float> ZERO = List.of(0f, 0f, 0f);
  private static final List<Float> ONE = List.of(1f, 1f, 1f);

  /** torch's ToTensor divides in float32; multiplying by 1/255 would miss 126 of the 256 values. */
  @Test
  void everyLevelIsDividedBy255InFloat() {
    byte[] pixels = new byte[3 * 16 * 16];
    float[] expected = new float[pixels.length];
    for (int v = 0; v < 256; v++) {
      for (int c = 0; c < 3; c++) {
        pixels[3 * v + c] = (byte) v;
        expected[256 * c + v] = v / 255f;
      }
    }
    Preprocessing whole = new Preprocessing(16, 16, 16, ChannelOrder.RGB, 255, ZERO, ONE);
    assertArrayEquals(expected, planes(Rgb.wrap(16, 16, pixels), whole, Crops.CENTRE));
  }

  /** By hand, in torchvision's Normalize: (v / 255 - mean) / std, planes blue first. */
  @Test
  void meanAndDeviationFollowThePlanesOrder() {
    Preprocessing bgr =
        new Preprocessing(
            1, 1, 1, ChannelOrder.BGR, 1, List.of(10f, 20f, 30f), List.of(2f, 4f, 8f));
    Rgb pixel = Rgb.wrap(1, 1, new byte[] {100, 60, 12});
    assertArrayEquals(
        new float[] {(12 - 10) / 2f, (60 - 20) / 4f, (100 - 30) / 8f},
        planes(pixel, bgr, Crops.CENTRE));
  }

  /** A 4 x 4 picture whose red is its place 0..15; squares of 2. */
  @Test
  void tenCropsAreCornersAndCentreThenMirrored() {
    byte[] pixels = new byte[48];
    for (int i = 0; i < 16; i++) {
      pixels[3 * i] = (byte) i;
    }
    Preprocessing p = new Preprocessing(4, 4, 2, ChannelOrder.RGB, 1, ZERO, ONE);
    float[] all = planes(Rgb.wrap(4, 4, pixels), p, Crops.TEN);
    float[][] red = {
      {0, 1, 4, 5}, {2, 3, 6, 7}, {8, 9, 12, 13}, {10, 11, 14, 15}, {5, 6, 9, 10},
      {1, 0, 5, 4}, {3, 2, 7, 6}, {9, 8, 13, 12}, {11, 10, 15, 14}, {6, 5, 10, 9}
    };
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(red[i], Arrays.copyOfRange(all, 12 * i, 12 * i + 4), "crop " + i);
    }
  }

  /** As above, with crops of 3 x 2 in 5 x 4 pixels; the middle is at (1, 1). */
  @Test
  void cropsNeedNotBeSquare() {
    byte[] pixels = new byte[60];
    for (int i = 0; i < 20; i++) {
      pixels[3 * i] = (byte) i;
    }
    Preprocessing p = new Preprocessing(5, 4, 3, 2, ChannelOrder.RGB, 1, ZERO, ONE, null);
    float[] all = planes(Rgb.wrap(5, 4, pixels), p, Crops.TEN);
    assertEquals(10 * 3 * 6, all.length);
    float[][] red = {
      {0, 1, 2, 5, 6, 7}, {2, 3, 4, 7, 8, 9}, {10, 11, 12, 15, 16, 17}, {12, 13, 14, 17, 18, 19},
      {6, 7, 8, 11, 12, 13}, {2, 1, 0, 7, 6, 5}, {4, 3, 2, 9, 8, 7}, {12, 11, 10, 17, 16, 15},
      {14, 13, 12, 19, 18, 17}, {8, 7, 6, 13, 12, 11}
    };
    for (int i = 0; i < 10; i++) {
      assertArrayEquals(red[i], Arrays.copyOfRange(all, 18 * i, 18 * i + 6), "crop " + i);
    }
  }

  /**
   * Rows 0 and 5 of a 13 x 11 picture made by formula, and the picture resized: Pillow 13.0.0,
   * {@code convert("L")} and {@code resize((6, 4), BILINEAR)}, 2026-11-28.
   */
  @Test
  void grayIsPillowsLuminanceTakenBeforeResizing() {
    byte[] pixels = new byte[3 * 13 * 11];
    for (int y = 0, at = 0; y < 11; y++) {
      for (int x = 0; x < 13; x++) {
        pixels[at++] = (byte) (37 * x + 11 * y);
        pixels[at++] = (byte) (5 * x * y + 90);
        pixels[at++] = (byte) (201 * x + 3 * y * y);
      }
    }
    Rgb image = Rgb.wrap(13, 11, pixels);
    float[] plane = planes(image, gray(13, 11), Crops.CENTRE);
    assertArrayEquals(
        new float[] {53, 87, 92, 96, 101, 135, 140, 68, 73, 78, 112, 117, 121},
        Arrays.copyOf(plane, 13));
    assertArrayEquals(
        new float[] {78, 97, 146, 165, 185, 204, 147, 46, 65, 85, 104, 153, 172},
        Arrays.copyOfRange(plane, 65, 78));
    assertArrayEquals(
        new float[] {
          82, 109, 144, 116, 127, 154, 97, 141, 169, 139, 129, 152, 110, 172, 139, 87, 135, 160,
          130, 172, 92, 129, 149, 116
        },
        planes(image, gray(6, 4), Crops.CENTRE));
  }

  private static Preprocessing gray(int width, int height) {
    return new Preprocessing(
        width, height, width, height, ChannelOrder.GRAY, 1, List.of(0f), List.of(1f), null);
  }

  /** Every third level of each channel: the SHA-256 of Pillow 13.0.0's luminances, 2026-11-28. */
  @Test
  void grayEqualsPillowForColoursAllOverTheCube() {
    byte[] pixels = new byte[3 * 86 * 86 * 86];
    int at = 0;
    for (int red = 0; red < 256; red += 3) {
      for (int green = 0; green < 256; green += 3) {
        for (int blue = 0; blue < 256; blue += 3) {
          pixels[at++] = (byte) red;
          pixels[at++] = (byte) green;
          pixels[at++] = (byte) blue;
        }
      }
    }
    byte[] gray = Rgb.wrap(86 * 86, 86, pixels).luminance().pixels();
    byte[] plane = new byte[gray.length / 3];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = gray[3 * i];
    }
    assertEquals(
        "c02430af8eb2cc95a99cd4048f1e2e317258ec0b2342d98a602e37ae8c869ee3",
        HexFormat.of().formatHex(Sha256.digest().digest(plane)));
  }

  /** What version 0.1.0 kept scores and features by. */
  @Test
  void keptScoresAndFeaturesAreKnownByTheSameWords() {
    assertEquals(
        "Preprocessing[width=256, height=256, crop=227, order=RGB, divisor=255.0, mean=[0.0, 0.0,"
            + " 0.0], std=[1.0, 1.0, 1.0], meanImage=null]",
        Preprocessing.RESMEM.identity());
    assertEquals(
        "Preprocessing[width=6, height=4, crop=6x4, order=GRAY, divisor=1.0, mean=[0.0],"
            + " std=[1.0], meanImage=null]",
        gray(6, 4).identity());
  }

  @Test
  void settingsThatDoNotFitEachOtherAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Preprocessing(4, 4, 4, ChannelOrder.GRAY, 1, ZERO, ONE));
    MeanImage ofColours = new MeanImage(4, 4, new float[48]);
    assertThrows(IllegalArgumentException.class, () -> gray(4, 4).withMeanImage(ofColours));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Preprocessing(5, 4, 4, 5, ChannelOrder.RGB, 1, ZERO, ONE, null));
  }

  /**
   * Whoever takes crops one by one, as feature extraction does, sees what ten-crop scoring sees.
   */
  @Test
  void eachCropAloneIsWhatTenCropScoringSees() {
    Preprocessing p = new Preprocessing(7, 6, 3, ChannelOrder.BGR, 255, ZERO, ONE);
    Rgb image = ResizeTest.noise(11, 5, 2);
    float[] all = planes(image, p, Crops.TEN);
    List<Crop> crops = Crops.TEN.of(p);
    assertEquals(Crops.TEN.count(), crops.size());
    for (int i = 0; i < crops.size(); i++) {
      float[] one = new float[27];
      Planes.write(image, p, crops.get(i), FloatBuffer.wrap(one));
      assertArrayEquals(Arrays.copyOfRange(all, 27 * i, 27 * (i + 1)), one, "crop " + i);
    }
    assertEquals(new Crop(2, 2, false), Crop.centre(p)); // 1.5 to even, as torchvision
  }

  @Test
  void aCropThatReachesOutOfTheImageIsRefused() {
    Preprocessing p = new Preprocessing(4, 4, 2, ChannelOrder.RGB, 1, ZERO, ONE);
    FloatBuffer into = FloatBuffer.allocate(12);
    assertThrows(
        IllegalArgumentException.class,
        () -> Planes.write(ResizeTest.noise(5, 6, 1), p, new Crop(3, 0, false), into));
  }

  @Test
  void theBufferMovesByOneImage() {
    Preprocessing p = new Preprocessing(4, 4, 2, ChannelOrder.RGB, 1, ZERO, ONE);
    FloatBuffer two = FloatBuffer.allocate(2 * Planes.size(p, Crops.TEN));
    Planes.write(ResizeTest.noise(5, 6, 1), p, Crops.TEN, two);
    assertEquals(10 * 3 * 2 * 2, two.position());
    Planes.write(ResizeTest.noise(5, 6, 1), p, Crops.TEN, two);
    assertThrows(
        BufferOverflowException.class,
        () -> Planes.write(ResizeTest.noise(5, 6, 1), p, Crops.CENTRE, two));
  }

  private static float[] planes(Rgb image, Preprocessing p, Crops crops) {
    float[] planes = new float[Planes.size(p, crops)];
    Planes.write(image, p, crops, FloatBuffer.wrap(planes));
    return planes;
  }
}
