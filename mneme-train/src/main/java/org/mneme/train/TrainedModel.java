package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mneme.data.DataSet;
import org.mneme.data.Item;
import org.mneme.data.ScoreRange;
import org.mneme.data.Split;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.network.Power;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.track.RunSummary;

/**
 * Makes of trained weights a model file that was checked, and the test set's scores. The network
 * gives fractions of the range of the scores that it was trained on; the file gives scores.
 */
record TrainedModel(
    TrainRequest request,
    TrainingTask task,
    StartWeights.Given weights,
    DataSet data,
    Split split,
    ScoreRange range,
    RunSummary run) {

  /** The exported file must score as training did, up to float32's rounding in another order. */
  private static final double EXPORT_TOLERANCE = 1e-5;

  /** Training images that are scored where no others can show what was learnt. */
  private static final int LOOKED_AT = 64;

  FinishedTraining finish(
      Trained trained, ImageTraining images, Path folder, TrainingListener listener)
      throws IOException {
    // The file scores as training does; what is kept of the frozen part saves running it again.
    float[] fractions = images.predict(trained, split.test(), listener);
    Training.requireDistinguished(fractions);
    if (fractions.length < 2 && split.val().size() < 2) {
      List<Item> some = split.train().subList(0, Math.min(LOOKED_AT, split.train().size()));
      Training.requireDistinguished(images.predict(trained, some, listener));
    }
    Path model = folder.resolve(FinishedTraining.MODEL);
    OnnxFile.write(
        OnnxExport.model(givingScores(), trained.weights(), task.foreign(), card(trained)), model);
    double spearman = checkExport(model, trained, listener);
    List<Float> scores = new ArrayList<>();
    for (float fraction : fractions) {
      scores.add((float) range.score(fraction));
    }
    FinishedTraining finished =
        new FinishedTraining(
            run.id(),
            folder,
            run.about().command(),
            task.network().name(),
            model,
            spearman,
            trained.bestEpoch(),
            trained.history(),
            split.test(),
            scores);
    if (!split.test().isEmpty()) {
      FinishedTraining.writeScores(List.of(finished), folder.resolve(FinishedTraining.SCORES));
    }
    listener.onModel(finished);
    return finished;
  }

  /** The network, with its output as a score of the range. */
  private Network givingScores() {
    Network network = task.network();
    if (range.isFractions()) {
      return network;
    }
    Network.Builder more =
        Network.builder(network.name(), network.input()).withInputName(network.inputName());
    network
        .nodes()
        .forEach(node -> more.add(node.name(), node.layer(), node.inputs().toArray(String[]::new)));
    return more.then("range", Power.linear((float) range.width(), (float) range.low())).build();
  }

  /**
   * Scores the validation images with the file as anyone would.
   *
   * @return the Spearman correlation of the epoch that was kept; NaN without validation
   */
  private double checkExport(Path model, Trained trained, Progress progress) throws IOException {
    List<Item> validation = split.val();
    List<Float> scores = scores(model, validation, progress);
    for (int i = 0; i < scores.size(); i++) {
      double expected = range.score(trained.predictions()[i]);
      if (!(Math.abs(scores.get(i) - expected) <= range.tolerance(EXPORT_TOLERANCE))) {
        throw new IllegalStateException(
            "%s: scores %s as %s, but training gave %s"
                .formatted(model, validation.get(i).id(), scores.get(i), expected));
      }
    }
    return validation.isEmpty()
        ? Double.NaN
        : trained.history().get(trained.bestEpoch()).spearman();
  }

  private List<Float> scores(Path model, List<Item> items, Progress progress) throws IOException {
    if (items.isEmpty()) {
      return List.of();
    }
    ScorerOptions options =
        ScorerOptions.defaults().withThreads(task.settings().machine().threads());
    try (Scorer scorer = Scorer.open(model, options)) {
      List<Score> scores = new ArrayList<>();
      scorer.scoreEach(
          items.stream().map(Item::image).iterator(),
          score -> {
            scores.add(score);
            progress.check();
          });
      for (Score score : scores) {
        if (score.failed()) {
          throw new IOException(score.error());
        }
      }
      return scores.stream().map(Score::value).toList();
    }
  }

  private ModelCard card(Trained trained) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("training.run", run.id());
    notes.put("training.command", run.about().command());
    notes.put(
        "training.data",
        "%s: %s images to train on, %s for validation, fingerprint %s, of the split %s"
            .formatted(
                data.name(),
                split.train().size(),
                split.val().size(),
                data.fingerprint(),
                split.fingerprint()));
    notes.put("training.start", String.join("; ", weights.said()));
    notes.put("training.seed", String.valueOf(request.settings().seed()));
    EpochFigures best = trained.history().get(trained.bestEpoch());
    notes.put(
        "training.result",
        String.format(
            Locale.ROOT,
            "epoch %d of %d: validation Spearman %.4f",
            best.epoch() + 1,
            trained.history().size(),
            best.spearman()));
    List<ModelCard> cards = weights.cards();
    String licence = cards.isEmpty() ? "none given" : ModelCard.licences(cards);
    String origin =
        "trained by Mneme"
            + cards.stream()
                .map(card -> ", from " + card.origin())
                .distinct()
                .collect(Collectors.joining());
    String source = cards.isEmpty() ? "" : cards.get(0).sourceSha256();
    return new ModelCard(
        task.network().name(),
        Preprocessing.RESMEM,
        range.meaning(),
        licence,
        origin,
        source,
        Precision.FP32,
        List.of(),
        notes);
  }
}
