package org.mneme.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RankCorrelationTest {
  /** By hand: ranks (1, 2.5, 2.5, 4, 5) and (2, 1, 3.5, 3.5, 5) give 7.25 / 9.5 = 29/38. */
  @Test
  void tiedScoresShareTheirMeanRank() {
    double rho =
        RankCorrelation.spearman(
            new float[] {.1f, .2f, .2f, .4f, .5f}, new float[] {.3f, .1f, .4f, .4f, .9f});
    assertEquals(29.0 / 38.0, rho, 1e-15);
  }
}
