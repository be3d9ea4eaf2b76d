package org.mneme.gradient;

import java.io.IOException;
import org.mneme.explain.Halves;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MethodName;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;

/**
 * The mean of two maps in the same unit, which err in different ways: halves know what happens when
 * much of the picture is hidden, but not where exactly; Grad-CAM knows where, but only to first
 * order. Measured to be more faithful than either.
 */
record Combined(Halves halves, GradCam gradCam) implements MapMethod {
  @Override
  public String name() {
    return MethodName.COMBINED.label();
  }

  @Override
  public String describe() {
    return "mean of %s and of %s".formatted(halves.describe(), gradCam.describe());
  }

  @Override
  public String meaning() {
    return "What each hundredth of the seen area adds to the score, by halves that are hidden by %s and by Grad-CAM"
        .formatted(halves.fill().describe());
  }

  @Override
  public int passes() {
    return halves.passes() + gradCam.passes();
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    ScoreMap one = halves.map(subject, progress);
    progress.check();
    float[] other =
        gradCam.map(subject, Progress.SILENT).resampled(one.rows(), one.columns()).values();
    progress.advance(passes());
    float[] values = one.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] + other[i]) / 2;
    }
    return new ScoreMap(one.area(), one.rows(), one.columns(), values, one.baseline());
  }
}
