package org.mneme.explain;

import java.io.IOException;
import java.util.Locale;
import java.util.SplittableRandom;
import org.mneme.progress.Progress;

/**
 * RISE (Petsiuk, Das and Saenko, 2018): the picture is scored under many random masks, each a
 * coarse grid of shown and hidden cells, made smooth and moved by a random part of a cell. As
 * published, a place's value is the mean score of the masks that show it; here the mean score of
 * those that hide it is taken off, so that the map is in units of score, and signed. The same
 * settings give the same masks.
 *
 * @param masks how many, 2 to 100,000; the authors took 4,000 and more
 * @param cells of a mask along a side, 2 to 64
 * @param shown share of the cells that are shown, above 0 to below 1
 * @param fill what stands in place of the hidden cells
 * @param seed decides the masks
 */
public record Rise(int masks, int cells, double shown, Fill fill, long seed) implements MapMethod {
  /** Its name. */
  public static final String NAME = "rise";

  /** Cells and share as published; fewer masks. */
  public static final Rise DEFAULT = new Rise(400, 7, .5, Fill.BLUR, 1);

  private static final int MOST_MASKS = 100_000;
  private static final int MOST_CELLS = 64;

  /**
   * Checks the ranges.
   *
   * @param masks how many, 2 to 100,000
   * @param cells of a mask along a side, 2 to 64
   * @param shown share of the cells that are shown, above 0 to below 1
   * @param fill what stands in place of the hidden cells
   * @param seed decides the masks
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Rise {
    if (masks < 2 || masks > MOST_MASKS) {
      throw new IllegalArgumentException(
          "masks must be 2 to %d, not %d".formatted(MOST_MASKS, masks));
    }
    if (cells < 2 || cells > MOST_CELLS) {
      throw new IllegalArgumentException(
          "cells must be 2 to %d, not %d".formatted(MOST_CELLS, cells));
    }
    if (!(shown > 0 && shown < 1)) {
      throw new IllegalArgumentException("shown must be above 0 and below 1, not " + shown);
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
        "RISE: %d masks of %d x %d cells, %.0f %% shown, the others filled with %s, seed %d",
        masks,
        cells,
        cells,
        100 * shown,
        fill.describe(),
        seed);
  }

  @Override
  public String meaning() {
    return "Mean score of masks that show the place, less that of masks that hide it";
  }

  @Override
  public int passes() {
    return masks;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    Area.Pixels seen = subject.seenPixels();
    Filling filling = subject.filling(fill);
    float[] scores =
        subject.scores(masks, i -> filling.hiding(hidden(mask(i, seen), seen, subject)), progress);
    double[] shownScores = new double[seen.count()];
    double[] shownWeights = new double[seen.count()];
    double all = 0;
    for (int i = 0; i < masks; i++) {
      float[] mask = mask(i, seen);
      all += scores[i];
      for (int at = 0; at < mask.length; at++) {
        shownScores[at] += scores[i] * mask[at];
        shownWeights[at] += mask[at];
      }
    }
    float[] values = new float[seen.count()];
    for (int at = 0; at < values.length; at++) {
      double weight = shownWeights[at];
      // A place that no mask shows, or all do, has nothing to be compared with.
      values[at] =
          weight > 0 && weight < masks
              ? (float) (shownScores[at] / weight - (all - shownScores[at]) / (masks - weight))
              : 0;
    }
    return subject.map(values, subject.score());
  }

  /** How much of each pixel of the seen area a mask shows, 0..1. */
  private float[] mask(int number, Area.Pixels seen) {
    SplittableRandom random = new SplittableRandom(seed * MOST_MASKS + number);
    float[] grid = new float[(cells + 1) * (cells + 1)];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = random.nextDouble() < shown ? 1 : 0;
    }
    double shiftX = random.nextDouble();
    double shiftY = random.nextDouble();
    float[] mask = new float[seen.count()];
    for (int y = 0; y < seen.height(); y++) {
      double down = Math.min(shiftY + (y + .5) * cells / seen.height() - .5, cells);
      for (int x = 0; x < seen.width(); x++) {
        double along = Math.min(shiftX + (x + .5) * cells / seen.width() - .5, cells);
        mask[y * seen.width() + x] = between(grid, Math.max(0, along), Math.max(0, down));
      }
    }
    return mask;
  }

  private float between(float[] grid, double x, double y) {
    int left = (int) x;
    int above = (int) y;
    int right = Math.min(left + 1, cells);
    int below = Math.min(above + 1, cells);
    double dx = x - left;
    double dy = y - above;
    int side = cells + 1;
    double upper = grid[above * side + left] * (1 - dx) + grid[above * side + right] * dx;
    double lower = grid[below * side + left] * (1 - dx) + grid[below * side + right] * dx;
    return (float) (upper * (1 - dy) + lower * dy);
  }

  private static float[] hidden(float[] mask, Area.Pixels seen, Subject subject) {
    int width = subject.resized().width();
    float[] hidden = new float[width * subject.resized().height()];
    for (int y = 0; y < seen.height(); y++) {
      int to = (seen.top() + y) * width + seen.left();
      for (int x = 0; x < seen.width(); x++) {
        hidden[to + x] = 1 - mask[y * seen.width() + x];
      }
    }
    return hidden;
  }
}
