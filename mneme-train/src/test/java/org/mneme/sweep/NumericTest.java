package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class NumericTest {
  private static Numeric q(double min, double max, double q, boolean whole) {
    return new Numeric(Numeric.Scale.LINEAR, Numeric.Shape.UNIFORM, min, max, q, whole);
  }

  @Property
  void drawsLieBetweenTheEnds(
      @ForAll @DoubleRange(min = .001, max = 1) @Scale(3) double min,
      @ForAll @DoubleRange(min = 1, max = 1e6) double max,
      @ForAll @DoubleRange(min = 1e-9, max = .999999) @Scale(9) double u) {
    double slack = 1e-12; // exp(log(x)) is x but for rounding
    for (Numeric numeric : List.of(Numeric.uniform(min, max), Numeric.logUniform(min, max))) {
      double x = (Double) numeric.quantile(u);
      assertTrue(x >= min * (1 - slack) && x <= max * (1 + slack), x + " " + numeric);
    }
  }

  /** A distribution's quantile function never falls. */
  @Property
  void laterDrawsAreNotLower(
      @ForAll @DoubleRange(min = 1e-9, max = .5) @Scale(9) double u,
      @ForAll @DoubleRange(min = 0, max = .49) @Scale(9) double more) {
    for (Numeric numeric :
        List.of(
            Numeric.integers(-3, 9),
            Numeric.logUniform(1e-5, 1),
            Numeric.normal(2, 3),
            q(.1, .9, .2, false))) {
      double low = ((Number) numeric.quantile(u)).doubleValue();
      double high = ((Number) numeric.quantile(u + more)).doubleValue();
      assertTrue(low <= high, numeric + " " + low + " " + high);
    }
  }

  /** Each of n whole numbers gets an equal share of the draws. */
  @Property(tries = 100)
  void wholeNumbersAreEquallyLikely(
      @ForAll @IntRange(min = -50, max = 50) int min, @ForAll @IntRange(min = 1, max = 40) int n) {
    Numeric numeric = Numeric.integers(min, min + n - 1);
    for (int i = 0; i < n; i++) {
      assertEquals((long) min + i, numeric.quantile((i + .5) / n));
    }
  }

  /** By hand. */
  @Test
  void quantizedNumbersAreMultiplesBetweenTheEnds() {
    assertEquals(List.of(.1, .2, .3, .4, .5), q(.1, .5, .1, false).values());
    assertEquals(List.of(16L, 32L, 48L), q(10, 50, 16, true).values());
    assertEquals(List.of(1L, 2L, 3L), Numeric.integers(1, 3).values());
    Numeric log =
        new Numeric(Numeric.Scale.LOG, Numeric.Shape.UNIFORM, Math.log(3), Math.log(100), 8, true);
    assertEquals(List.of(8L, 16L, 24L), log.values().subList(0, 3));
    assertEquals(96L, log.quantile(.9999999));
    assertEquals(8L, log.quantile(1e-7));
  }

  /** exp(0 +- 1.959964 * .5): the 2.5 % points of a standard normal distribution are there. */
  @Test
  void logNormalIsTheExponentialOfANormal() {
    Numeric numeric = new Numeric(Numeric.Scale.LOG, Numeric.Shape.NORMAL, 0, .5, 0, false);
    assertEquals(Math.exp(.5 * 1.959963984540054), (Double) numeric.quantile(.975), 1e-12);
    assertEquals(1, (Double) numeric.quantile(.5), 1e-12);
  }

  /** W&B: inv_log_uniform is the inverse of a number whose logarithm is uniform. */
  @Test
  void inverseLogarithmRunsTheOtherWay() {
    Numeric numeric =
        new Numeric(
            Numeric.Scale.INVERSE_LOG,
            Numeric.Shape.UNIFORM,
            -Math.log(.1),
            -Math.log(.001),
            0,
            false);
    assertEquals(.1, (Double) numeric.quantile(1e-15), 1e-12);
    assertEquals(.001, (Double) numeric.quantile(1 - 1e-15), 1e-12);
  }

  @Test
  void whatHasNoEndIsNoGrid() {
    assertThrows(IllegalArgumentException.class, () -> Numeric.uniform(0, 1).values());
    assertThrows(IllegalArgumentException.class, () -> Numeric.normal(0, 1).values());
    assertThrows(IllegalArgumentException.class, () -> q(0, 1, 1e-9, false).values());
    assertEquals(List.of(2.), Numeric.uniform(2, 2).values());
    assertFalse(Numeric.uniform(2, 2).varies());
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Numeric.uniform(2, 1));
    assertThrows(IllegalArgumentException.class, () -> Numeric.uniform(0, Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Numeric.normal(0, 0));
    assertThrows(IllegalArgumentException.class, () -> q(1, 2, 5, true));
    assertThrows(
        IllegalArgumentException.class, () -> new Categorical(List.of(1, 2), List.of(.5, .6)));
  }

  @Test
  void choicesAreDrawnByTheirWeights() {
    Categorical choice = new Categorical(List.of("a", "b", "c"), List.of(.2, .3, .5));
    assertEquals("a", choice.quantile(.19));
    assertEquals("b", choice.quantile(.21));
    assertEquals("c", choice.quantile(.51));
  }
}
