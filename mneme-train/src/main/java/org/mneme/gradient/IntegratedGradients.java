package org.mneme.gradient;

import java.io.IOException;
import java.util.Locale;
import org.mneme.explain.Fill;
import org.mneme.explain.MapMethod;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;

/**
 * Integrated gradients (Sundararajan, Taly and Yan, 2017): the gradients on the straight way from
 * the picture with all hidden to the picture itself, times the difference of the two. The sum of a
 * map is the difference of their scores, but for the steps between which gradients are not taken.
 */
record IntegratedGradients(GradientMaps model, int steps, Fill fill) implements MapMethod {
  @Override
  public String name() {
    return "integrated-gradients";
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT, "integrated gradients: %d steps from %s", steps, fill.describe());
  }

  @Override
  public String meaning() {
    return "What each hundredth of the area adds on the way from %s to the picture"
        .formatted(fill.describe());
  }

  @Override
  public int passes() {
    return steps + 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    return Attributions.map(model, subject, fill, steps, this::between, progress);
  }

  /** Evenly spaced on the way from the filled picture to the picture. */
  private void between(int step, float[] filled, float[] picture, float[] into) {
    double share = (step + .5) / steps;
    for (int i = 0; i < into.length; i++) {
      into[i] = (float) (filled[i] + share * (picture[i] - filled[i]));
    }
  }
}
