package org.mneme.explain;

import java.io.IOException;
import java.util.Locale;
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

  /**
   * Checks the ranges.
   *
   * @param grid places of the window along a side, 1 to 64
   * @param window its side as a share of the seen area's, above 0 to 1
   * @param fill what stands in its place
   * @throws IllegalArgumentException if a value is out of its range, or windows do not meet
   */
  public Occlusion {
    Windows.check(grid, window);
  }

  /**
   * {@return windows that overlap by half: each is as wide as two steps}
   *
   * @param grid places along a side, 1 to 64
   * @param fill what stands in a window's place
   */
  public static Occlusion of(int grid, Fill fill) {
    return new Occlusion(grid, Windows.overlapping(grid), fill);
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
    Windows windows = new Windows(subject, grid, window, fill);
    float[] scores = subject.scores(passes(), windows::without, progress);
    double[] lost = new double[scores.length];
    for (int i = 0; i < lost.length; i++) {
      lost[i] = subject.score() - scores[i];
    }
    return windows.map(lost);
  }
}
