package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LeftOutTest {
  /** Of 5 and 5 the deviation is that of a coin, whose kurtosis is 1: no fewer degrees than 9. */
  private static final double[] COIN = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};

  /**
   * By hand: mean .5, deviation sqrt(2.5 / 9), standard error 1/6; Student's t of 9 degrees of
   * freedom at .975 is 2.262157 (tables).
   */
  @Test
  void aMeanHasStudentsInterval() {
    Estimate mean = LeftOut.ofMean(COIN).interval(Scale.PLAIN, .95);
    assertEquals(.5, mean.value(), 1e-15);
    assertEquals(.5 - 2.262157 / 6, mean.low(), 1e-6); // the table's last digit
    assertEquals(.5 + 2.262157 / 6, mean.high(), 1e-6);
  }

  /**
   * By hand: one of ten is 1. Deviations -.1 and .9: squares' sum .9, fourths' .657, kurtosis 657 /
   * 81 = 8.111, degrees 18 / 7.111 = 2.53125; standard error .1, and t of 2.53 degrees lies between
   * those of 2 and 3 (4.3027 and 3.1824).
   */
  @Test
  void oneImageThatStandsOutCostsDegreesOfFreedom() {
    double[] one = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    double reach = LeftOut.ofMean(one).interval(Scale.PLAIN, .95).high() - .1;
    assertTrue(reach > .1 * 3.1824 && reach < .1 * 4.3027, "reach " + reach);
  }

  @Test
  void aRankCorrelationsErrorIsASmallPartLess() {
    double[] without = new Random(1).doubles(20).map(u -> .5 + u / 100).toArray();
    Estimate plain = new LeftOut(.5, without, false).interval(Scale.PLAIN, .95);
    Estimate ranks = new LeftOut(.5, without, true).interval(Scale.PLAIN, .95);
    assertEquals(.95 * (plain.high() - .5), ranks.high() - .5, 1e-14);
  }

  @Test
  void fewImagesHaveNoInterval() {
    double[] nine = Arrays.copyOf(COIN, 9);
    assertFalse(LeftOut.ofMean(nine).interval(Scale.PLAIN, .95).covers(.5));
    assertTrue(Double.isNaN(LeftOut.ofMean(nine).pOfZero(Scale.PLAIN)));
    assertEquals(4. / 9, LeftOut.ofMean(nine).interval(Scale.PLAIN, .95).value(), 1e-15);
    assertFalse(LeftOut.ofMean(new double[] {.4}).interval(Scale.PLAIN, .95).covers(.4));
    double[] fifteen = new Random(3).doubles(15).toArray();
    LeftOut correlation = LeftOut.of(.5, fifteen, true);
    assertEquals(
        new Estimate(.5, Double.NaN, Double.NaN), correlation.interval(Scale.CORRELATION, .95));
  }

  /** A constant error of .05, off by rounding, is not known to the last digit. */
  @Test
  void aFigureThatNoImageChangesHasNoInterval() {
    double[] without = new double[20];
    Arrays.fill(without, 1);
    Estimate perfect = new LeftOut(1, without, true).interval(Scale.CORRELATION, .95);
    assertEquals(new Estimate(1, Double.NaN, Double.NaN), perfect);
    Arrays.setAll(without, i -> .05 + i * 1e-17);
    assertTrue(Double.isNaN(new LeftOut(.05, without, false).interval(Scale.PLAIN, .95).low()));
  }

  @Test
  void aFigureThatIsNotDefinedWithoutAnImageHasNoInterval() {
    double[] without = new Random(2).doubles(20).toArray();
    without[7] = Double.NaN;
    LeftOut figure = new LeftOut(.5, without, false);
    assertEquals(new Estimate(.5, Double.NaN, Double.NaN), figure.interval(Scale.PLAIN, .95));
    assertTrue(Double.isNaN(figure.pOfZero(Scale.PLAIN)));
  }

  @Test
  void equalFiguresDoNotDiffer() {
    LeftOut figure = LeftOut.ofMean(COIN);
    LeftOut none = figure.combine(figure, (a, b) -> a - b);
    assertEquals(1, none.pOfZero(Scale.PLAIN));
    assertEquals(new Estimate(0, Double.NaN, Double.NaN), none.interval(Scale.PLAIN, .95));
  }

  /** The interval of level 1 - p ends at zero. */
  @Property(tries = 100)
  void theProbabilityAgreesWithTheInterval(
      @ForAll long seed,
      @ForAll @IntRange(min = 10, max = 60) int n,
      @ForAll @DoubleRange(min = -.5, max = .5) double value) {
    double[] without = new Random(seed).doubles(n).map(u -> value + (u - .5) / n).toArray();
    LeftOut figure = new LeftOut(value, without, false);
    Scale scale = Scale.OfCorrelations.of(.4 + value / 2, .4 - value / 2);
    double p = figure.pOfZero(scale);
    Assume.that(p > 1e-9 && p < .98);
    assertTrue(figure.interval(scale, 1 - p * .99).covers(0));
    assertFalse(figure.interval(scale, 1 - p * 1.01).covers(0));
  }
}
