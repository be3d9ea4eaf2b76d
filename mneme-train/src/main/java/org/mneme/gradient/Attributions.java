package org.mneme.gradient;

import java.io.IOException;
import org.mneme.explain.Fill;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;
import org.mneme.train.GradientNetwork;

/** Mean gradients at several inputs, times how far the picture is from one that is filled. */
final class Attributions {
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
    float[] input = new float[picture.length];
    for (int step = 0; step < steps; step++) {
      progress.check();
      inputs.write(step, filled, picture, input);
      float[] gradient = model.toInput(input).at().get(GradientNetwork.INPUT).gradient();
      for (int i = 0; i < gradient.length; i++) {
        attributions[i] += (double) gradient[i] * (picture[i] - filled[i]) / steps;
      }
      progress.advance(step + 2);
    }
    return InputCells.map(subject, attributions);
  }
}
