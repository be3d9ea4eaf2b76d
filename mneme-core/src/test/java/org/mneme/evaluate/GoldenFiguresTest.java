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

  /** SciPy's _bca_interval with the same resamples: no random number differs. */
  @Test
  void theBcaIntervalOfGivenResamplesIsSciPys() throws IOException {
    JsonNode golden = golden().get("bca");
    double[] x = numbers(golden.get("x"));
    double sum = 0;
    for (double v : x) {
      sum += v;
    }
    double[] leaveOneOut = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      leaveOneOut[i] = (sum - x[i]) / (x.length - 1);
    }
    Replicates mean = new Replicates(sum / x.length, numbers(golden.get("rounds")), leaveOneOut);
    assertSame(golden.get("acceleration").doubleValue(), mean.acceleration(), "a");
    assertSame(golden.get("low").doubleValue(), mean.interval(.95).low(), "low");
    assertSame(golden.get("high").doubleValue(), mean.interval(.95).high(), "high");
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

  @Test
  void aReliabilityBinHasStudentsInterval() throws IOException {
    JsonNode golden = golden().get("reliability");
    double[] truth = numbers(golden.get("truth"));
    Estimate bin = Calibration.reliability(truth, truth, 1, .95).get(0).truth();
    assertSame(golden.get("low").doubleValue(), bin.low(), "low");
    assertSame(golden.get("high").doubleValue(), bin.high(), "high");
  }
}
