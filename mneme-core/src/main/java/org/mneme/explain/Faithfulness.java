package org.mneme.explain;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;

/**
 * Whether a map names the parts that the score depends on (Petsiuk, Das and Saenko, 2018). The seen
 * area is cut into cells, which the map puts in order. Deletion hides them, highest first: of a
 * faithful map the score falls soon, so the area under its curve is small. Insertion begins with
 * all hidden and shows them, highest first: the area is large.
 *
 * @param deletion the mean of the score while cells are hidden; lower is better
 * @param insertion the mean of the score while cells are shown; higher is better
 */
public record Faithfulness(double deletion, double insertion) {
  /** Cells along a side. */
  static final int CELLS = 14;

  /** {@return insertion less deletion; higher is better, and about 0 for a map of no meaning} */
  public double gain() {
    return insertion - deletion;
  }

  /**
   * Measures a map.
   *
   * @param subject the picture and the model
   * @param map of the seen area, or of more; where it covers less, it is taken as 0
   * @param fill what stands in place of hidden cells
   * @param steps how many scores a curve has beside its two ends, at least 1
   * @param progress is told how many pictures are scored
   * @return the areas under both curves
   * @throws IOException if the network fails
   */
  public static Faithfulness of(
      Subject subject, ScoreMap map, Fill fill, int steps, Progress progress) throws IOException {
    Area.Pixels seen = subject.seenPixels();
    int[] order = order(cells(subject, map));
    Filling filling = subject.filling(fill);
    int points = steps + 2; // with nothing hidden, and with all
    float[] scores =
        subject.scores(
            2 * steps + 1,
            i -> {
              boolean deletes = i <= steps;
              int part = deletes ? i + 1 : i - steps;
              int cells = (int) Math.round((double) part * order.length / (points - 1));
              return variant(subject, filling, seen, order, cells, deletes);
            },
            progress);
    double[] deletion = new double[points];
    double[] insertion = new double[points];
    deletion[0] = subject.score();
    insertion[points - 1] = subject.score();
    for (int i = 0; i <= steps; i++) {
      deletion[i + 1] = scores[i];
    }
    insertion[0] = scores[steps]; // all hidden
    for (int i = 1; i <= steps; i++) {
      insertion[i] = scores[steps + i];
    }
    return new Faithfulness(area(deletion), area(insertion));
  }

  /**
   * {@return a map that knows nothing of the picture, as smooth as one of 7 x 7 windows}
   *
   * @param subject of which picture it has the size
   * @param seed decides the values
   */
  public static ScoreMap random(Subject subject, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[49];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    return new ScoreMap(subject.seen(), 7, 7, values, 0).resampled(CELLS, CELLS);
  }

  /**
   * {@return a map that is highest in the middle of the picture and falls towards its edges, where
   * photographers put least}
   *
   * @param subject of which picture it has the size
   */
  public static ScoreMap centre(Subject subject) {
    float[] values = new float[CELLS * CELLS];
    for (int i = 0; i < values.length; i++) {
      double x = (i % CELLS + .5) / CELLS - .5;
      int row = i / CELLS;
      double y = (row + .5) / CELLS - .5;
      values[i] = (float) -Math.hypot(x, y);
    }
    return new ScoreMap(subject.seen(), CELLS, CELLS, values, 0);
  }

  /** The map's mean in each cell of the seen area. */
  private static double[] cells(Subject subject, ScoreMap map) {
    Area seen = subject.seen();
    Area area = map.area();
    ToDoubleFunction<int[]> value =
        at -> {
          double x = seen.left() + seen.width() * (at[0] + .5) / (8 * CELLS);
          double y = seen.top() + seen.height() * (at[1] + .5) / (8 * CELLS);
          int column = (int) Math.floor((x - area.left()) / area.width() * map.columns());
          int row = (int) Math.floor((y - area.top()) / area.height() * map.rows());
          boolean covered = column >= 0 && row >= 0 && column < map.columns() && row < map.rows();
          return covered ? map.at(row, column) : 0;
        };
    double[] cells = new double[CELLS * CELLS];
    for (int y = 0; y < 8 * CELLS; y++) {
      for (int x = 0; x < 8 * CELLS; x++) {
        cells[y / 8 * CELLS + x / 8] += value.applyAsDouble(new int[] {x, y}) / 64;
      }
    }
    return cells;
  }

  /** The highest first; equal ones in an order that has nothing to do with their places. */
  private static int[] order(double[] cells) {
    SplittableRandom random = new SplittableRandom(7);
    double[] ties = random.doubles(cells.length).toArray();
    return IntStream.range(0, cells.length)
        .boxed()
        .sorted(
            (a, b) ->
                cells[a] == cells[b]
                    ? Double.compare(ties[a], ties[b])
                    : Double.compare(cells[b], cells[a]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The picture with the first cells of the order hidden, or with these alone shown. */
  private static Rgb variant(
      Subject subject, Filling filling, Area.Pixels seen, int[] order, int cells, boolean deletes) {
    float[] hidden = new float[subject.resized().width() * subject.resized().height()];
    boolean[] first = new boolean[order.length];
    for (int i = 0; i < cells; i++) {
      first[order[i]] = true;
    }
    for (int y = 0; y < seen.height(); y++) {
      int to = (seen.top() + y) * subject.resized().width() + seen.left();
      for (int x = 0; x < seen.width(); x++) {
        int cell = y * CELLS / seen.height() * CELLS + x * CELLS / seen.width();
        hidden[to + x] = first[cell] == deletes ? 1 : 0;
      }
    }
    return filling.hiding(hidden);
  }

  /** The area under a curve by trapezoids, over shares from 0 to 1. */
  private static double area(double[] curve) {
    double sum = (curve[0] + curve[curve.length - 1]) / 2;
    for (int i = 1; i < curve.length - 1; i++) {
      sum += curve[i];
    }
    return sum / (curve.length - 1);
  }
}
