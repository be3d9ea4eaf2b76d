package org.mneme.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mneme.certainty.ScoreIntervals;
import org.mneme.data.ScoreRange;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;

/** A copy of a model file that also knows intervals around its scores. */
public final class CalibratedModel {
  private CalibratedModel() {}

  /**
   * Fits intervals to an evaluation's errors, and writes the copy. They hold for pictures like
   * those of the evaluation, which the model must not have been trained on.
   *
   * @param model one that was evaluated
   * @param set on which it was
   * @param level share of pictures whose human score an interval is to hold
   * @param out the copy
   * @return the intervals that it carries
   * @throws IllegalArgumentException if the model file does not describe itself, or the images are
   *     too few
   * @throws IOException if the model cannot be read, or the copy not be written
   */
  public static ScoreIntervals write(EvaluatedModel model, EvaluatedSet set, double level, Path out)
      throws IOException {
    return write(model, set, level, OnnxFile.read(model.model().file()), Map.of(), out);
  }

  /**
   * The same with a graph that gives more than the model's.
   *
   * @param model one that was evaluated
   * @param set on which it was
   * @param level share of pictures whose human score an interval is to hold
   * @param graph that of the model's file, or one that gives the same scores
   * @param more notes for the copy's card
   * @param out the copy
   * @return the intervals that it carries
   * @throws IllegalArgumentException if the model file does not describe itself, or the images are
   *     too few
   * @throws IOException if the model cannot be read, or the copy not be written
   */
  public static ScoreIntervals write(
      EvaluatedModel model,
      EvaluatedSet set,
      double level,
      OnnxModel graph,
      Map<String, String> more,
      Path out)
      throws IOException {
    Path file = model.model().file();
    Optional<ModelCard> card = OnnxFile.card(file);
    if (card.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": does not say how images are prepared for it; intervals are written only into"
              + " Mneme's own model files");
    }
    double[] truth = set.table().truth();
    double[] predicted = set.table().predictions(model.label());
    int[] both = set.table().rowsWithBoth(model.label());
    Optional<ScoreRange> range =
        ScoreRange.named(card.get().output())
            .filter(ScoreRange::isBounded)
            .filter(each -> within(each, truth));
    ScoreIntervals intervals =
        ScoreIntervals.fit(
            Arrays.stream(both).mapToDouble(i -> predicted[i]).toArray(),
            Arrays.stream(both).mapToDouble(i -> truth[i]).toArray(),
            level,
            range.map(ScoreRange::low).orElse(Double.NEGATIVE_INFINITY),
            range.map(ScoreRange::high).orElse(Double.POSITIVE_INFINITY),
            ScoreIntervals.Kind.SPLIT);
    Map<String, String> notes = new LinkedHashMap<>(card.get().notes());
    notes.put(ScoreIntervals.NOTE, intervals.toNote());
    notes.put("intervals.data", "%s: %d images".formatted(set.name(), both.length));
    notes.putAll(more);
    OnnxFile.write(graph.withCard(card.get().withNotes(notes)), out);
    return intervals;
  }

  private static boolean within(ScoreRange range, double[] truth) {
    return Arrays.stream(truth)
        .filter(Double::isFinite)
        .allMatch(score -> score >= range.low() && score <= range.high());
  }
}
