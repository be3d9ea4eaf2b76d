package org.mneme.gradient;

import java.io.IOException;
import java.util.function.Function;
import org.mneme.explain.MapMethod;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;
import org.mneme.train.GradientNetwork;

/**
 * Grad-CAM (Selvaraju et al., 2017): what the last layer with places gives, each channel weighted
 * by its mean gradient and summed. Two things differ from the article: what lowers the score is
 * kept, so that the map is signed, and of a network with several branches each has its map, which
 * are added.
 */
record GradCam(GradientMaps model) implements MapMethod {
  /** Cells of the map along a side. */
  static final int CELLS = 32;

  @Override
  public String name() {
    return "grad-cam";
  }

  @Override
  public String describe() {
    return "Grad-CAM on the last layer with places of each branch";
  }

  @Override
  public String meaning() {
    return "What each hundredth of the area adds to the score through the last layer with places, to first order";
  }

  @Override
  public int passes() {
    return 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    GradientNetwork.Backward found = model.lastMaps(subject);
    progress.advance(1);
    return new ScoreMap(
        subject.seen(),
        CELLS,
        CELLS,
        cells(subject, found, name -> found.at().get(name).values()),
        subject.score());
  }

  /**
   * What values of the last maps add to a score, to first order: each channel weighted by its mean
   * gradient, summed, and the branches added.
   *
   * @param found gives the gradients
   * @param values of a last map, by its name
   * @return for each hundredth of the area, {@link #CELLS} x {@link #CELLS} cells
   */
  static float[] cells(
      Subject subject, GradientNetwork.Backward found, Function<String, float[]> values) {
    float[] sum = new float[CELLS * CELLS];
    found
        .at()
        .forEach(
            (name, branch) -> {
              float[] cells =
                  branch(subject, branch, values.apply(name)).resampled(CELLS, CELLS).values();
              for (int i = 0; i < sum.length; i++) {
                sum[i] += cells[i];
              }
            });
    return sum;
  }

  private static ScoreMap branch(
      Subject subject, GradientNetwork.Sensitivity branch, float[] values) {
    int height = branch.shape().get(1);
    int width = branch.shape().get(2);
    int places = height * width;
    float[] map = new float[places];
    for (int from = 0; from < values.length; from += places) {
      double weight = 0;
      for (int i = from; i < from + places; i++) {
        weight += branch.gradient()[i] / (double) places;
      }
      for (int i = 0; i < places; i++) {
        map[i] += (float) (weight * values[from + i] * places / 100);
      }
    }
    return new ScoreMap(subject.seen(), height, width, map, subject.score());
  }
}
