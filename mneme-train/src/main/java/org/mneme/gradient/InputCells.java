package org.mneme.gradient;

import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.image.Preprocessing;

/** Attributions of single input values, gathered in cells that people can see. */
final class InputCells {
  /** Pixels of a cell's side. */
  private static final int SIDE = 8;

  private InputCells() {}

  /** A map of the sums over channels and cells, for each hundredth of the area. */
  static ScoreMap map(Subject subject, double[] attributions) {
    Preprocessing preprocessing = subject.preprocessing();
    int width = preprocessing.cropWidth();
    int height = preprocessing.cropHeight();
    int columns = Math.max(1, width / SIDE);
    int rows = Math.max(1, height / SIDE);
    double[] sums = new double[rows * columns];
    int[] counts = new int[rows * columns];
    for (int i = 0; i < attributions.length; i++) {
      int y = i / width % height;
      int cell = y * rows / height * columns + i % width * columns / width;
      sums[cell] += attributions[i];
      if (i < width * height) {
        counts[cell]++;
      }
    }
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sums[i] / counts[i] * width * height / 100);
    }
    return new ScoreMap(subject.seen(), rows, columns, values, subject.score());
  }
}
