package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScaleTest {
  private static final List<Scale> OF_PROPORTIONS =
      List.of(Scale.PROPORTION, Scale.ROOT_OF_PROPORTION, Scale.POSITIVE, Scale.UNDER_ONE);

  @Property
  void everyScaleRisesAndIsUndone(
      @ForAll @DoubleRange(min = .01, max = .98) double x,
      @ForAll @DoubleRange(min = -.99, max = .99) double first,
      @ForAll @DoubleRange(min = -.99, max = .99) double second) {
    for (Scale scale : OF_PROPORTIONS) {
      assertUndone(scale, x);
    }
    assertUndone(Scale.PLAIN, first);
    assertUndone(Scale.CORRELATION, first);
    assertUndone(new Scale.OfShare(.7), first);
    assertUndone(Scale.OfCorrelations.of(first, second), first - second);
  }

  private static void assertUndone(Scale scale, double x) {
    assertEquals(x, scale.from(scale.to(x)), 1e-10, scale.toString());
    assertTrue(scale.to(x) < scale.to(x + .001), scale.toString());
  }

  /** Nothing that is added on the scale leads out of the range. */
  @Property
  void rangesAreKept(
      @ForAll @DoubleRange(min = -50, max = 50) double there,
      @ForAll @DoubleRange(min = -1, max = 1) double first,
      @ForAll @DoubleRange(min = -1, max = 1) double second) {
    assertTrue(Math.abs(Scale.CORRELATION.from(there)) <= 1);
    assertTrue(Math.abs(Scale.OfCorrelations.of(first, second).from(there)) <= 2);
    assertTrue(Scale.POSITIVE.from(there) >= 0);
    assertTrue(Scale.UNDER_ONE.from(there) <= 1);
    double proportion = Scale.PROPORTION.from(there);
    assertTrue(proportion >= 0 && proportion <= 1);
    double root = Scale.ROOT_OF_PROPORTION.from(there);
    assertTrue(root >= 0 && root <= 1);
  }

  /** By hand: z of .8 is log(9) / 2, of 0 it is 0; their difference is that of the scale. */
  @Test
  void differencesOfCorrelationsAreThoseOfFishersZ() {
    double z = Math.log(9) / 2;
    assertEquals(z, Scale.CORRELATION.to(.8), 1e-15);
    assertEquals(z, Scale.OfCorrelations.of(.8, 0).to(.8), 1e-14);
    assertEquals(-z, Scale.OfCorrelations.of(0, .8).to(-.8), 1e-14);
    assertEquals(0, Scale.OfCorrelations.of(.9, .9).to(0));
  }
}
