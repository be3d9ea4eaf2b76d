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
 * @param order the cosines' highest order, 1 to 8: the half-waves across and down are together no
 *     more, so that the picture is halved in {@code (order + 1) * (order + 2) / 2 - 1} ways
 * @param fill what stands in place of what is hidden
 */
public record Halves(int order, Fill fill) implements MapMethod {
  /** Its name. */
  public static final String NAME = "halves";

  /** The usual halves, five. */
  public static final Halves DEFAULT = new Halves(2, Fill.BLUR);

  private static final int MOST = 8;

  /**
   * Checks the range.
   *
   * @param order the cosines' highest order, 1 to 8
   * @param fill what stands in place of what is hidden
   * @throws IllegalArgumentException if the order is out of its range
   */
  public Halves {
    if (order < 1 || order > MOST) {
      throw new IllegalArgumentException("halvings must be 1 to %d, not %d".formatted(MOST, order));
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
    return (order + 1) * (order + 2) / 2 - 1;
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

  /** One value for each pixel that is seen, for each cosine but the constant one. */
  private List<float[]> cosines(Area.Pixels seen) {
    List<float[]> cosines = new ArrayList<>(ways());
    for (int both = 1; both <= order; both++) {
      for (int down = 0; down <= both; down++) {
        cosines.add(cosine(seen, both - down, down));
      }
    }
    return cosines;
  }

  /** So many half-waves from the left to the right, and from the top down. */
  private static float[] cosine(Area.Pixels seen, int across, int down) {
    float[] values = new float[seen.count()];
    for (int y = 0; y < seen.height(); y++) {
      double ofRow = Math.cos(Math.PI * down * (y + .5) / seen.height());
      for (int x = 0; x < seen.width(); x++) {
        double ofColumn = Math.cos(Math.PI * across * (x + .5) / seen.width());
        values[y * seen.width() + x] = (float) (ofRow * ofColumn);
      }
    }
    return values;
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
