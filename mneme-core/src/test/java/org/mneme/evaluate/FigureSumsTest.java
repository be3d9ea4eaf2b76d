package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FigureSumsTest {
  /** Tolerance: sums in another order, around centres that are not quite the means. */
  @Test
  void sumsOfPartsGiveTheFiguresOfTheWhole() {
    Random random = new Random(3);
    double[] truth = random.doubles(1000).toArray();
    double[] predictions = new double[truth.length];
    FigureSums[] parts = {new FigureSums(.4, .6), new FigureSums(.4, .6), new FigureSums(.4, .6)};
    for (int i = 0; i < truth.length; i++) {
      predictions[i] = .5 * truth[i] + .4 * random.nextDouble();
      parts[i % 2].add(truth[i], predictions[i], 1); // the third part has no image
    }
    parts[2].addAll(parts[0]);
    parts[2].addAll(parts[1]);

    assertEquals(1000, parts[2].images());
    Map<Figure, Double> figures = parts[2].figures();
    assertEquals(11, figures.size());
    figures.forEach(
        (figure, value) ->
            assertEquals(figure.of(truth, predictions), value, 1e-13, figure.plainName()));
  }

  @Test
  void anImageAddedThreeTimesIsThreeImages() {
    FigureSums weighted = new FigureSums(0, 0);
    weighted.add(.2, .3, 3);
    weighted.add(.9, .8, 0);
    weighted.add(.6, .4, 1);
    double[] truth = {.2, .2, .2, .6};
    double[] predictions = {.3, .3, .3, .4};

    weighted
        .figures()
        .forEach((figure, value) -> assertEquals(figure.of(truth, predictions), value, 1e-13));
  }

  @Test
  void aConstantSideHasNoCorrelation() {
    FigureSums sums = new FigureSums(0, 0);
    for (int i = 0; i < 10; i++) {
      sums.add(i, .1, 1);
    }
    assertEquals(Double.NaN, sums.figures().get(Figure.PEARSON));
    assertEquals(0, sums.figures().get(Figure.PREDICTION_SD));
    assertThrows(IllegalArgumentException.class, () -> sums.addAll(new FigureSums(0, 1)));
  }
}
