package org.mneme.select;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceTest {
  private static final double[] VALUES = {
    .31, .47, .47, .52, .58, .61, .66, .7, .7, .93, .12, .33, .38, .47, .5, .52, .55, .61, .62, .7
  };

  /**
   * Against R 4.2.2: mean, sd, {@code ks.test(x, y)$statistic} (with ties) and {@code abs(mean(x) -
   * mean(y)) / sqrt((var(x) + var(y)) / 2)} of the first and the last ten.
   */
  @Test
  void everyFigureIsRs() {
    Balance balance =
        Balance.of(
            "c",
            VALUES,
            List.of(
                IntStream.range(0, 10).boxed().toList(), IntStream.range(10, 20).boxed().toList()));
    assertEquals(0.595, balance.means().get(0), 1e-12);
    assertEquals(0.48, balance.means().get(1), 1e-12);
    assertEquals(0.16900032873077825, balance.deviations().get(0), 1e-12);
    assertEquals(0.1679947089113887, balance.deviations().get(1), 1e-12);
    assertEquals(0.6824995927904164, balance.difference(), 1e-12);
    assertEquals(0.30000000000000004, balance.ks(), 1e-12);
  }
}
