package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

/**
 * Laws of the figures, on scores of few values (many ties) or many (hardly any). Tolerances of 1e-9
 * leave room for sums in another order; a wrong rank or count is off by more than 1 in 40 squared.
 */
class FigureLawsTest {
  private static final double TOLERANCE = 1e-9;

  @SuppressWarnings("ArrayRecordComponent") // two columns, never written after
  private record Scored(double[] truth, double[] predictions) {}

  /** Scores 0..1 in steps of 1/steps; the predictions depend on the truth in part. */
  private static Scored scored(long seed, int n, int steps) {
    Random random = new Random(seed);
    double[] truth = new double[n];
    double[] predictions = new double[n];
    for (int i = 0; i < n; i++) {
      truth[i] = random.nextInt(steps + 1) / (double) steps;
      predictions[i] =
          Math.round((.4 * truth[i] + .6 * random.nextDouble()) * steps) / (double) steps;
    }
    return new Scored(truth, predictions);
  }

  @Property(tries = 100)
  void rankFiguresIgnoreIncreasingRescaling(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
    Scored c = scored(seed, n, 10);
    double[] rescaled = Arrays.stream(c.predictions).map(p -> Math.exp(3 * p) - 7).toArray();
    for (Figure figure : Figure.OF_RANKS) {
      assertEquals(
          figure.of(c.truth, c.predictions), figure.of(c.truth, rescaled), 0, figure.name());
    }
  }

  @Property(tries = 100)
  void correlationsAreSymmetricAndTurnWithTheirSign(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
    Scored c = scored(seed, n, 10);
    double[] turned = Arrays.stream(c.predictions).map(p -> -p).toArray();
    for (Figure figure : List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.KENDALL)) {
      double r = figure.of(c.truth, c.predictions);
      assertEquals(r, figure.of(c.predictions, c.truth), TOLERANCE, figure.name());
      assertEquals(-r, figure.of(c.truth, turned), TOLERANCE, figure.name());
    }
  }

  /** The definition, pair by pair: tau-b = (C - D) / sqrt((pairs - ties)(pairs - ties)). */
  @Property(tries = 100)
  void kendallCountsEveryPair(@ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
    Scored c = scored(seed, n, 6);
    double concordance = 0;
    double truthPairs = 0;
    double predictionPairs = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double t = Math.signum(c.truth[i] - c.truth[j]);
        double p = Math.signum(c.predictions[i] - c.predictions[j]);
        concordance += t * p;
        truthPairs += t * t;
        predictionPairs += p * p;
      }
    }
    double tau = concordance / Math.sqrt(truthPairs * predictionPairs);
    assertEquals(tau, Figure.KENDALL.of(c.truth, c.predictions), TOLERANCE);
  }

  @Property(tries = 100)
  void theJackknifeIsEveryFigureWithoutEachImage(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 30) int n,
      @ForAll @IntRange(min = 1, max = 1000) int steps) {
    Scored c = scored(seed, n, steps);
    double[][] figures =
        Jackknife.figures(
            new RankedPairs(c.truth, c.predictions, EnumSet.allOf(Figure.class)), true);
    for (int i = 0; i < n; i++) {
      double[] truth = without(c.truth, i);
      double[] predictions = without(c.predictions, i);
      for (Figure figure : Figure.values()) {
        assertClose(figure.of(truth, predictions), figures[figure.place()][i], figure);
      }
    }
  }

  private static void assertClose(double expected, double actual, Figure figure) {
    // R2 of nearly constant truths may be far below -1: compared by its digits.
    double scale = Double.isNaN(expected) ? 1 : Math.max(1, Math.abs(expected));
    assertEquals(expected, actual, TOLERANCE * scale, figure.name());
  }

  private static double[] without(double[] values, int image) {
    double[] rest = new double[values.length - 1];
    System.arraycopy(values, 0, rest, 0, image);
    System.arraycopy(values, image + 1, rest, image, rest.length - image);
    return rest;
  }

  @Property(tries = 50)
  void theOrderOfImagesDoesNotMatter(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int n) {
    Scored c = scored(seed, n, 10);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      order.add(i);
    }
    Collections.shuffle(order, new Random(seed));
    double[] truth = order.stream().mapToDouble(i -> c.truth[i]).toArray();
    double[] predictions = order.stream().mapToDouble(i -> c.predictions[i]).toArray();
    for (Figure figure : Figure.values()) {
      assertClose(figure.of(c.truth, c.predictions), figure.of(truth, predictions), figure);
    }
  }

  @Property(tries = 20)
  void aScoreThatIsNoNumberIsRefused(@ForAll @IntRange(min = 0, max = 4) int place) {
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] scores = {.1, .2, .3, .4, .5};
      double[] wrongs = scores.clone();
      wrongs[place] = wrong;
      IllegalArgumentException e =
          Assertions.assertThrows(
              IllegalArgumentException.class, () -> Figure.MSE.of(scores, wrongs));
      assertEquals(
          "prediction %d is %s: a finite number is needed".formatted(place, wrong), e.getMessage());
    }
  }
}
