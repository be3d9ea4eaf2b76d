package org.mneme.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HyperbandTest {

  /** W&B's documentation and tests: min_iter 3, eta 3; max_iter 81 and s 3; 18 and 2; 5, 2, 2. */
  @Test
  void bandsAreThoseOfWeightsAndBiases() {
    assertEquals(List.of(3, 9, 27, 81), Hyperband.upFrom(3, 3, false).bands().subList(0, 4));
    assertEquals(List.of(3, 9, 27), Hyperband.downFrom(81, 3, 3, false).bands());
    assertEquals(List.of(2, 6), Hyperband.downFrom(18, 2, 3, false).bands());
    assertEquals(List.of(1, 2), Hyperband.downFrom(5, 2, 2, false).bands());
    assertEquals(List.of(1), Hyperband.downFrom(3, 5, 3, false).bands());
    assertEquals(List.of(2, 3, 4, 6), Hyperband.upFrom(2, 1.5, false).bands().subList(0, 4));
  }

  /** By hand: of 10, 8, 7, 6 and 9 at the band, the best third, two, pass: 6 and 7. */
  @Test
  void onlyTheBestShareGoesOn() {
    Hyperband hyperband = Hyperband.upFrom(1, 3, true);
    List<List<Double>> others = List.of(List.of(10.), List.of(8.), List.of(6.), List.of(9.));
    assertFalse(hyperband.stops(List.of(7.), others));
    assertFalse(hyperband.stops(List.of(5.), others));
    assertTrue(hyperband.stops(List.of(8.5), others));
  }

  /**
   * W&B's threshold is the value at place floor(n / eta), from 0: of two, with eta 2, both pass.
   */
  @Test
  void runsUpToThePlaceOfTheThresholdPass() {
    assertFalse(Hyperband.upFrom(1, 3, true).stops(List.of(1e9), List.of()));
    assertFalse(Hyperband.upFrom(1, 2, true).stops(List.of(9.), List.of(List.of(0.))));
    assertTrue(Hyperband.upFrom(1, 3, true).stops(List.of(9.), List.of(List.of(0.))));
  }

  @Test
  void betweenBandsNothingStops() {
    Hyperband hyperband = Hyperband.upFrom(2, 2, true);
    List<Double> good = List.of(0., 0., 0., 0., 0.);
    List<List<Double>> better = List.of(good, good);
    assertFalse(hyperband.stops(List.of(9.), better));
    assertTrue(hyperband.stops(List.of(9., 9.), better));
    assertFalse(hyperband.stops(List.of(9., 9., 9.), better));
    assertTrue(hyperband.stops(List.of(9., 9., 9., 9.), better));
  }

  /** A run that was good before the band passes, unless the rule is strict. */
  @Test
  void strictRuleLooksAtTheBandAlone() {
    List<List<Double>> other = List.of(List.of(5., 5.));
    List<Double> faded = List.of(1., 9.);
    assertFalse(Hyperband.upFrom(2, 3, false).stops(faded, other));
    assertTrue(Hyperband.upFrom(2, 3, true).stops(faded, other));
  }

  @Test
  void impossibleBandsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Hyperband.upFrom(0, 3, false));
    assertThrows(IllegalArgumentException.class, () -> Hyperband.upFrom(1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> Hyperband.downFrom(2, 3, 3, false));
  }
}
