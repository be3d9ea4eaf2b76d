package org.mneme.explain;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;

/**
 * What the score loses without a region (Zeiler and Fergus, 2014): a window is moved over what the
 * network sees, and hides one place after the other. The value of a place is the mean, over the
 * windows that cover it, of the picture's score less its score without the window.
 *
 * @param grid places of the window along a side, 1 to 64
 * @param window its side as a share of the seen area's, above 0 to 1; windows must meet, so at
 *     least 1 / grid
 * @param fill what stands in its place
 */
public record Occlusion(int grid, double window, Fill fill) implements MapMethod {
  /** Its name. */
  public static final String NAME = "occlusion";

  /** The usual windows. */
  public static final Occlusion DEFAULT = of(4, Fill.BLUR);

  private static final int MOST = 64;
  private static final double ROUNDING = 1e-9;

  /**
   * Checks the ranges.
   *
   * @param grid places of the window along a side, 1 to 64
   * @param window its side as a share of the seen area's, above 0 to 1
   * @param fill what stands in its place
   * @throws IllegalArgumentException if a value is out of its range, or windows do not meet
   */
  public Occlusion {
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

  /**
   * {@return windows that overlap by half: each is as wide as two steps}
   *
   * @param grid places along a side, 1 to 64
   * @param fill what stands in a window's place
   */
  public static Occlusion of(int grid, Fill fill) {
    return new Occlusion(grid, Math.min(1, 2.0 / (Math.max(1, grid) + 1)), fill);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "occlusion: %d x %d windows, each %.0f %% of the side, filled with %s",
        grid,
        grid,
        100 * window,
        fill.describe());
  }

  @Override
  public String meaning() {
    return "What the score loses when a window here is hidden by %s".formatted(fill.describe());
  }

  @Override
  public int passes() {
    return grid * grid;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    Area.Pixels seen = subject.seenPixels();
    int[] columns = starts(seen.width());
    int[] rows = starts(seen.height());
    int width = side(seen.width());
    int height = side(seen.height());
    Filling filling = Filling.of(fill, subject.resized());
    float[] scores =
        subject.scores(
            passes(),
            i -> {
              int left = seen.left() + columns[i % grid];
              int top = seen.top() + rows[i / grid];
              return hidden(subject.resized(), filling, left, top, width, height);
            },
            progress);
    double[] lost = new double[seen.count()];
    int[] windows = new int[seen.count()];
    for (int i = 0; i < scores.length; i++) {
      for (int y = rows[i / grid]; y < rows[i / grid] + height; y++) {
        int at = y * seen.width() + columns[i % grid];
        for (int x = 0; x < width; x++) {
          lost[at + x] += subject.score() - scores[i];
          windows[at + x]++;
        }
      }
    }
    float[] values = new float[lost.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (lost[i] / windows[i]);
    }
    return subject.map(values, subject.score());
  }

  private static Rgb hidden(
      Rgb resized, Filling filling, int left, int top, int width, int height) {
    float[] hidden = new float[resized.width() * resized.height()];
    for (int y = top; y < top + height; y++) {
      int from = y * resized.width() + left;
      Arrays.fill(hidden, from, from + width, 1);
    }
    return filling.hiding(hidden);
  }

  private int side(int pixels) {
    return Math.min(pixels, Math.max((int) Math.ceil((double) pixels / grid), share(pixels)));
  }

  private int share(int pixels) {
    return (int) Math.round(window * pixels);
  }

  /** Where windows begin: the first at one edge, the last at the other. */
  private int[] starts(int pixels) {
    int[] starts = new int[grid];
    int room = pixels - side(pixels);
    for (int i = 1; i < grid; i++) {
      starts[i] = (int) Math.round((double) i * room / (grid - 1));
    }
    return starts;
  }
}
