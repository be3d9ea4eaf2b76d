package org.mneme.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;

/**
 * Paired occlusion: the picture is halved in several ways (left and right, above and below, middle
 * and rim, ...), and each half is scored with the other hidden. What one half scores more than the
 * other says where the score comes from. The map is the smooth one that gives exactly these
 * differences when it is summed over the halves, and whose sum over the picture is what the picture
 * scores more than when all of it is hidden.
 *
 * <p>Halves are those above and below the median of a two-dimensional cosine, and the map is a sum
 * of the same cosines. Scores of a part and of its complement are subtracted, because what two
 * parts do together then cancels (Covert and Lee, 2021, "Improving KernelSHAP: practical Shapley
 * value estimation using linear regression", section 4.2, paired sampling).
 *
 * @param grid frequencies along a side, 2 to 8; the picture is halved in {@code grid * grid - 1}
 *     ways
 * @param fill what stands in place of what is hidden
 */
public record Halves(int grid, Fill fill) implements MapMethod {
  /** Its name. */
  public static final String NAME = "halves";

  /** The usual halves, eight. */
  public static final Halves DEFAULT = new Halves(3, Fill.BLUR);

  private static final int MOST = 8;

  /**
   * Checks the range.
   *
   * @param grid frequencies along a side, 2 to 8
   * @param fill what stands in place of what is hidden
   * @throws IllegalArgumentException if there are too few or too many frequencies
   */
  public Halves {
    if (grid < 2 || grid > MOST) {
      throw new IllegalArgumentException(
          "grid must be 2 to %d for the method %s, not %d".formatted(MOST, NAME, grid));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "paired occlusion: the picture is halved in %d ways, each half hidden in turn and filled with %s",
        ways(),
        fill.describe());
  }

  @Override
  public String meaning() {
    return "What each hundredth of the seen area adds to the score, from halves that are hidden by %s"
        .formatted(fill.describe());
  }

  @Override
  public int passes() {
    return 2 * ways() + 1;
  }

  private int ways() {
    return grid * grid - 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    Area.Pixels seen = subject.seenPixels();
    List<float[]> cosines = cosines(seen);
    List<boolean[]> halves = cosines.stream().map(Halves::half).toList();
    Filling filling = Filling.of(fill, subject.resized());
    int ways = ways();
    float[] scores =
        subject.scores(
            passes(),
            i ->
                i == 2 * ways
                    ? subject.hidden(fill)
                    : filling.hiding(hidden(subject, halves.get(i / 2), i % 2 == 0)),
            progress);
    double[] differences = new double[ways];
    for (int i = 0; i < ways; i++) {
      differences[i] = (double) scores[2 * i + 1] - scores[2 * i];
    }
    double whole = (double) subject.score() - scores[2 * ways];
    return subject.map(values(cosines, halves, differences, whole), subject.score());
  }

  /** One value for each pixel that is seen, for each pair of frequencies but the constant. */
  private List<float[]> cosines(Area.Pixels seen) {
    List<float[]> cosines = new ArrayList<>(ways());
    for (int i = 1; i < grid * grid; i++) {
      float[] values = new float[seen.count()];
      for (int y = 0; y < seen.height(); y++) {
        double down = Math.cos(Math.PI * (i / grid) * (y + .5) / seen.height());
        for (int x = 0; x < seen.width(); x++) {
          double across = Math.cos(Math.PI * (i % grid) * (x + .5) / seen.width());
          values[y * seen.width() + x] = (float) (down * across);
        }
      }
      cosines.add(values);
    }
    return cosines;
  }

  /** Where a cosine is above its median. */
  private static boolean[] half(float[] cosine) {
    float[] sorted = cosine.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    float median = (sorted[(sorted.length - 1) / 2] + sorted[middle]) / 2;
    boolean[] half = new boolean[cosine.length];
    for (int i = 0; i < half.length; i++) {
      half[i] = cosine[i] > median;
    }
    return half;
  }

  /** The share of each pixel of the resized picture that is hidden: the half, or the other one. */
  private static float[] hidden(Subject subject, boolean[] half, boolean theHalf) {
    Area.Pixels seen = subject.seenPixels();
    Rgb resized = subject.resized();
    float[] hidden = new float[resized.width() * resized.height()];
    for (int y = 0; y < seen.height(); y++) {
      int to = (seen.top() + y) * resized.width() + seen.left();
      for (int x = 0; x < seen.width(); x++) {
        hidden[to + x] = half[y * seen.width() + x] == theHalf ? 1 : 0;
      }
    }
    return hidden;
  }

  /** The sum of cosines whose sums over the halves differ as their scores do. */
  private static float[] values(
      List<float[]> cosines, List<boolean[]> halves, double[] differences, double whole) {
    int ways = cosines.size();
    int pixels = cosines.get(0).length;
    double[][] balance = new double[ways][ways];
    double[] bias = new double[ways]; // halves of an odd number of pixels are not quite equal
    double[] means = new double[ways];
    for (int j = 0; j < ways; j++) {
      float[] cosine = cosines.get(j);
      for (int i = 0; i < ways; i++) {
        balance[i][j] = balance(halves.get(i), cosine);
      }
      means[j] = mean(cosine);
    }
    float[] one = new float[pixels];
    Arrays.fill(one, 1);
    for (int i = 0; i < ways; i++) {
      bias[i] = balance(halves.get(i), one);
      for (int j = 0; j < ways; j++) { // every cosine is taken less its mean
        balance[i][j] -= bias[i] * means[j];
      }
    }
    double[] wanted = new double[ways];
    for (int i = 0; i < ways; i++) {
      wanted[i] = differences[i] - bias[i] * whole;
    }
    double[] weights =
        new LUDecomposition(new Array2DRowRealMatrix(balance, false))
            .getSolver()
            .solve(new ArrayRealVector(wanted, false))
            .toArray();
    float[] values = new float[pixels];
    for (int at = 0; at < pixels; at++) {
      double value = whole;
      for (int j = 0; j < ways; j++) {
        value += weights[j] * (cosines.get(j)[at] - means[j]);
      }
      values[at] = (float) (value / 100);
    }
    return values;
  }

  /** The mean over all pixels of the values, those of the other half taken negative. */
  private static double balance(boolean[] half, float[] values) {
    double sum = 0;
    for (int i = 0; i < half.length; i++) {
      sum += half[i] ? values[i] : -values[i];
    }
    return sum / half.length;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
