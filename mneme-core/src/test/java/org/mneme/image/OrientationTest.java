package org.mneme.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The turns form a group. Which is which, the oriented goldens show. */
class OrientationTest {
  /** Mirrorings and the half turn undo themselves; the quarter turns, 6 and 8, each other. */
  @Property(tries = 100)
  void everyTurnIsUndoneByItsInverse(
      @ForAll @IntRange(min = 1, max = 8) int orientation,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll long seed) {
    Rgb image = ResizeTest.noise(width, height, seed);
    int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    Rgb back = Orientation.apply(inverse, Orientation.apply(orientation, image));
    assertEquals(width, back.width());
    assertArrayEquals(image.toBytes(), back.toBytes());
  }

  @Test
  void nonsenseCountsAsUpright() {
    assertEquals(Orientation.UPRIGHT, Orientation.in(new byte[0]));
    assertEquals(Orientation.UPRIGHT, Orientation.in("Exif\0\0nonsense".getBytes(US_ASCII)));
  }
}
