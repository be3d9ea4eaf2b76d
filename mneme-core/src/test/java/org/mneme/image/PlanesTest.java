package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

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
