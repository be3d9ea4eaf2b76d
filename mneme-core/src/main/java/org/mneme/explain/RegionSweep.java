package org.mneme.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mneme.progress.Progress;

/**
 * How memorable each region is alone (Khosla, Raju, Torralba and Oliva, 2015): overlapping regions
 * of several sizes are cut out of the whole picture, in its full detail, and scored like pictures.
 * A place's value is the mean, over the sizes, of the mean score of the regions that cover it, less
 * the mean of that over the picture. Regions are given to the network as crops, so its head may be
 * of a fixed size.
 *
 * @param sizes sides of the regions as shares of the picture's sides, each .05 to 1
 */
public record RegionSweep(List<Double> sizes) implements MapMethod {
  /** Its name. */
  public static final String NAME = "sweep";

  /** Three sizes, 38 regions. */
  public static final RegionSweep DEFAULT = new RegionSweep(List.of(.7, .5, .35));

  private static final double SMALLEST = .05;

  /** Cells of the map along a side. */
  private static final int CELLS = 64;

  /**
   * Checks the sizes.
   *
   * @param sizes sides of the regions as shares of the picture's sides, each .05 to 1
   * @throws IllegalArgumentException if there are none, or one is out of its range
   */
  public RegionSweep {
    sizes = List.copyOf(sizes);
    if (sizes.isEmpty() || !sizes.stream().allMatch(size -> size >= SMALLEST && size <= 1)) {
      throw new IllegalArgumentException(
          "sizes of regions must be %s to 1, shares of the picture's sides, not %s"
              .formatted(SMALLEST, sizes));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String describe() {
    return "region sweep: %d regions with sides of %s of the picture's"
        .formatted(passes(), String.join(", ", sizes.stream().map(String::valueOf).toList()));
  }

  @Override
  public String meaning() {
    return "How much higher than the mean regions score that hold the place, each scored alone";
  }

  @Override
  public int passes() {
    return sizes.stream().mapToInt(size -> starts(size).length * starts(size).length).sum();
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    List<Area> regions = new ArrayList<>();
    for (double size : sizes) {
      for (double top : starts(size)) {
        for (double left : starts(size)) {
          regions.add(new Area(left, top, size, size));
        }
      }
    }
    float[] scores = subject.scores(regions.size(), i -> subject.alone(regions.get(i)), progress);
    double[] values = new double[CELLS * CELLS];
    int first = 0;
    for (double size : sizes) {
      int count = starts(size).length * starts(size).length;
      add(regions.subList(first, first + count), scores, first, values);
      first += count;
    }
    double mean = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] /= sizes.size();
      mean += values[i] / values.length;
    }
    float[] changes = new float[values.length];
    for (int i = 0; i < changes.length; i++) {
      changes[i] = (float) (values[i] - mean);
    }
    return new ScoreMap(Area.WHOLE, CELLS, CELLS, changes, (float) mean);
  }

  /** Adds to each cell the mean score of the regions, all of one size, that hold its middle. */
  private static void add(List<Area> regions, float[] scores, int first, double[] values) {
    double[] sums = new double[values.length];
    int[] counts = new int[values.length];
    for (int i = 0; i < regions.size(); i++) {
      Area region = regions.get(i);
      for (int row = 0; row < CELLS; row++) {
        for (int column = 0; column < CELLS; column++) {
          if (holds(region, (column + .5) / CELLS, (row + .5) / CELLS)) {
            sums[row * CELLS + column] += scores[first + i];
            counts[row * CELLS + column]++;
          }
        }
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] += sums[i] / counts[i];
    }
  }

  private static boolean holds(Area region, double x, double y) {
    return x >= region.left()
        && x <= region.left() + region.width()
        && y >= region.top()
        && y <= region.top() + region.height();
  }

  /** Where regions begin along a side: from edge to edge, by half a region at most. */
  private static double[] starts(double size) {
    double room = 1 - size;
    int steps = (int) Math.ceil(room / (size / 2) - 1e-9);
    double[] starts = new double[steps + 1];
    for (int i = 1; i <= steps; i++) {
      starts[i] = room * i / steps;
    }
    return starts;
  }
}
