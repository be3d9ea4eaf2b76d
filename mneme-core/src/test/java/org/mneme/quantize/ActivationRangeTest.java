package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class ActivationRangeTest {
  private static List<Chunk> chunk(float... values) {
    return List.of(new Chunk(values, new long[] {1, values.length}));
  }

  /** Padding and Relu put exact zeros everywhere: they must stay exact. */
  @Property(tries = 200)
  void zeroStaysZero(
      @ForAll @FloatRange(min = -9, max = 9) float a,
      @ForAll @FloatRange(min = -9, max = 9) float b) {
    assertEquals(0, ActivationRange.of(chunk(a, b, 0), 3).quantised(0));
  }

  @Test
  void evenlySpreadValuesKeepTheirWholeRange() {
    float[] values = new float[1000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 999f;
    }
    ActivationRange range = ActivationRange.of(chunk(values), 2);
    assertEquals(0, range.zero());
    assertEquals(1 / 255f, range.scale(), 1e-6f);
    for (float v : values) {
      assertEquals(v, range.quantised(v), range.scale() / 2 + 1e-6f);
    }
  }

  /**
   * One value of a million at 100, all others below 1: least squares lets it go, p = 8 does not.
   */
  @Test
  void higherNormClipsLess() {
    float[] values = new float[1_000_000];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    values[0] = 100;
    float squares = ActivationRange.of(chunk(values), 2).scale() * 255;
    float eighth = ActivationRange.of(chunk(values), 8).scale() * 255;
    assertTrue(squares < 60, () -> "least squares keeps up to " + squares);
    assertTrue(eighth > 90, () -> "p = 8 keeps up to " + eighth);
  }

  /** One half goes up to 1, the other to 1.5; a third one may go up to half as much again. */
  @Test
  void thereIsRoomForLargerValuesWhereTheImagesDiffer() {
    float[] small = new float[1000];
    float[] large = new float[1000];
    for (int i = 0; i < small.length; i++) {
      small[i] = i / 999f;
      large[i] = 1.5f * small[i];
    }
    List<Chunk> alike = List.of(chunk(large).get(0), chunk(large).get(0));
    List<Chunk> unlike = List.of(chunk(small).get(0), chunk(large).get(0));

    assertEquals(1.5f, ActivationRange.of(alike, 4).scale() * 255, .11f);
    assertTrue(ActivationRange.of(unlike, 4).scale() * 255 > 1.9f);
  }

  @Test
  void bothSignsShareTheRange() {
    float[] values = new float[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = -1 + 4f * i / 399;
    }
    ActivationRange range = ActivationRange.of(chunk(values), 2);
    assertEquals(64, range.zero(), 1);
    assertEquals(4 / 255f, range.scale(), 2e-4f);
  }

  @Test
  void deadTensorHasARangeToo() {
    assertEquals(new ActivationRange(1, 0), ActivationRange.of(chunk(0, 0), 3));
  }

  @Test
  void roundingAWholeChunkIsRoundingEachValue() {
    float[] values = new float[131];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 30) * .37f;
    }
    ActivationRange range = new ActivationRange(.2f, 40);
    float[] rounded = chunk(values).get(0).quantised(range).values();
    for (int i = 0; i < values.length; i++) {
      assertEquals(range.quantised(values[i]), rounded[i]);
    }
  }
}
