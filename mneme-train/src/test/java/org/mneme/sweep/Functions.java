package org.mneme.sweep;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Functions whose minima are known. */
final class Functions {
  private Functions() {}

  /** A function, and from where to where it is searched. */
  record Known(
      String name, List<SweepParameter> parameters, ToDoubleFunction<Map<String, Object>> f) {}

  private static double number(Map<String, Object> x, String name) {
    return ((Number) x.getOrDefault(name, Double.NaN)).doubleValue();
  }

  /** Branin: minimum .397887, three times. */
  static final Known BRANIN =
      new Known(
          "Branin",
          List.of(
              new SweepParameter("x", Numeric.uniform(-5, 10)),
              new SweepParameter("y", Numeric.uniform(0, 15))),
          s -> {
            double x = number(s, "x");
            double y = number(s, "y");
            double a = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
            return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
          });

  private static final double[] ALPHA = {1, 1.2, 3, 3.2};
  private static final double[][] A = {
    {10, 3, 17, 3.5, 1.7, 8},
    {.05, 10, 17, .1, 8, 14},
    {3, 3.5, 1.7, 10, 17, 8},
    {17, 8, .05, 10, .1, 14}
  };
  private static final double[][] P = {
    {.1312, .1696, .5569, .0124, .8283, .5886},
    {.2329, .4135, .8307, .3736, .1004, .9991},
    {.2348, .1451, .3522, .2883, .3047, .6650},
    {.4047, .8828, .8732, .5743, .1091, .0381}
  };

  /** Hartmann's function of six variables: minimum -3.32237. */
  static final Known HARTMANN =
      new Known(
          "Hartmann6",
          List.of("a", "b", "c", "d", "e", "f").stream()
              .map(name -> new SweepParameter(name, Numeric.uniform(0, 1)))
              .toList(),
          s -> {
            double sum = 0;
            for (int i = 0; i < 4; i++) {
              double inner = 0;
              for (int j = 0; j < 6; j++) {
                double d = number(s, String.valueOf((char) ('a' + j))) - P[i][j];
                inner += A[i][j] * d * d;
              }
              sum -= ALPHA[i] * Math.exp(-inner);
            }
            return sum;
          });

  /**
   * Like a training: a learning rate that counts by its logarithm, an optimiser that shifts the
   * best one, a number of layers, and a parameter that does nothing. Minimum 0.
   */
  static final Known MIXED =
      new Known(
          "mixed",
          List.of(
              new SweepParameter("lr", Numeric.logUniform(1e-5, 1)),
              new SweepParameter(
                  "optimizer", Categorical.of(List.of("adam", "sgd", "lion", "rmsprop"))),
              new SweepParameter("layers", Numeric.integers(1, 12)),
              new SweepParameter("nothing", Numeric.uniform(0, 1))),
          s -> {
            double best =
                switch (String.valueOf(s.get("optimizer"))) {
                  case "adam" -> -3;
                  case "lion" -> -4;
                  default -> -1;
                };
            double penalty = Map.of("adam", 0., "lion", .3).getOrDefault(s.get("optimizer"), 1.);
            double off = Math.log10(number(s, "lr")) - best;
            double layers = number(s, "layers") - 7;
            return off * off + penalty + layers * layers / 20;
          });
}
