package org.mneme.head;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RidgeTest {
  private static final double[][] X = {
    {-.8, -1.32, -.25, .42}, {1.14, .11, -.55, -.78}, {.75, 1.63, .27, -1.23},
    {-.96, 1.6, .2, -1.73}, {-.08, -1.16, -.63, -.49}, {-.71, .55, -.06, -.59},
    {.41, .83, -1.64, -.26}, {-.98, -.17, -1.29, .02}, {-.04, -.3, -1.05, -.4},
    {-1.09, -1.36, .22, -1.11}, {1.17, .72, -2, .27}, {-1.1, .03, .04, -1.99}
  };
  private static final double[] Y = {.58, .84, .62, -.11, .82, .16, .36, .13, .69, .62, .85, .33};
  private static final float[][] NEW = {{.5f, -1, .25f, 2}, {0, 0, 0, 0}};

  /** One group of columns, in float32 as features are. */
  private static FeatureRows samples(double[][] rows) {
    return new FeatureRows() {
      @Override
      public int count() {
        return rows.length;
      }

      @Override
      public List<Integer> lengths() {
        return List.of(rows[0].length);
      }

      @Override
      public void read(int sample, int group, float[] into) {
        for (int c = 0; c < rows[sample].length; c++) {
          into[c] = (float) rows[sample][c];
        }
      }
    };
  }

  private static double[] predict(Head head) {
    return Arrays.stream(NEW).mapToDouble(row -> head.predict(List.of(row))).toArray();
  }

  /**
   * numpy 2.4.6: columns standardised (deviation by n) and divided by 2, the root of their number;
   * penalties four a decade of the mean eigenvalue; leave-one-out by leverages. Tolerance: the
   * columns are float32 here.
   */
  @Test
  void linearHeadIsNumpys() throws IOException {
    LinearHead head = LinearRidge.fit(samples(X), Y);
    assertEquals(0.056234132519034905, head.penalty(), 1e-12);
    double[] predicted = predict(head);
    assertEquals(0.9024794169679324, predicted[0], 1e-6);
    assertEquals(0.5744849513478307, predicted[1], 1e-6);
  }

  /**
   * The same in numpy with {@code exp(-gamma d^2 / mean d^2)}, all components, gamma chosen too.
   */
  @Test
  void kernelHeadIsNumpys() throws IOException {
    KernelHead head = KernelRidge.fit(samples(X), Y, 12);
    assertEquals(0.1778279410038923, head.penalty(), 1e-9);
    double[] predicted = predict(head);
    assertEquals(0.7142590890381983, predicted[0], 1e-6);
    assertEquals(0.57455440460825, predicted[1], 1e-6);
  }

  /** More columns than samples are solved the other way round, to the same. */
  @Test
  void bothWaysToSolveGiveTheSame() throws IOException {
    double[][] few = Arrays.copyOf(X, 4);
    double[][] wide = new double[4][];
    double[][] narrow = new double[4][];
    for (int i = 0; i < 4; i++) {
      // Columns twice over: the same products of samples, so the same fit, in a wider matrix.
      wide[i] = new double[8];
      narrow[i] = Arrays.copyOf(few[i], 3);
      for (int c = 0; c < 8; c++) {
        wide[i][c] = few[i][c % 4];
      }
    }
    double[] y = Arrays.copyOf(Y, 4);
    double once = LinearRidge.fit(samples(few), y).predict(List.of(NEW[0]));
    float[] doubled = new float[8];
    for (int c = 0; c < 8; c++) {
      doubled[c] = NEW[0][c % 4];
    }
    assertEquals(once, LinearRidge.fit(samples(wide), y).predict(List.of(doubled)), 1e-9);
    // Three columns of four samples: by columns; their copies, six of four: by samples.
    double byColumns =
        LinearRidge.fit(samples(narrow), y).predict(List.of(Arrays.copyOf(NEW[0], 3)));
    double[][] copies = new double[4][6];
    for (int i = 0; i < 4; i++) {
      for (int c = 0; c < 6; c++) {
        copies[i][c] = narrow[i][c % 3];
      }
    }
    float[] copied = new float[6];
    for (int c = 0; c < 6; c++) {
      copied[c] = NEW[0][c % 3];
    }
    assertEquals(byColumns, LinearRidge.fit(samples(copies), y).predict(List.of(copied)), 1e-9);
  }

  @Test
  void badSamplesAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> LinearRidge.fit(samples(X), new double[] {1, 2}));
    double[] broken = Y.clone();
    broken[3] = Double.NaN;
    assertThrows(IllegalArgumentException.class, () -> LinearRidge.fit(samples(X), broken));
    assertThrows(IllegalArgumentException.class, () -> KernelRidge.fit(samples(X), Y, 0));
  }
}
