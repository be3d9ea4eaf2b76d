package org.mneme.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.mneme.image.Rgb;

/**
 * The halves of one picture, each with the other hidden, and the map that follows from their
 * scores; see {@link Halves}.
 */
public final class HalvedPicture {
  private final Subject subject;
  private final Fill fill;
  private final Filling filling;
  private final Area.Pixels seen;
  private final List<float[]> cosines;
  private final List<boolean[]> halves;

  private HalvedPicture(Halves halves, Subject subject) {
    this.subject = subject;
    this.fill = halves.fill();
    this.filling = subject.filling(fill);
    this.seen = subject.seenPixels();
    this.cosines = cosines(halves.order());
    this.halves = cosines.stream().map(HalvedPicture::half).toList();
  }

  /**
   * Halves a picture.
   *
   * @param halves in which ways, and what stands in place of what is hidden
   * @param subject the picture and the model
   * @return its halves
   */
  public static HalvedPicture of(Halves halves, Subject subject) {
    return new HalvedPicture(halves, subject);
  }

  /** {@return how many variants of the picture there are: two for each way, and one more} */
  public int count() {
    return 2 * halves.size() + 1;
  }

  /**
   * {@return the resized picture with one half hidden; of the last number, with all hidden}
   *
   * @param number from 0; halves of a way follow each other
   */
  public Rgb variant(int number) {
    if (number == count() - 1) {
      return subject.hidden(fill);
    }
    Rgb resized = subject.resized();
    boolean[] shown = halves.get(number / 2);
    boolean first = number % 2 == 0;
    float[] hidden = new float[resized.width() * resized.height()];
    for (int y = 0; y < seen.height(); y++) {
      int to = (seen.top() + y) * resized.width() + seen.left();
      for (int x = 0; x < seen.width(); x++) {
        hidden[to + x] = shown[y * seen.width() + x] == first ? 1 : 0;
      }
    }
    return filling.hiding(hidden);
  }

  /**
   * {@return which cells of the seen area a half shows, row after row}
   *
   * @param number from 0, less than that of the last variant
   * @param cells along a side
   */
  public boolean[] shown(int number, int cells) {
    boolean[] half = halves.get(number / 2);
    boolean second = number % 2 == 1;
    boolean[] shown = new boolean[cells * cells];
    for (int row = 0; row < cells; row++) {
      int y = (2 * row + 1) * seen.height() / (2 * cells);
      for (int column = 0; column < cells; column++) {
        int x = (2 * column + 1) * seen.width() / (2 * cells);
        shown[row * cells + column] = half[y * seen.width() + x] == second;
      }
    }
    return shown;
  }

  /**
   * {@return what each hundredth of the seen area adds to the score, a value for each pixel}
   *
   * @param scores of all variants
   */
  public ScoreMap map(float[] scores) {
    int ways = halves.size();
    double[] differences = new double[ways];
    for (int i = 0; i < ways; i++) {
      differences[i] = (double) scores[2 * i + 1] - scores[2 * i];
    }
    double whole = (double) subject.score() - scores[2 * ways];
    return subject.map(values(cosines, halves, differences, whole), subject.score());
  }

  /** One value for each pixel that is seen, for each cosine but the constant one. */
  private List<float[]> cosines(int order) {
    List<float[]> found = new ArrayList<>();
    for (int both = 1; both <= order; both++) {
      for (int down = 0; down <= both; down++) {
        found.add(cosine(both - down, down));
      }
    }
    return found;
  }

  /** So many half-waves from the left to the right, and from the top down. */
  private float[] cosine(int across, int down) {
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
