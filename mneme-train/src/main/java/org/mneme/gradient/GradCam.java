package org.mneme.gradient;

import java.util.Arrays;
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
  private static final int CELLS = 32;

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
  public ScoreMap map(Subject subject, Progress progress) {
    GradientNetwork.Backward found = model.run(subject);
    float[] sum = new float[CELLS * CELLS];
    for (GradientNetwork.Sensitivity branch : found.maps().values()) {
      float[] values = branch(subject, branch).resampled(CELLS, CELLS).values();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += values[i];
      }
    }
    progress.advance(1);
    return new ScoreMap(subject.seen(), CELLS, CELLS, sum, subject.score());
  }

  private static ScoreMap branch(Subject subject, GradientNetwork.Sensitivity branch) {
    int height = branch.shape().get(1);
    int width = branch.shape().get(2);
    int places = height * width;
    float[] map = new float[places];
    for (int from = 0; from < branch.values().length; from += places) {
      double weight = 0;
      for (float gradient : Arrays.copyOfRange(branch.gradient(), from, from + places)) {
        weight += gradient / (double) places;
      }
      for (int i = 0; i < places; i++) {
        map[i] += (float) (weight * branch.values()[from + i] * places / 100);
      }
    }
    return new ScoreMap(subject.seen(), height, width, map, subject.score());
  }
}
