package org.mneme.gradient;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mneme.explain.HalvedPicture;
import org.mneme.explain.Halves;
import org.mneme.explain.MapMethod;
import org.mneme.explain.MethodName;
import org.mneme.explain.ScoreMap;
import org.mneme.explain.Subject;
import org.mneme.image.Rgb;
import org.mneme.progress.Progress;
import org.mneme.train.GradientNetwork;

/**
 * Paired occlusion with gradients. The picture is halved as by {@link Halves}, and with each half
 * the network is run forward and backward to its last maps. Three estimates of what a place adds to
 * the score, which err in different ways, are averaged:
 *
 * <ul>
 *   <li>that of the halves' scores;
 *   <li>to first order, what the last maps of the picture differ there from those of the picture
 *       with all hidden, weighted by the gradients at the halves that show the place;
 *   <li>Grad-CAM there in halves that show the place, less that in halves that hide it.
 * </ul>
 *
 * Measured to be more faithful than any of them alone, and than Grad-CAM of the picture alone.
 */
record Combined(GradientMaps model, Halves halves) implements MapMethod {
  private static final int BATCH = 6;

  @Override
  public String name() {
    return MethodName.COMBINED.label();
  }

  @Override
  public String describe() {
    return "mean of two maps by the network's gradients at halves of the picture, and of %s"
        .formatted(halves.describe());
  }

  @Override
  public String meaning() {
    return "What each hundredth of the seen area adds to the score, by halves that are hidden by %s and by the gradients at these"
        .formatted(halves.fill().describe());
  }

  @Override
  public int passes() {
    return halves.passes() + 1;
  }

  @Override
  public ScoreMap map(Subject subject, Progress progress) throws IOException {
    HalvedPicture halved = HalvedPicture.of(halves, subject);
    List<GradientNetwork.Backward> found =
        new ArrayList<>(model.lastMaps(subject, variants(halved, 0, BATCH - 1)));
    while (found.size() <= halved.count()) {
      progress.advance(found.size());
      progress.check();
      int next = found.size() - 1;
      found.addAll(model.lastMaps(variants(halved, next, next + BATCH)));
    }
    progress.advance(found.size());
    GradientNetwork.Backward whole = found.get(0);
    List<GradientNetwork.Backward> parts = found.subList(1, found.size());
    float[] scores = new float[parts.size()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = parts.get(i).score();
    }
    ScoreMap ofScores = halved.map(scores);
    float[] ofGradients = ofGradients(subject, halved, whole, parts);
    float[] values =
        new ScoreMap(subject.seen(), GradCam.CELLS, GradCam.CELLS, ofGradients, subject.score())
            .resampled(ofScores.rows(), ofScores.columns())
            .values();
    float[] halvesValues = ofScores.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = (2 * values[i] + halvesValues[i]) / 3;
    }
    return new ScoreMap(
        ofScores.area(), ofScores.rows(), ofScores.columns(), values, subject.score());
  }

  private static List<Rgb> variants(HalvedPicture halved, int from, int to) {
    return IntStream.range(from, Math.min(to, halved.count())).mapToObj(halved::variant).toList();
  }

  /** The mean of the two estimates by gradients, in Grad-CAM's cells. */
  private static float[] ofGradients(
      Subject subject,
      HalvedPicture halved,
      GradientNetwork.Backward whole,
      List<GradientNetwork.Backward> parts) {
    GradientNetwork.Backward nothing = parts.get(parts.size() - 1);
    Map<String, float[]> shownLessHidden = new HashMap<>();
    whole
        .at()
        .forEach(
            (name, map) ->
                shownLessHidden.put(name, less(map.values(), nothing.at().get(name).values())));
    int pairs = (parts.size() - 1) / 2; // a cell is in one half of each
    float[] mean = new float[GradCam.CELLS * GradCam.CELLS];
    for (int part = 0; part < parts.size() - 1; part++) {
      GradientNetwork.Backward found = parts.get(part);
      float[] own = GradCam.cells(subject, found, name -> found.at().get(name).values());
      float[] differs = GradCam.cells(subject, found, shownLessHidden::get);
      boolean[] shown = halved.shown(part, GradCam.CELLS);
      for (int i = 0; i < mean.length; i++) {
        mean[i] += (shown[i] ? differs[i] + own[i] : -own[i]) / (2 * pairs);
      }
    }
    return mean;
  }

  private static float[] less(float[] values, float[] others) {
    float[] differences = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      differences[i] = values[i] - others[i];
    }
    return differences;
  }
}
