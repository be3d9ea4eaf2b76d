package org.mneme.explain;

import java.io.IOException;
import java.util.Locale;
import org.mneme.progress.Progress;

/**
 * Occlusion from both sides: a window's value is the mean of what the score loses when the window
 * is hidden, and of what it gains when, of a hidden picture, the window alone is shown. These are
 * the window's contributions as the last and as the first part of the picture, of which the Shapley
 * value (Shapley, 1953) is the mean over all orders; so a part counts that another one could
 * replace, and one that needs others. The value of a place is the mean of the windows that cover
 * it.
 *
 * @param grid places of the window along a side, 1 to 64
 * @param fill what stands in place of what is hidden
 */
public record TwoSided(int grid, Fill fill) implements MapMethod {
  /** Its name. */
  public static final String NAME = "two-sided";

  /** The usual windows. */
  public static final TwoSided DEFAULT = new TwoSided(3, Fill.BLUR);

  /**
   * Checks the range.
   *
   * @param grid places of the window along a side, 1 to 64
   * @param fill what stands in place of what is hidden
   * @throws IllegalArgumentException if there are too few or too many windows
   */
  public TwoSided {
    Windows.check(grid, Windows.overlapping(grid));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "two-sided occlusion: %d x %d windows, each %.0f %% of the side, hidden and shown alone; the rest filled with %s",
        grid,
        grid,
        100 * Windows.overlapping(grid),
        fill.describe());
  }

  @Override
  public String meaning() {
    return "Mean of what the score loses when a window here is hidden by %s, and gains when it alone is shown"
        .formatted(fill.describe());
  }

  @Override
  public int passes() {
    return 2 * grid * grid + 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    Windows windows = new Windows(subject, grid, Windows.overlapping(grid), fill);
    int count = windows.count();
    float[] scores =
        subject.scores(
            passes(),
            i -> {
              if (i == 2 * count) {
                return subject.hidden(fill);
              }
              return i < count ? windows.without(i) : windows.only(i - count);
            },
            progress);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double lost = subject.score() - scores[i];
      double gained = scores[count + i] - scores[2 * count];
      values[i] = (lost + gained) / 2;
    }
    return windows.map(values);
  }
}
