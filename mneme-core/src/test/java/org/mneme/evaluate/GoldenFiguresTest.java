package org.mneme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Against SciPy 1.17.1: golden/figures.json, made by the script beside it. Tolerance 1e-12 of the
 * figure, or of 1 where the figure is smaller: sums are taken in another order.
 */
class GoldenFiguresTest {
  private static final double TOLERANCE = 1e-12;

  private static JsonNode golden() throws IOException {
    try (InputStream in = GoldenFiguresTest.class.getResourceAsStream("/golden/figures.json")) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  private static void assertSame(double expected, double actual, String what) {
    double scale = Double.isNaN(expected) ? 1 : Math.max(1, Math.abs(expected));
    assertEquals(expected, actual, TOLERANCE * scale, what);
  }

  @TestFactory
  Stream<DynamicTest> everyFigureIsSciPys() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    golden()
        .get("cases")
        .properties()
        .forEach(
            entry ->
                tests.add(
                    DynamicTest.dynamicTest(
                        entry.getKey(),
                        () ->
                            assertCase(
                                entry.getValue(),
                                numbers(entry.getValue().get("truth")),
                                numbers(entry.getValue().get("predictions"))))));
    return tests.stream();
  }

  /** 10,007 images; the rule that makes them stands in the script, exact in whole numbers. */
  @Test
  void everyFigureOfALongListIsSciPys() throws IOException {
    double[] truth = new double[10007];
    double[] predictions = new double[truth.length];
    for (int i = 0; i < truth.length; i++) {
      long rank = i * 7919L % 10007;
      truth[i] = rank / 10007.0;
      long seventh = (rank * 3 + (long) i * i % 5003) / 7;
      predictions[i] = seventh / 5003.0;
    }
    assertCase(golden().get("long"), truth, predictions);
  }

  private static void assertCase(JsonNode golden, double[] truth, double[] predictions) {
    for (Figure figure : Figure.values()) {
      JsonNode expected = golden.get("figures").get(figure.plainName());
      double value = figure.of(truth, predictions);
      assertSame(expected.isNull() ? Double.NaN : expected.doubleValue(), value, figure.name());
    }
    Distribution distribution = Distribution.of(truth, predictions);
    assertSame(golden.get("wasserstein").doubleValue(), distribution.wasserstein(), "W1");
    assertSame(golden.get("ks").doubleValue(), distribution.kolmogorovSmirnov(), "KS");
    double[] quantiles = numbers(golden.get("quantiles"));
    for (int q = 0; q < quantiles.length; q++) {
      assertSame(quantiles[q], distribution.predictions().quantiles().get(q), "quantile " + q);
    }
    Recalibration.Line line = Recalibration.Line.fit(truth, predictions);
    assertSame(golden.get("slope").doubleValue(), line.slope(), "slope");
    assertSame(golden.get("intercept").doubleValue(), line.intercept(), "intercept");
  }

  /**
   * With SciPy's figures, distributions and a root finder for the scale of differences, every image
   * left out in turn. That root is found to 1e-14; a p of 1e-7 makes it 1e-9 of p.
   */
  @Test
  void intervalsAndProbabilitiesAreSciPys() throws IOException {
    JsonNode golden = golden().get("intervals");
    Evaluation evaluation =
        Evaluation.of(
            ScoreTable.of(numbers(golden.get("truth")))
                .withModel("first", numbers(golden.get("first")))
                .withModel("second", numbers(golden.get("second"))),
            Missing.REFUSE,
            Intervals.DEFAULT);
    for (Figure figure : List.of(Figure.SPEARMAN, Figure.PEARSON, Figure.MSE, Figure.SD_RATIO)) {
      JsonNode expected = golden.get("figures").get(figure.plainName());
      Estimate of = evaluation.models().get(0).figure(figure);
      assertEquals(expected.get("low").doubleValue(), of.low(), 1e-10, figure.name());
      assertEquals(expected.get("high").doubleValue(), of.high(), 1e-10, figure.name());
      JsonNode less = golden.get("figures").get("difference of " + figure.plainName());
      Difference difference = evaluation.comparisons().get(0).differences().get(figure);
      assertEquals(less.get("low").doubleValue(), difference.estimate().low(), 1e-10);
      assertEquals(less.get("high").doubleValue(), difference.estimate().high(), 1e-10);
      assertEquals(less.get("p").doubleValue(), difference.p(), 1e-9);
    }
  }

  @Test
  void theRisingStepsAreSciPys() throws IOException {
    JsonNode golden = golden().get("isotonic");
    double[] rising =
        Recalibration.Isotonic.rising(numbers(golden.get("y")), numbers(golden.get("weights")));
    double[] expected = numbers(golden.get("rising"));
    for (int i = 0; i < expected.length; i++) {
      assertSame(expected[i], rising[i], "step " + i);
    }
  }
}
