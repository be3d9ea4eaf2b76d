package org.mneme.head;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * The head of {@link LinearRidge} on samples that are too many for one machine. Each of three
 * passes sums over a part of the samples wherever that part is, and the sums of all parts are
 * added: the columns' means and deviations, the normal equations, and the leave-one-out errors of
 * all penalties. What is solved on one machine is as large as the columns, not the samples.
 *
 * <p>The same numbers as {@link LinearRidge}'s but for the order of sums.
 */
public final class RidgeOfParts {
  private static final int BLOCK = 1_024;

  private RidgeOfParts() {}

  /**
   * One thing, such as an image.
   *
   * @param features of all groups, side by side
   * @param score finite
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Sample(float[] features, double score) implements Serializable {}

  /**
   * Sums over samples.
   *
   * @param <T> the sums
   */
  public interface Pass<T extends Serializable> extends Serializable {
    /** {@return the sums of a part} */
    T of(Iterator<Sample> part);

    /** {@return the sums of two parts together; either may be changed} */
    T merge(T one, T other);
  }

  /** The samples, wherever they are. */
  public interface Parts {
    /** {@return the sums of all parts together; each pass sees the same samples} */
    <T extends Serializable> T sum(Pass<T> pass) throws IOException;
  }

  /**
   * Fits.
   *
   * @param lengths how many columns each group of features has
   * @param parts the samples
   * @throws IllegalArgumentException for fewer than 3 samples, a score that is not finite, or more
   *     than 16,383 columns
   */
  public static LinearHead fit(List<Integer> lengths, Parts parts) throws IOException {
    int columns = lengths.stream().mapToInt(length -> length).sum();
    if (columns > NativeMatrix.MOST_ROWS) {
      throw new IllegalArgumentException(
          "%d columns: at most %d can be solved. Take fewer features"
              .formatted(columns, NativeMatrix.MOST_ROWS));
    }
    Moments moments = parts.sum(new MomentsPass(columns));
    long count = moments.count;
    if (count < 3 || !Double.isFinite(moments.scoreMean)) {
      throw new IllegalArgumentException(
          "%d samples with a mean score of %s: at least 3 samples and finite scores are needed"
              .formatted(count, moments.scoreMean));
    }
    Standardising standardising =
        new Standardising(
            new ArrayList<>(lengths),
            Scaling.of(split(moments.means, lengths), split(moments.squares, lengths), count),
            moments.scoreMean);
    Products products = parts.sum(new ProductsPass(standardising));
    NativeMatrix matrix = new NativeMatrix(columns, columns);
    products.into(matrix);
    double mean = matrix.trace() / count;
    double[] eigenvalues = matrix.eigen();
    double[] along = new double[columns];
    double[][] eigenvectors = new double[columns][];
    for (int j = 0; j < columns; j++) {
      eigenvectors[j] = matrix.row(j);
      along[j] = LeaveOneOut.dot(eigenvectors[j], products.withScores);
    }
    double[] penalties = LeaveOneOut.penalties(mean);
    double[] errors =
        parts.sum(
            new ErrorsPass(standardising, count, eigenvalues, eigenvectors, along, penalties));
    int best = 0;
    for (int p = 1; p < errors.length; p++) {
      best = errors[p] < errors[best] ? p : best;
    }
    double[] weights = new double[columns];
    for (int j = 0; j < columns; j++) {
      double part = along[j] / (Math.max(0, eigenvalues[j]) + penalties[best]);
      for (int c = 0; c < columns; c++) {
        weights[c] += part * eigenvectors[j][c];
      }
    }
    return new LinearHead(
        standardising.scaling(),
        split(weights, lengths),
        moments.scoreMean,
        penalties[best] / mean,
        errors[best] / count);
  }

  private static List<double[]> split(double[] columns, List<Integer> lengths) {
    List<double[]> groups = new ArrayList<>();
    int at = 0;
    for (int length : lengths) {
      groups.add(Arrays.copyOfRange(columns, at, at + length));
      at += length;
    }
    return groups;
  }

  /** Means, and sums of squares around them. */
  private static final class Moments implements Serializable {
    private static final long serialVersionUID = 1;

    private long count;
    private double scoreMean;
    private final double[] means;
    private final double[] squares;

    Moments(int columns) {
      means = new double[columns];
      squares = new double[columns];
    }

    void add(Sample sample) {
      count++;
      scoreMean += (sample.score() - scoreMean) / count;
      for (int c = 0; c < means.length; c++) {
        double off = sample.features()[c] - means[c];
        means[c] += off / count;
        squares[c] += off * (sample.features()[c] - means[c]);
      }
    }

    /** As Chan, Golub and LeVeque (1983) add variances. */
    Moments add(Moments other) {
      if (other.count == 0) {
        return this;
      }
      double share = (double) other.count / (count + other.count);
      double weight = count * share;
      for (int c = 0; c < means.length; c++) {
        double off = other.means[c] - means[c];
        means[c] += off * share;
        squares[c] += other.squares[c] + off * off * weight;
      }
      scoreMean += (other.scoreMean - scoreMean) * share;
      count += other.count;
      return this;
    }
  }

  private record MomentsPass(int columns) implements Pass<Moments> {
    @Override
    public Moments of(Iterator<Sample> part) {
      Moments moments = new Moments(columns);
      part.forEachRemaining(moments::add);
      return moments;
    }

    @Override
    public Moments merge(Moments one, Moments other) {
      return one.add(other);
    }
  }

  /** How samples become rows of a matrix, a block at a time. */
  private record Standardising(ArrayList<Integer> lengths, Scaling scaling, double scoreMean)
      implements Serializable {
    int columns() {
      return lengths.stream().mapToInt(length -> length).sum();
    }

    /** Fills a block; returns how many samples there were, with their centred scores. */
    int fill(NativeMatrix block, Iterator<Sample> samples, double[] centred) {
      float[] row = new float[lengths.stream().mapToInt(length -> length).max().orElse(0)];
      double[] scaled = new double[block.columns()];
      int used = 0;
      for (; used < block.rows() && samples.hasNext(); used++) {
        Sample sample = samples.next();
        int at = 0;
        for (int group = 0; group < lengths.size(); group++) {
          int length = lengths.get(group);
          System.arraycopy(sample.features(), at, row, 0, length);
          scaling.apply(group, row, scaled, at);
          at += length;
        }
        block.setRow(used, scaled);
        centred[used] = sample.score() - scoreMean;
      }
      return used;
    }
  }

  /** The normal equations: products of columns, of which the upper triangle, and with scores. */
  private static final class Products implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[][] rows;
    private final double[] withScores;

    Products(NativeMatrix matrix, double[] withScores) {
      this.rows = new double[matrix.rows()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(matrix.row(i), i, matrix.columns());
      }
      this.withScores = withScores;
    }

    Products add(Products other) {
      for (int i = 0; i < rows.length; i++) {
        addTo(rows[i], other.rows[i]);
      }
      addTo(withScores, other.withScores);
      return this;
    }

    void into(NativeMatrix matrix) {
      for (int i = 0; i < rows.length; i++) {
        for (int j = 0; j < rows[i].length; j++) {
          matrix.set(i, i + j, rows[i][j]);
        }
      }
    }
  }

  private static void addTo(double[] sum, double[] added) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += added[i];
    }
  }

  private record ProductsPass(Standardising standardising) implements Pass<Products> {
    @Override
    public Products of(Iterator<Sample> part) {
      int columns = standardising.columns();
      NativeMatrix products = new NativeMatrix(columns, columns);
      NativeMatrix block = new NativeMatrix(BLOCK, columns);
      double[] withScores = new double[columns];
      double[] centred = new double[BLOCK];
      while (part.hasNext()) {
        int used = standardising.fill(block, part, centred);
        products.addProductOfTransposed(block, used);
        for (int i = 0; i < used; i++) {
          double[] row = block.row(i);
          for (int c = 0; c < columns; c++) {
            withScores[c] += row[c] * centred[i];
          }
        }
      }
      return new Products(products, withScores);
    }

    @Override
    public Products merge(Products one, Products other) {
      return one.add(other);
    }
  }

  /** The sum of squared leave-one-out errors for each penalty. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record ErrorsPass(
      Standardising standardising,
      long count,
      double[] eigenvalues,
      double[][] eigenvectors,
      double[] along,
      double[] penalties)
      implements Pass<double[]> {
    @Override
    public double[] of(Iterator<Sample> part) {
      int columns = eigenvalues.length;
      NativeMatrix vectors = new NativeMatrix(columns, columns);
      NativeMatrix shrunk = new NativeMatrix(columns, penalties.length);
      NativeMatrix parts = new NativeMatrix(columns, penalties.length);
      for (int j = 0; j < columns; j++) {
        vectors.setRow(j, eigenvectors[j]);
        for (int p = 0; p < penalties.length; p++) {
          double inverse = 1 / (Math.max(0, eigenvalues[j]) + penalties[p]);
          shrunk.set(j, p, inverse);
          parts.set(j, p, along[j] * inverse);
        }
      }
      NativeMatrix block = new NativeMatrix(BLOCK, columns);
      NativeMatrix turned = new NativeMatrix(BLOCK, columns);
      NativeMatrix fitted = new NativeMatrix(BLOCK, penalties.length);
      NativeMatrix leverages = new NativeMatrix(BLOCK, penalties.length);
      double[] centred = new double[BLOCK];
      double[] errors = new double[penalties.length];
      while (part.hasNext()) {
        int used = standardising.fill(block, part, centred);
        turned.setProductWithTransposed(block, vectors);
        fitted.setProduct(turned, parts);
        turned.square();
        leverages.setProduct(turned, shrunk);
        for (int i = 0; i < used; i++) {
          for (int p = 0; p < penalties.length; p++) {
            double left = (centred[i] - fitted.get(i, p)) / (1 - 1.0 / count - leverages.get(i, p));
            errors[p] += left * left;
          }
        }
      }
      return errors;
    }

    @Override
    public double[] merge(double[] one, double[] other) {
      addTo(one, other);
      return one;
    }
  }
}
