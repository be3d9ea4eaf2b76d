package org.mneme.gradient;

import java.io.IOException;
import java.util.Locale;
import java.util.Random;
import org.mneme.explain.Fill;
import org.mneme.explain.MapMethod;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.progress.Progress;

/**
 * SmoothGrad (Smilkov et al., 2017): the mean gradient over copies of the picture with noise, here
 * times the difference of the picture to the picture with all hidden, so that the map is in units
 * of score and signed.
 */
record SmoothGrad(GradientMaps model, int steps, Fill fill, long seed) implements MapMethod {
  /** The noise's deviation as a share of the input's range, as published. */
  private static final double NOISE = .15;

  @Override
  public String name() {
    return "smooth-grad";
  }

  @Override
  public String describe() {
    return String.format(
        Locale.ROOT,
        "SmoothGrad: %d copies with noise of %.0f %%, against %s, seed %d",
        steps,
        100 * NOISE,
        fill.describe(),
        seed);
  }

  @Override
  public String meaning() {
    return "What the score would lose if each hundredth of the area became %s, to first order"
        .formatted(fill.describe());
  }

  @Override
  public int passes() {
    return steps + 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    Random random = new Random(seed);
    return Attributions.map(
        model,
        subject,
        fill,
        steps,
        (step, filled, picture, into) -> addNoise(picture, random, into),
        progress);
  }

  private static void addNoise(float[] picture, Random random, float[] into) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    for (float value : picture) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    for (int i = 0; i < into.length; i++) {
      into[i] = (float) (picture[i] + random.nextGaussian() * NOISE * (most - least));
    }
  }
}
