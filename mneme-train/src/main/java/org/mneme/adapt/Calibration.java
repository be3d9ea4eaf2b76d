package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.data.Item;
import org.mneme.evaluate.CalibratedModel;
import org.mneme.evaluate.EvaluatedModel;
import org.mneme.evaluate.EvaluatedSet;
import org.mneme.features.FeatureCache;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.progress.Progress;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

/**
 * A copy of an evaluated model that knows how sure it is: intervals around its scores, from its
 * errors on the evaluation's images, and how familiar a picture is beside them.
 */
public final class Calibration {
  /** Images whose scores by the copy are compared with the model's. */
  private static final int CHECKED = 4;

  private Calibration() {}

  /**
   * What a copy knows.
   *
   * @param intervals around its scores
   * @param familiar whether it tells how familiar a picture is
   */
  public record Calibrated(ScoreIntervals intervals, boolean familiar) {}

  /**
   * Writes the copy. Its scores are the model's; where it cannot tell how familiar a picture is,
   * {@code progress} hears why.
   *
   * @param model one that was evaluated, and not trained on these images
   * @param set on which it was evaluated
   * @param level share of pictures whose human score an interval is to hold
   * @param cache keeps what the network gives for the images
   * @param out the copy
   * @param progress of the extraction of features
   * @return what the copy knows
   * @throws IllegalArgumentException if the model file does not describe itself, or the images are
   *     too few
   * @throws org.mneme.progress.CancelledException if the caller does not want it any longer
   * @throws IOException if the model or an image cannot be read, or the copy not be written
   */
  public static Calibrated write(
      EvaluatedModel model,
      EvaluatedSet set,
      double level,
      FeatureCache cache,
      Path out,
      Progress progress)
      throws IOException {
    List<Path> images =
        Arrays.stream(set.table().rowsWithBoth(model.label()))
            .mapToObj(row -> set.items().get(row))
            .map(Item::image)
            .toList();
    Path file = model.model().file();
    if (OnnxFile.card(file).isEmpty() || images.size() < ScoreIntervals.FEWEST) {
      return new Calibrated(CalibratedModel.write(model, set, level, out), false); // which refuses
    }
    Familiarity known = familiarity(model, set.name(), images, cache, progress);
    if (known.model().isEmpty()) {
      progress.say(file + ": " + known.why());
      return new Calibrated(CalibratedModel.write(model, set, level, out), known.own());
    }
    ScoreIntervals intervals =
        CalibratedModel.write(model, set, level, known.model().get(), known.notes(), out);
    Optional<String> other = otherScores(file, out, model.model().options(), images);
    if (other.isPresent()) {
      progress.say(file + ": " + other.get());
      CalibratedModel.write(model, set, level, out);
    }
    return new Calibrated(intervals, other.isEmpty());
  }

  private static Familiarity familiarity(
      EvaluatedModel model, String data, List<Path> images, FeatureCache cache, Progress progress)
      throws IOException {
    ScorerOptions options = model.model().options();
    FeatureCache.Settings settings =
        new FeatureCache.Settings(
            options.decode(), options.limits(), options.threads(), options.batch());
    try {
      return Familiarity.of(model.model().file(), data, images, cache, settings, progress);
    } catch (ModelException e) {
      return Familiarity.none("familiarity needs the network's features: " + e.getMessage());
    }
  }

  /** Says so if the copy does not score as the model does, to the bit. */
  private static Optional<String> otherScores(
      Path model, Path copy, ScorerOptions options, List<Path> images) throws IOException {
    List<Path> checked = images.subList(0, Math.min(CHECKED, images.size()));
    List<Float> before = scores(model, options, checked);
    List<Float> after = scores(copy, options, checked);
    return before.equals(after)
        ? Optional.empty()
        : Optional.of(
            "familiarity is left out, because with its features in the graph ONNX Runtime would compute other scores: %s in place of %s"
                .formatted(after, before));
  }

  private static List<Float> scores(Path model, ScorerOptions options, List<Path> images)
      throws IOException {
    try (Scorer scorer = Scorer.open(model, options)) {
      return scorer.scoreAll(images).stream().map(Score::value).toList();
    }
  }
}
