package org.mneme.gradient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.mneme.explain.Fill;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;
import org.mneme.train.GradientNetwork;

/** Mean gradients at several inputs, times how far the picture is from one that is filled. */
final class Attributions {
  /** Inputs at once: each takes two thirds of the time that it takes alone. */
  private static final int BATCH = 2;

  private Attributions() {}

  /** Makes the inputs at which gradients are taken. */
  @FunctionalInterface
  interface Inputs {
    /** Writes the input of a step, made of the filled picture's values and the picture's. */
    void write(int step, float[] filled, float[] picture, float[] into);
  }

  /** The map of so many steps. */
  static ScoreMap map(
      GradientMaps model, Subject subject, Fill fill, int steps, Inputs inputs, Progress progress)
      throws IOException {
    model.lastMaps(subject); // checks that it is the same network
    float[] picture = model.planes(subject.resized());
    float[] filled = model.planes(subject.hidden(fill));
    double[] attributions = new double[picture.length];
    for (int step = 0; step < steps; step += BATCH) {
      progress.check();
      List<float[]> batch = new ArrayList<>();
      for (int i = step; i < Math.min(steps, step + BATCH); i++) {
        float[] input = new float[picture.length];
        inputs.write(i, filled, picture, input);
        batch.add(input);
      }
      for (GradientNetwork.Backward backward : model.toInput(batch)) {
        float[] gradient = backward.at().get(GradientNetwork.INPUT).gradient();
        for (int i = 0; i < gradient.length; i++) {
          attributions[i] += (double) gradient[i] * (picture[i] - filled[i]) / steps;
        }
      }
      progress.advance(step + batch.size() + 1);
    }
    return InputCells.map(subject, attributions);
  }
}
