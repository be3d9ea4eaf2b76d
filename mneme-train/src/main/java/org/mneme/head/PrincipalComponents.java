package org.mneme.head;

import java.util.ArrayList;
import java.util.List;

/**
 * The directions in which rows of numbers differ most (K. Pearson, 1901), and the rows' places
 * along them. Columns are centred, not scaled: one that varies more counts more.
 *
 * <p>The eigenvectors are those of the rows' or of the columns' products, whichever are fewer, by
 * LAPACK's dsyevd. Of each component the sign is free; here the place furthest from 0 is positive.
 */
public final class PrincipalComponents {
  /** The eigenvectors of more take minutes and hundreds of megabytes. */
  public static final int MOST = 5000;

  private static final int CHUNK = 512;

  private final double[][] places;
  private final double[] shares;

  private PrincipalComponents(double[][] places, double[] shares) {
    this.places = places;
    this.shares = shares;
  }

  /**
   * Finds them.
   *
   * @param rows of one length; not changed
   * @param most how many components are wanted; there may be fewer
   * @return the components with the greatest variance
   * @throws IllegalArgumentException if there are fewer than two rows, or both rows and columns are
   *     more than {@value #MOST}
   */
  public static PrincipalComponents of(List<float[]> rows, int most) {
    int n = rows.size();
    if (n < 2) {
      throw new IllegalArgumentException("principal components need two rows at least, not " + n);
    }
    int d = rows.get(0).length;
    if (Math.min(n, d) > MOST) {
      throw new IllegalArgumentException(
          "%d images with %d numbers each are too many: at most %d of one or the other are needed"
              .formatted(n, d, MOST));
    }
    double[] means = new double[d];
    for (float[] row : rows) {
      for (int j = 0; j < d; j++) {
        means[j] += row[j] / (double) n;
      }
    }
    return n <= d ? ofRows(rows, means, most) : ofColumns(rows, means, most);
  }

  private static PrincipalComponents ofRows(List<float[]> rows, double[] means, int most) {
    int n = rows.size();
    NativeMatrix products = new NativeMatrix(n, n);
    for (int from = 0; from < means.length; from += CHUNK) {
      int width = Math.min(CHUNK, means.length - from);
      NativeMatrix part = new NativeMatrix(n, width);
      for (int i = 0; i < n; i++) {
        part.setRow(i, centred(rows.get(i), means, from, width));
      }
      products.addProductWithTransposed(part);
    }
    double trace = products.trace();
    double[] values = products.eigen();
    int count = count(values, most);
    double[][] places = new double[n][count];
    for (int k = 0; k < count; k++) {
      int at = values.length - 1 - k;
      double[] vector = products.row(at);
      for (int i = 0; i < n; i++) {
        places[i][k] = vector[i] * Math.sqrt(values[at]);
      }
    }
    return of(places, values, trace, count);
  }

  private static PrincipalComponents ofColumns(List<float[]> rows, double[] means, int most) {
    int d = means.length;
    NativeMatrix products = new NativeMatrix(d, d);
    for (int from = 0; from < rows.size(); from += CHUNK) {
      int used = Math.min(CHUNK, rows.size() - from);
      NativeMatrix part = new NativeMatrix(used, d);
      for (int i = 0; i < used; i++) {
        part.setRow(i, centred(rows.get(from + i), means, 0, d));
      }
      products.addProductOfTransposed(part, used);
    }
    double trace = products.trace();
    double[] values = products.eigen();
    int count = count(values, most);
    List<double[]> vectors = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      vectors.add(products.row(d - 1 - k));
    }
    double[][] places = new double[rows.size()][count];
    for (int i = 0; i < rows.size(); i++) {
      double[] row = centred(rows.get(i), means, 0, d);
      for (int k = 0; k < count; k++) {
        for (int j = 0; j < d; j++) {
          places[i][k] += row[j] * vectors.get(k)[j];
        }
      }
    }
    return of(places, values, trace, count);
  }

  private static double[] centred(float[] row, double[] means, int from, int width) {
    double[] part = new double[width];
    for (int j = 0; j < width; j++) {
      part[j] = row[from + j] - means[from + j];
    }
    return part;
  }

  /** Those with a variance that is more than rounding. */
  private static int count(double[] values, int most) {
    int count = 0;
    double least = 1e-12 * Math.max(0, values[values.length - 1]);
    while (count < Math.min(most, values.length) && values[values.length - 1 - count] > least) {
      count++;
    }
    return count;
  }

  private static PrincipalComponents of(
      double[][] places, double[] values, double trace, int count) {
    double[] shares = new double[count];
    for (int k = 0; k < count; k++) {
      shares[k] = values[values.length - 1 - k] / trace;
      double furthest = 0;
      for (double[] place : places) {
        furthest = Math.abs(place[k]) > Math.abs(furthest) ? place[k] : furthest;
      }
      for (double[] place : places) {
        place[k] *= Math.signum(furthest);
      }
    }
    return new PrincipalComponents(places, shares);
  }

  /** {@return how many components there are} */
  public int count() {
    return shares.length;
  }

  /** {@return row by row its places along the components, in units of the columns} */
  public double[][] places() {
    double[][] copy = new double[places.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = places[i].clone();
    }
    return copy;
  }

  /** {@return of each component the share of all variance, 0..1, falling} */
  public double[] shares() {
    return shares.clone();
  }
}
