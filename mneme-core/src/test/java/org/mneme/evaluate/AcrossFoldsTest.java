package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AcrossFoldsTest {
  /** Ten images in order but for the last {@code turned}, which are the wrong way round. */
  private static HeldOutScores fold(int images, int turned) {
    double[] truth = IntStream.range(0, images).mapToDouble(i -> i / 100.).toArray();
    double[] predictions = truth.clone();
    for (int i = 0; i < turned; i++) {
      predictions[images - turned + i] = truth[images - 1 - i];
    }
    return new HeldOutScores(
        IntStream.range(0, images).mapToObj(String::valueOf).toList(), truth, predictions);
  }

  /**
   * By hand: turning the last k of ten costs k (k^2 - 1) / 3 in squared ranks, so rho is 1 - 2 k
   * (k^2 - 1) / 990: .7576, .8788 and .5758 for 5, 4 and 6. Their z, .9905, 1.3704, .6561; mean
   * 1.00567, variance .12774; times 1/3 + 1/2 and rooted .32626; t of 2 degrees 4.302653 (tables).
   */
  @Test
  void theMeanWithinFoldsHasNadeausAndBengiosInterval() {
    Estimate mean = AcrossFolds.spearman(List.of(fold(10, 5), fold(10, 4), fold(10, 6)), .95);
    assertEquals((750 + 870 + 570) / 990. / 3, mean.value(), 1e-12);
    assertEquals(Math.tanh(1.00567 - 4.302653 * .32626), mean.low(), 5e-5);
    assertEquals(Math.tanh(1.00567 + 4.302653 * .32626), mean.high(), 5e-5);
  }

  @Test
  void fewFoldsAndSmallFoldsHaveNoInterval() {
    assertTrue(Double.isNaN(AcrossFolds.spearman(List.of(fold(10, 5), fold(10, 4)), .95).low()));
    List<HeldOutScores> small = List.of(fold(10, 5), fold(9, 4), fold(10, 6));
    assertTrue(Double.isNaN(AcrossFolds.spearman(small, .95).low()));
    assertFalse(Double.isNaN(AcrossFolds.spearman(small, .95).value()));
  }

  /** The folds' figures taken together have no interval of their own; nothing reads NaN. */
  @Test
  void aCrossValidationInWords() {
    String folds =
        HeldOutFigures.ofFolds(List.of(fold(10, 5), fold(10, 4), fold(10, 6))).describe();
    assertTrue(
        folds.matches("Spearman 0\\.7\\d+, mean within the folds 0\\.7374 \\(.*\\), MSE .*"),
        folds);
    String few = HeldOutFigures.ofFolds(List.of(fold(10, 5), fold(10, 4))).describe();
    assertTrue(few.contains("mean within the folds 0.8182, MSE"), few);
    HeldOutScores ten = fold(10, 5);
    String one = HeldOutFigures.of(ten.truth(), ten.predictions()).describe();
    assertTrue(one.startsWith("Spearman 0.7576, MSE"), one);
  }
}
