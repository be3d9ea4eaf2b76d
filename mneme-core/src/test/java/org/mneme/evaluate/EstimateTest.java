package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {
  /**
   * By hand: deviation .1, and Student's t of 2 degrees of freedom at .975 is 4.302653 (tables).
   */
  @Test
  void meanOfThreeHasStudentsInterval() {
    Estimate mean = Estimate.ofMean(new double[] {.1, .2, .3}, .95);
    double reach = 4.302653 * .1 / Math.sqrt(3);
    assertEquals(.2, mean.value(), 1e-15);
    assertEquals(.2 - reach, mean.low(), 1e-6); // the table's last digit
    assertEquals(.2 + reach, mean.high(), 1e-6);
  }

  @Test
  void oneValueHasNoIntervalAndNoneNoMean() {
    Estimate one = Estimate.ofMean(new double[] {.4}, .95);
    assertEquals(.4, one.value());
    assertTrue(Double.isNaN(one.low()) && Double.isNaN(one.high()));
    assertFalse(one.covers(.4));
    assertThrows(IllegalArgumentException.class, () -> Estimate.ofMean(new double[0], .95));
  }

  @Test
  void undefinedValueMakesTheMeanUndefined() {
    assertTrue(Double.isNaN(Estimate.ofMean(new double[] {.4, Double.NaN}, .95).value()));
  }

  /**
   * Of 2,000 means of four normal values 95 % should cover the truth; three standard errors of that
   * share are .015.
   */
  @Test
  void intervalCoversAsOftenAsItSays() {
    Random random = new Random(7);
    int covered = 0;
    for (int i = 0; i < 2000; i++) {
      double[] values = random.doubles(4).map(u -> 3 + random.nextGaussian()).toArray();
      covered += Estimate.ofMean(values, .95).covers(3) ? 1 : 0;
    }
    assertEquals(.95, covered / 2000., .015);
  }
}
