package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedTest {
  private static final double ROUNDING = 1e-14;

  private static final ScoreTable TABLE =
      ScoreTable.of(new double[] {.1, .2, .3, .4}).withModel("m", new double[] {.1, .2, .4, .3});

  /** By hand: errors 0, 0 in one part and .1, .1 in the other; ranks alike, then turned round. */
  @Test
  void figuresAreThoseOfTheParts() {
    Map<Figure, Repeated> m =
        Repeated.of(TABLE, List.of(new int[] {0, 1}, new int[] {2, 3}), Missing.REFUSE).get("m");

    Repeated spearman = m.get(Figure.SPEARMAN);
    assertEquals(2, spearman.parts());
    assertEquals(0, spearman.mean(), ROUNDING);
    assertEquals(Math.sqrt(2), spearman.sd(), ROUNDING);
    assertEquals(-1, spearman.min(), ROUNDING);
    assertEquals(1, spearman.max(), ROUNDING);
    assertEquals(.005, m.get(Figure.MSE).mean(), ROUNDING);
    assertEquals(.01, m.get(Figure.MSE).max(), ROUNDING);
  }

  @Test
  void partsWithoutACorrelationAreNotCounted() {
    Map<Figure, Repeated> m =
        Repeated.of(TABLE, List.of(new int[] {0}, new int[] {2, 3}), Missing.REFUSE).get("m");

    assertEquals(1, m.get(Figure.SPEARMAN).parts());
    assertEquals(-1, m.get(Figure.SPEARMAN).mean(), ROUNDING);
    assertEquals(2, m.get(Figure.MSE).parts());
  }

  @Test
  void noPartIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> Repeated.of(TABLE, List.of(), Missing.REFUSE));
  }
}
