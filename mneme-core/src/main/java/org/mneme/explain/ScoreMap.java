package org.mneme.explain;

import java.util.Arrays;

/**
 * A map of an area of a picture, in units of the score: above 0 what raises it, below 0 what lowers
 * it. What exactly a value says, the {@link MapMethod#meaning} of its method does. Immutable.
 */
public final class ScoreMap {
  /** A network's own, which differs with the size of a batch, as a share of a score. */
  private static final double ROUNDING = 2e-6;

  private final Area area;
  private final int rows;
  private final int columns;
  private final float[] values;
  private final float baseline;
  private final float least;
  private final float most;

  /**
   * A map of these values, which are copied.
   *
   * @param area what of the picture it covers, evenly
   * @param rows from the top
   * @param columns from the left
   * @param values row after row
   * @param baseline the score that the values are changes of
   * @throws IllegalArgumentException if there are not {@code rows * columns} values, or one is not
   *     a finite number
   */
  public ScoreMap(Area area, int rows, int columns, float[] values, float baseline) {
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          "a map of %d x %d takes as many values, not %d".formatted(rows, columns, values.length));
    }
    float lowest = Float.POSITIVE_INFINITY;
    float highest = Float.NEGATIVE_INFINITY;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "a map's values are finite numbers, not %s: the model gave such a score"
                .formatted(value));
      }
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
    this.area = area;
    this.rows = rows;
    this.columns = columns;
    this.values = values.clone();
    this.baseline = baseline;
    this.least = lowest;
    this.most = highest;
  }

  /** {@return what of the picture it covers} */
  public Area area() {
    return area;
  }

  /** {@return how many rows it has} */
  public int rows() {
    return rows;
  }

  /** {@return how many columns it has} */
  public int columns() {
    return columns;
  }

  /** {@return the score that the values are changes of: mostly the picture's own} */
  public float baseline() {
    return baseline;
  }

  /**
   * {@return a value, as a change of score}
   *
   * @param row 0 at the top
   * @param column 0 at the left
   */
  public float at(int row, int column) {
    return values[row * columns + column];
  }

  /** {@return a copy of the values, row after row} */
  public float[] values() {
    return values.clone();
  }

  /** {@return the lowest value} */
  public float least() {
    return least;
  }

  /** {@return the highest value} */
  public float most() {
    return most;
  }

  /** {@return how far from 0 the values reach, on either side} */
  public float reach() {
    return Math.max(Math.abs(least), Math.abs(most));
  }

  /**
   * {@return whether all values are the same but for the rounding of scores, so that it shows
   * nothing}
   */
  public boolean isConstant() {
    return most - least <= ROUNDING * Math.abs(baseline);
  }

  /**
   * {@return the same map in another size, interpolated bilinearly; of the same size, as it is}
   *
   * @param newRows at least 1
   * @param newColumns at least 1
   */
  public ScoreMap resampled(int newRows, int newColumns) {
    if (newRows == rows && newColumns == columns) {
      return this;
    }
    float[] to = new float[newRows * newColumns];
    for (int row = 0; row < newRows; row++) {
      double y = place(row, newRows, rows);
      int above = (int) y;
      int below = Math.min(above + 1, rows - 1);
      for (int column = 0; column < newColumns; column++) {
        double x = place(column, newColumns, columns);
        int left = (int) x;
        int right = Math.min(left + 1, columns - 1);
        double upper = mix(at(above, left), at(above, right), x - left);
        double lower = mix(at(below, left), at(below, right), x - left);
        to[row * newColumns + column] = (float) mix(upper, lower, y - above);
      }
    }
    return new ScoreMap(area, newRows, newColumns, to, baseline);
  }

  /** Where the middle of a new cell lies between the middles of the old ones. */
  private static double place(int index, int count, int of) {
    double place = (index + .5) * of / count - .5;
    return Math.min(Math.max(place, 0), of - 1);
  }

  private static double mix(double a, double b, double share) {
    return a + (b - a) * share;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScoreMap map
        && area.equals(map.area)
        && rows == map.rows
        && columns == map.columns
        && baseline == map.baseline
        && Arrays.equals(values, map.values);
  }

  @Override
  public int hashCode() {
    return 31 * area.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "map of %d x %d, %s..%s".formatted(rows, columns, least, most);
  }
}
