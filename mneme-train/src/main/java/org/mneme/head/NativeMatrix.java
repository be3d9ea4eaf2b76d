package org.mneme.head;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACK_COL_MAJOR;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasUpper;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dsyrk;
import static org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;

/**
 * A matrix of doubles in native memory, row after row, on which OpenBLAS works. At most 2 GiB; the
 * memory is freed when the object is collected. For one thread.
 */
final class NativeMatrix implements Serializable {
  private static final long serialVersionUID = 1;

  /** The largest square matrix's rows. */
  static final int MOST_ROWS = 16_383;

  private final int rows;
  private final int columns;
  private transient DoubleBuffer values;

  /** All zero. */
  NativeMatrix(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    this.values = allocate(rows, columns);
  }

  private static DoubleBuffer allocate(int rows, int columns) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(8, Math.multiplyExact(rows, columns)))
        .order(ByteOrder.nativeOrder())
        .asDoubleBuffer();
  }

  /** Says how many threads OpenBLAS has in this process from now on. */
  static void threads(int threads) {
    blas_set_num_threads(threads);
  }

  /** Row by row: a stream keeps every array that it is given whole. */
  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    ByteBuffer row = ByteBuffer.allocate(8 * columns);
    for (int i = 0; i < rows; i++) {
      row.clear().asDoubleBuffer().put(row(i));
      out.write(row.array());
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    values = allocate(rows, columns);
    ByteBuffer row = ByteBuffer.allocate(8 * columns);
    double[] numbers = new double[columns];
    for (int i = 0; i < rows; i++) {
      in.readFully(row.array());
      row.clear().asDoubleBuffer().get(numbers);
      setRow(i, numbers);
    }
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  double get(int row, int column) {
    return values.get(row * columns + column);
  }

  void set(int row, int column, double value) {
    values.put(row * columns + column, value);
  }

  void setRow(int row, double[] from) {
    values.put(row * columns, from, 0, columns);
  }

  double[] row(int row) {
    double[] copy = new double[columns];
    values.get(row * columns, copy);
    return copy;
  }

  /** Adds a matrix of the same size. */
  void add(NativeMatrix other) {
    for (int i = 0; i < rows; i++) {
      double[] sum = row(i);
      double[] added = other.row(i);
      for (int j = 0; j < columns; j++) {
        sum[j] += added[j];
      }
      setRow(i, sum);
    }
  }

  /** Adds {@code z z'} to the upper triangle of this. */
  void addProductWithTransposed(NativeMatrix z) {
    cblas_dsyrk(
        CblasRowMajor,
        CblasUpper,
        CblasNoTrans,
        rows,
        z.columns,
        1,
        z.values,
        z.columns,
        1,
        values,
        columns);
  }

  /** Adds {@code z' z}, of the first rows of {@code z}, to the upper triangle of this. */
  void addProductOfTransposed(NativeMatrix z, int used) {
    cblas_dsyrk(
        CblasRowMajor,
        CblasUpper,
        CblasTrans,
        rows,
        used,
        1,
        z.values,
        z.columns,
        1,
        values,
        columns);
  }

  /** Sets this to {@code a b}. */
  void setProduct(NativeMatrix a, NativeMatrix b) {
    product(a, CblasNoTrans, a.columns, b, CblasNoTrans);
  }

  /** Sets this to {@code a b'}. */
  void setProductWithTransposed(NativeMatrix a, NativeMatrix b) {
    product(a, CblasNoTrans, a.columns, b, CblasTrans);
  }

  /** Sets this to {@code a' b'}. */
  void setProductOfBothTransposed(NativeMatrix a, NativeMatrix b) {
    product(a, CblasTrans, a.rows, b, CblasTrans);
  }

  private void product(NativeMatrix a, int turnA, int inner, NativeMatrix b, int turnB) {
    cblas_dgemm(
        CblasRowMajor,
        turnA,
        turnB,
        rows,
        columns,
        inner,
        1,
        a.values,
        a.columns,
        b.values,
        b.columns,
        0,
        values,
        columns);
  }

  /** Takes the rows' and columns' means away from a symmetric matrix. */
  void centre() {
    double[] means = new double[rows];
    double mean = 0;
    for (int i = 0; i < rows; i++) {
      for (double value : row(i)) {
        means[i] += value / columns;
      }
      mean += means[i] / rows;
    }
    for (int i = 0; i < rows; i++) {
      double[] row = row(i);
      for (int j = 0; j < columns; j++) {
        row[j] += mean - means[i] - means[j];
      }
      setRow(i, row);
    }
  }

  double sum() {
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      for (double value : row(i)) {
        sum += value;
      }
    }
    return sum;
  }

  /** Squares each value. */
  void square() {
    for (int i = 0; i < rows; i++) {
      double[] row = row(i);
      for (int j = 0; j < columns; j++) {
        row[j] *= row[j];
      }
      setRow(i, row);
    }
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < rows; i++) {
      trace += get(i, i);
    }
    return trace;
  }

  /**
   * Replaces a symmetric matrix, of which the upper triangle is read, by its eigenvectors: row j
   * has the j-th.
   *
   * @return the eigenvalues, rising
   */
  double[] eigen() {
    NativeMatrix eigenvalues = new NativeMatrix(1, rows);
    // The upper triangle of rows is the lower one of columns, and so are eigenvectors rows here.
    int failed =
        LAPACKE_dsyevd(
            LAPACK_COL_MAJOR, (byte) 'V', (byte) 'L', rows, values, columns, eigenvalues.values);
    if (failed != 0) {
      throw new IllegalStateException("LAPACK's dsyevd gave " + failed);
    }
    return eigenvalues.row(0);
  }
}
