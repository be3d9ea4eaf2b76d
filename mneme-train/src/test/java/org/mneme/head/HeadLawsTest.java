package org.mneme.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mneme.onnx.GraphWriter;
import org.mneme.score.GraphRunner;

/** What holds for any samples. */
class HeadLawsTest {
  private static final double[][] FEATURES = {
    {-0.8, -1.32, -0.25, 0.42},
    {1.14, 0.11, -0.55, -0.78},
    {0.75, 1.63, 0.27, -1.23},
    {-0.96, 1.6, 0.2, -1.73},
    {-0.08, -1.16, -0.63, -0.49},
    {-0.71, 0.55, -0.06, -0.59},
    {0.41, 0.83, -1.64, -0.26},
    {-0.98, -0.17, -1.29, 0.02},
    {-0.04, -0.3, -1.05, -0.4},
    {-1.09, -1.36, 0.22, -1.11},
    {1.17, 0.72, -2.0, 0.27},
    {-1.1, 0.03, 0.04, -1.99}
  };
  private static final double[] SCORES = {
    0.58, 0.84, 0.62, -0.11, 0.82, 0.16, 0.36, 0.13, 0.69, 0.62, 0.85, 0.33
  };
  private static final double[] NEW = {.5, -1, .25, 2};
  private static final List<Integer> ONE_GROUP = List.of(4);

  /**
   * The identity r / (1 - h), against fits that really leave each sample out. With few more samples
   * than columns both r and 1 - h would be next to nothing, and their quotient mostly rounding.
   */
  @Property(tries = 40)
  void leaveOneOutErrorIsThatOfFitsWithoutTheSample(
      @ForAll long seed, @ForAll @IntRange(min = 7, max = 12) int n) {
    Random random = new Random(seed);
    double[][] z = new double[n][3];
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < 3; c++) {
        z[i][c] = random.nextGaussian();
      }
      y[i] = z[i][0] + random.nextGaussian();
    }
    NativeMatrix kernel = new NativeMatrix(n, n);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        kernel.set(i, j, LeaveOneOut.dot(z[i], z[j]));
      }
    }
    kernel.centre();
    double[] eigenvalues = kernel.eigen();

    LeaveOneOut loo = LeaveOneOut.best(eigenvalues, kernel, LinearRidge.centred(y));

    double error = 0;
    for (int left = 0; left < n; left++) {
      double off = y[left] - predictedWithout(left, z, y, loo.penalty());
      error += off * off / n;
    }
    assertEquals(error, loo.error(), 1e-8 * Math.max(1, error));
  }

  /** Ridge with a free intercept by its normal equations, solved by elimination. */
  private static double predictedWithout(int left, double[][] z, double[] y, double penalty) {
    int d = z[0].length + 1;
    double[][] a = new double[d][d + 1];
    for (int i = 0; i < z.length; i++) {
      if (i == left) {
        continue;
      }
      double[] x = withOne(z[i]);
      for (int r = 0; r < d; r++) {
        for (int c = 0; c < d; c++) {
          a[r][c] += x[r] * x[c];
        }
        a[r][d] += x[r] * y[i];
      }
    }
    for (int r = 0; r < d - 1; r++) {
      a[r][r] += penalty;
    }
    for (int p = 0; p < d; p++) {
      for (int r = 0; r < d; r++) {
        double factor = r == p ? 0 : a[r][p] / a[p][p];
        for (int c = p; c <= d; c++) {
          a[r][c] -= factor * a[p][c];
        }
      }
    }
    double[] x = withOne(z[left]);
    double predicted = 0;
    for (int r = 0; r < d; r++) {
      predicted += x[r] * a[r][d] / a[r][r];
    }
    return predicted;
  }

  private static double[] withOne(double[] x) {
    double[] wide = Arrays.copyOf(x, x.length + 1);
    wide[x.length] = 1;
    return wide;
  }

  /** Powers of two keep float32 exact. */
  @Property(tries = 20)
  void unitsOfFeaturesDoNotMatter(
      @ForAll @IntRange(min = -6, max = 6) int power,
      @ForAll @DoubleRange(min = -4, max = 4) double shift)
      throws IOException {
    double factor = Math.pow(2, power);
    double[][] other =
        Arrays.stream(FEATURES)
            .map(row -> Arrays.stream(row).map(v -> (v + shift) * factor).toArray())
            .toArray(double[][]::new);
    double[] sample = Arrays.stream(NEW).map(v -> (v + shift) * factor).toArray();

    for (boolean kernel : new boolean[] {false, true}) {
      assertEquals(
          fit(kernel, FEATURES, ONE_GROUP).predict(Table.groups(NEW, ONE_GROUP)),
          fit(kernel, other, ONE_GROUP).predict(Table.groups(sample, ONE_GROUP)),
          2e-5); // a shift moves float32's rounding
    }
  }

  private static Head fit(boolean kernel, double[][] features, List<Integer> lengths)
      throws IOException {
    Table table = new Table(features, lengths);
    return kernel ? KernelRidge.fit(table, SCORES, 3) : LinearRidge.fit(table, SCORES);
  }

  /** The last column first. */
  private static double[] lastFirst(double[] row) {
    return new double[] {row[3], row[0], row[1], row[2]};
  }

  private static CorrectedHead corrected(
      double[][] features, double[] scores, int group, List<Integer> lengths) throws IOException {
    return CorrectedHead.fit(new Table(features, lengths), scores, group, LinearRidge::fit);
  }

  /** Wherever the other model's score stands among the features. */
  @Test
  void correctionAddsARegressionToALine() throws IOException {
    CorrectedHead head = corrected(FEATURES, SCORES, 1, List.of(3, 1));
    double[][] moved =
        Arrays.stream(FEATURES).map(HeadLawsTest::lastFirst).toArray(double[][]::new);
    CorrectedHead other = corrected(moved, SCORES, 0, List.of(1, 3));
    for (int i = 0; i < FEATURES.length; i++) {
      assertEquals(
          head.predict(Table.groups(FEATURES[i], List.of(3, 1))),
          other.predict(Table.groups(moved[i], List.of(1, 3))),
          1e-6);
    }
  }

  @Test
  void aLineThatWouldFallIsLevel() throws IOException {
    double[] falling = Arrays.stream(FEATURES).mapToDouble(row -> -row[0]).toArray();
    assertEquals(0, corrected(FEATURES, falling, 0, List.of(1, 3)).slope());
    double[] rising = Arrays.stream(FEATURES).mapToDouble(row -> 2 * row[0] + 1).toArray();
    CorrectedHead head = corrected(FEATURES, rising, 0, List.of(1, 3));
    assertEquals(2, head.slope(), 1e-6);
    for (double[] row : FEATURES) {
      assertEquals(2 * row[0] + 1, head.predict(Table.groups(row, List.of(1, 3))), 1e-6);
    }
  }

  /** Noise that goes a little with the scores by chance: of many samples, it is left out. */
  @Test
  void aScoreThatOnlyAddsNoiseIsLeftOut() throws IOException {
    for (int n : new int[] {499, 500}) {
      Random random = new Random(4);
      double[][] rows = new double[n][4];
      double[] scores = new double[n];
      for (int i = 0; i < n; i++) {
        for (int c = 1; c < 4; c++) {
          rows[i][c] = random.nextGaussian();
        }
        scores[i] = rows[i][1];
        rows[i][0] = .3 * scores[i] + random.nextGaussian();
      }
      double slope = corrected(rows, scores, 0, List.of(1, 3)).slope();
      assertEquals(n == 499, slope > 0, "slope " + slope);
    }
  }

  @Test
  void aScoreAloneCannotBeCorrected() {
    double[][] alone =
        Arrays.stream(FEATURES).map(row -> new double[] {row[0]}).toArray(double[][]::new);
    assertThrows(IllegalArgumentException.class, () -> corrected(alone, SCORES, 0, List.of(1)));
  }

  @Test
  void graphComputesWhatTheHeadDoes() throws IOException {
    List<Integer> lengths = List.of(1, 3);
    for (Head head :
        List.of(
            fit(false, FEATURES, lengths),
            fit(true, FEATURES, lengths),
            corrected(FEATURES, SCORES, 0, lengths))) {
      GraphWriter graph = new GraphWriter("head");
      List<String> inputs = List.of("a", "b");
      for (int i = 0; i < inputs.size(); i++) {
        graph.input(inputs.get(i), lengths.get(i));
      }
      graph.output(head.write(graph, inputs), 1);

      Map<String, GraphRunner.Floats> values = new LinkedHashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        FloatBuffer all = FloatBuffer.allocate(FEATURES.length * lengths.get(i));
        for (double[] row : FEATURES) {
          all.put(Table.groups(row, lengths).get(i));
        }
        values.put(
            inputs.get(i),
            new GraphRunner.Floats(all.flip(), new long[] {FEATURES.length, lengths.get(i)}));
      }
      List<Double> expected = new ArrayList<>();
      for (double[] row : FEATURES) {
        expected.add(head.predict(Table.groups(row, lengths)));
      }
      try (GraphRunner runner = new GraphRunner(graph.model().toBytes(), 1, "head")) {
        FloatBuffer scores = runner.run(values).values().iterator().next().values();
        for (double score : expected) {
          assertEquals(score, scores.get(), 2e-6); // float32 there, double here
        }
      }
    }
  }
}
