package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanImageTest {
  private static final List<Float> ZERO = List.of(0f, 0f, 0f);

  /**
   * By hand, as Caffe's data transformer: a 4 x 4 picture whose blue is 10 times its place 0..15,
   * and a mean whose blue plane is its place: 9 times the place is left, wherever the crop is and
   * also where it is mirrored.
   */
  @Test
  void itIsSubtractedBeforeTheCropAndBeforeTheMirroring() {
    byte[] pixels = new byte[48];
    float[] mean = new float[48];
    for (int i = 0; i < 16; i++) {
      pixels[3 * i + 2] = (byte) (10 * i);
      mean[i] = i;
    }
    Preprocessing p = bgr(4, 2, 1).withMeanImage(new MeanImage(4, 4, mean));
    float[] all = new float[Planes.size(p, Crops.TEN)];
    Planes.write(Rgb.wrap(4, 4, pixels), p, Crops.TEN, FloatBuffer.wrap(all));
    float[][] places = {
      {0, 1, 4, 5}, {2, 3, 6, 7}, {8, 9, 12, 13}, {10, 11, 14, 15}, {5, 6, 9, 10},
      {1, 0, 5, 4}, {3, 2, 7, 6}, {9, 8, 13, 12}, {11, 10, 15, 14}, {6, 5, 10, 9}
    };
    for (int crop = 0; crop < 10; crop++) {
      float[] expected = places[crop].clone();
      for (int i = 0; i < 4; i++) {
        expected[i] *= 9;
      }
      assertArrayEquals(
          expected, Arrays.copyOfRange(all, 12 * crop, 12 * crop + 4), "crop " + crop);
    }
  }

  /** By hand: (200 - 100.5) / 2, as Caffe subtracts before it scales. */
  @Test
  void theDeviationDividesTheDifference() {
    Preprocessing p = bgr(1, 1, 2).withMeanImage(new MeanImage(1, 1, new float[] {100.5f, 0, 0}));
    float[] planes = new float[3];
    Planes.write(
        Rgb.wrap(1, 1, new byte[] {0, 0, (byte) 200}), p, Crops.CENTRE, FloatBuffer.wrap(planes));
    assertEquals((200 - 100.5f) / 2, planes[0]);
  }

  @Test
  void itMustBeAsLargeAsTheResizedImageAndStandAlone() {
    MeanImage image = new MeanImage(4, 4, new float[48]);
    assertThrows(IllegalArgumentException.class, () -> bgr(5, 2, 1).withMeanImage(image));
    Preprocessing means =
        new Preprocessing(
            4, 4, 2, ChannelOrder.BGR, 1, List.of(104f, 117f, 123f), List.of(1f, 1f, 1f));
    assertThrows(IllegalArgumentException.class, () -> means.withMeanImage(image));
  }

  /** Scores are kept under this text, so it must differ when the images do. */
  @Test
  void itsTextTellsOneImageFromAnother() {
    float[] values = new float[48];
    MeanImage zero = new MeanImage(4, 4, values);
    values[47] = 1;
    MeanImage other = new MeanImage(4, 4, values);
    assertNotEquals(zero, other);
    assertEquals(other, MeanImage.ofBytes(4, 4, other.toBytes()));
    assertNotEquals(
        bgr(4, 2, 1).withMeanImage(zero).toString(), bgr(4, 2, 1).withMeanImage(other).toString());
  }

  @Test
  void aWrongCountOrAValueThatIsNoNumberIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MeanImage(4, 4, new float[32]));
    float[] values = new float[48];
    values[3] = Float.NaN;
    assertThrows(IllegalArgumentException.class, () -> new MeanImage(4, 4, values));
  }

  private static Preprocessing bgr(int size, int crop, float std) {
    return new Preprocessing(size, size, crop, ChannelOrder.BGR, 1, ZERO, List.of(std, std, std));
  }
}
