package org.mneme.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Preprocessing SMALL =
      new Preprocessing(
          20,
          20,
          16,
          ChannelOrder.RGB,
          255,
          Preprocessing.RESMEM.mean(),
          Preprocessing.RESMEM.std());

  private static Rgb noise() {
    byte[] pixels = new byte[3 * 20 * 20];
    new Random(1).nextBytes(pixels);
    return Rgb.copyOf(20, 20, pixels);
  }

  private static float[] view(Augmentation augmentation, Rgb image, long seed) {
    FloatBuffer planes = FloatBuffer.allocate(3 * 16 * 16);
    augmentation.write(image, SMALL, seed, planes);
    return planes.array();
  }

  private static float[] scored(Rgb image) {
    FloatBuffer planes = FloatBuffer.allocate(3 * 16 * 16);
    Planes.write(image, SMALL, Crops.CENTRE, planes);
    return planes.array();
  }

  @Test
  void withoutAugmentationTrainingSeesWhatScoringSees() {
    assertArrayEquals(scored(noise()), view(Augmentation.NONE, noise(), 5));
  }

  @Test
  void flippingGivesTheCentreCropOrItsMirror() {
    Augmentation flip = new Augmentation(true, false, 1, 0, 0);
    float[] centre = scored(noise());
    int mirrored = 0;
    for (long seed = 0; seed < 200; seed++) {
      float[] view = view(flip, noise(), seed);
      boolean same = Arrays.equals(centre, view);
      for (int row = 0; row < view.length; row += 16) {
        for (int x = 0; x < 16; x++) {
          assertEquals(centre[row + (same ? x : 15 - x)], view[row + x]);
        }
      }
      mirrored += same ? 0 : 1;
    }
    assertTrue(mirrored > 60 && mirrored < 140, "mirrored " + mirrored + " of 200");
  }

  /** 25 places of a 16-pixel square in 20 pixels, each view one of the ten-crop's kind. */
  @Test
  void croppingReachesEveryPlace() {
    Augmentation crop = new Augmentation(false, true, 1, 0, 0);
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 1000; seed++) {
      seen.add(Arrays.toString(view(crop, noise(), seed)));
    }
    assertEquals(25, seen.size());
  }

  @Test
  void theSeedAloneDecidesAView() {
    Augmentation all = new Augmentation(true, true, .5, .3, .5);
    assertArrayEquals(view(all, noise(), 7), view(all, noise(), 7));
    assertFalse(Arrays.equals(view(all, noise(), 7), view(all, noise(), 8)));
  }

  /** Pieces have the crop's form, 2 to 1, as far as whole pixels allow, and lie in the picture. */
  @Test
  void viewsNeedNotBeSquare() {
    Preprocessing wide =
        new Preprocessing(
            40,
            30,
            32,
            16,
            ChannelOrder.RGB,
            1,
            Preprocessing.RESMEM.mean(),
            Preprocessing.RESMEM.std(),
            null);
    byte[] pixels = new byte[3 * 40 * 30];
    for (int i = 0; i < 40 * 30; i++) {
      pixels[3 * i] = (byte) (i % 40 * 5);
      pixels[3 * i + 1] = (byte) (i / 40 * 5);
    }
    Rgb ramp = Rgb.copyOf(40, 30, pixels);
    Augmentation pieces = new Augmentation(true, true, .5, 0, 0);
    for (long seed = 0; seed < 200; seed++) {
      FloatBuffer planes = FloatBuffer.allocate(3 * 32 * 16);
      pieces.write(ramp, wide, seed, planes);
      assertFalse(planes.hasRemaining());
      float[] view = planes.array();
      float across = Math.abs(view[8 * 32 + 28] - view[8 * 32 + 4]) / 24;
      float down = (view[32 * 16 + 12 * 32 + 16] - view[32 * 16 + 4 * 32 + 16]) / 8;
      // A pixel of the view is 16 / 32 to 40 / 32 of the picture's, of which each counts 5.
      assertTrue(across > 2.3 && across < 6.4, "across " + across);
      assertEquals(across, down, .6, "the piece is not of the crop's form");
    }
  }

  /** Of one colour, a picture has neither contrast nor place: only its brightness changes. */
  @Test
  void coloursOfAnEvenGreyStayGreyWithinTheJitter() {
    byte[] grey = new byte[3 * 20 * 20];
    Arrays.fill(grey, (byte) 100);
    for (long seed = 0; seed < 50; seed++) {
      float[] view = view(new Augmentation(true, true, .5, .2, 0), Rgb.copyOf(20, 20, grey), seed);
      for (float value : view) {
        assertEquals(view[0], value);
      }
      assertTrue(view[0] >= 80 / 255f && view[0] <= 120 / 255f, "value " + view[0]);
    }
  }

  @Test
  void erasingCoversWithinItsShares() {
    byte[] white = new byte[3 * 20 * 20];
    Arrays.fill(white, (byte) 255);
    for (long seed = 0; seed < 50; seed++) {
      float[] view = view(new Augmentation(false, false, 1, 0, 1), Rgb.copyOf(20, 20, white), seed);
      int covered = 0;
      for (int i = 0; i < 16 * 16; i++) {
        covered += view[i] < 1 ? 1 : 0;
      }
      assertTrue(covered >= 2 && covered <= 72, "covered " + covered); // 2 and 20 % and rounding
    }
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Augmentation(false, false, 0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Augmentation(false, false, 1, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Augmentation(false, false, 1, 0, 2));
  }
}
