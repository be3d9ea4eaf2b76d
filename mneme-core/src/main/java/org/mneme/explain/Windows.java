package org.mneme.explain;

import java.util.Arrays;
import org.mneme.image.Rgb;

/**
 * Places of a window over what the network sees of one picture. The first windows lie at one edge
 * and the last at the other; neighbours meet or overlap.
 */
final class Windows {
  private static final int MOST = 64;
  private static final double ROUNDING = 1e-9;

  private final Area.Pixels seen;
  private final Subject subject;
  private final Filling filling;
  private final int grid;
  private final int[] columns;
  private final int[] rows;
  private final int width;
  private final int height;

  /**
   * @param grid places along a side
   * @param share the window's side as a share of the seen area's
   * @param fill what stands in place of what is hidden
   */
  Windows(Subject subject, int grid, double share, Fill fill) {
    this.subject = subject;
    this.seen = subject.seenPixels();
    this.filling = subject.filling(fill);
    this.grid = grid;
    this.width = side(seen.width(), grid, share);
    this.height = side(seen.height(), grid, share);
    this.columns = starts(seen.width() - width, grid);
    this.rows = starts(seen.height() - height, grid);
  }

  /**
   * Checks that windows are possible and meet.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(int grid, double window) {
    if (grid < 1 || grid > MOST) {
      throw new IllegalArgumentException("grid must be 1 to %d, not %d".formatted(MOST, grid));
    }
    if (!(window > 0 && window <= 1)) {
      throw new IllegalArgumentException(
          "window must be above 0 to 1, a share of the side, not " + window);
    }
    if (window * grid < 1 - ROUNDING) {
      throw new IllegalArgumentException(
          "%d windows of %s of the side leave gaps; the window must be at least 1/%d of it"
              .formatted(grid, window, grid));
    }
  }

  /** The side of windows that overlap by half: each is as wide as two steps. */
  static double overlapping(int grid) {
    return Math.min(1, 2.0 / (Math.max(1, grid) + 1));
  }

  int count() {
    return grid * grid;
  }

  /** The resized picture with a window hidden. */
  Rgb without(int window) {
    return variant(window, 0, 1);
  }

  /** The resized picture with all but a window hidden. */
  Rgb only(int window) {
    return variant(window, 1, 0);
  }

  private Rgb variant(int window, float outside, float inside) {
    int whole = subject.resized().width();
    float[] hidden = new float[whole * subject.resized().height()];
    Arrays.fill(hidden, outside);
    int left = seen.left() + columns[window % grid];
    int top = seen.top() + rows[window / grid];
    for (int y = top; y < top + height; y++) {
      Arrays.fill(hidden, y * whole + left, y * whole + left + width, inside);
    }
    return filling.hiding(hidden);
  }

  /** A map whose places have the mean of the values of the windows that cover them. */
  ScoreMap map(double[] values) {
    double[] sums = new double[seen.count()];
    int[] covering = new int[seen.count()];
    for (int i = 0; i < values.length; i++) {
      for (int y = rows[i / grid]; y < rows[i / grid] + height; y++) {
        int at = y * seen.width() + columns[i % grid];
        for (int x = 0; x < width; x++) {
          sums[at + x] += values[i];
          covering[at + x]++;
        }
      }
    }
    float[] means = new float[sums.length];
    for (int i = 0; i < means.length; i++) {
      means[i] = (float) (sums[i] / covering[i]);
    }
    return subject.map(means, subject.score());
  }

  private static int side(int pixels, int grid, double share) {
    int least = (int) Math.ceil((double) pixels / grid);
    return Math.min(pixels, Math.max(least, (int) Math.round(share * pixels)));
  }

  private static int[] starts(int room, int grid) {
    int[] starts = new int[grid];
    for (int i = 1; i < grid; i++) {
      starts[i] = (int) Math.round((double) i * room / (grid - 1));
    }
    return starts;
  }
}
