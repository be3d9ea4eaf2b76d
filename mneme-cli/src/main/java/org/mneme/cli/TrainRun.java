package org.mneme.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.catalog.Catalog;
import org.mneme.data.Item;
import org.mneme.data.Part;
import org.mneme.data.Split;
import org.mneme.features.FeatureCache;
import org.mneme.files.Sha256;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxExport;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.report.TrainingPage;
import org.mneme.score.Score;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;
import org.mneme.train.Checkpoints;
import org.mneme.train.EpochFigures;
import org.mneme.train.ImageTraining;
import org.mneme.train.TrainSettings;
import org.mneme.train.Trained;
import org.mneme.train.TrainingTask;

/** One training: from images and settings to a run's folder with a model file. */
final class TrainRun {
  /** The model file in a run's folder. */
  static final String MODEL = "model.onnx";

  /** The exported file must score as training did, up to float32's rounding in another order. */
  private static final double EXPORT_TOLERANCE = 1e-5;

  private final Catalog catalog;
  private final Console console;
  private final Interruption interruption;

  TrainRun(Catalog catalog, Console console, Interruption interruption) {
    this.catalog = catalog;
    this.console = console;
    this.interruption = interruption;
  }

  /**
   * Trains, or goes on with what the run's folder holds, up to a model file that was checked.
   *
   * @return the file {@code model.onnx} in the run's folder and its scores
   */
  TrainOutcome train(TrainPlan plan, String data, Split split, TrainRecord record, boolean quiet)
      throws IOException {
    TrainView view = new TrainView(console, quiet, record, interruption);
    Training training = start(plan, split, record, view);
    Trained trained = run(training, view, !quiet);
    Path model = record.folder().resolve(MODEL);
    ModelCard card = card(plan, data, split, training.weights(), record, trained);
    TrainingTask task = training.task();
    OnnxFile.write(
        OnnxExport.model(task.network(), trained.weights(), task.foreign(), card), model);
    double spearman = checkExport(model, split.val(), trained, plan.flags().threads());
    // The file scores as training does; what is kept of the frozen part saves running it again.
    List<Float> scores = new ArrayList<>();
    try (FeatureBar bar = bar(!quiet)) {
      for (float score : training.images().predict(trained, split.test(), bar)) {
        scores.add(score);
      }
    }
    TrainOutcome outcome =
        new TrainOutcome(record.id(), model, spearman, trained.bestEpoch(), split.test(), scores);
    TrainingPage.write(
        plan.network().network().name(),
        record.command(),
        trained.history(),
        trained.bestEpoch(),
        record.folder().resolve("train.html"));
    if (!split.test().isEmpty()) {
      Path csv = record.folder().resolve(TrainOutcome.SCORES);
      TrainOutcome.writeScores(List.of(outcome), csv);
      view.say(
          "On the %,d images to judge with: %s (%s)",
          split.test().size(), TrainFigures.of(List.of(outcome)), csv);
    }
    view.say("Model: %s (epoch %d)", model, trained.bestEpoch() + 1);
    view.say("Curves: %s", record.folder().resolve("train.html"));
    return outcome;
  }

  /** Trains only as far as figures, without a model file. */
  Trained trial(TrainPlan plan, Split split, TrainRecord record) throws IOException {
    TrainView view = new TrainView(console, true, record, interruption);
    return run(start(plan, split, record, view), view, false);
  }

  /** Ready to train. */
  private record Training(
      TrainingTask task,
      TrainStart.Weights weights,
      ImageTraining images,
      Split split,
      Checkpoints checkpoints) {}

  private Trained run(Training training, TrainView view, boolean alone) throws IOException {
    Split split = training.split();
    try (FeatureBar bar = bar(alone)) {
      return training.images().run(split.train(), split.val(), training.checkpoints(), view, bar);
    }
  }

  /** A run's, in its folder. */
  static Checkpoints checkpoints(Path run) {
    return Checkpoints.in(run.resolve("checkpoints"));
  }

  private FeatureBar bar(boolean alone) {
    return new FeatureBar("The frozen part", console, alone, interruption);
  }

  private Training start(TrainPlan plan, Split split, TrainRecord record, TrainView view)
      throws IOException {
    Network network = plan.network().network();
    double mean = split.train().stream().mapToDouble(Item::score).average().orElseThrow();
    TrainStart.Weights weights =
        plan.start().of(network, plan.flags().seed(), mean, catalog, console);
    TrainSettings settings = plan.flags().settings(plan.start().usuallyFrozen(network));
    TrainingTask task =
        new TrainingTask(
            network,
            plan.network().foreign(),
            weights.tensors(),
            weights.fitted(),
            Preprocessing.RESMEM,
            DecodeMode.NATURAL,
            plan.flags().augmentation(),
            plan.flags().views(),
            settings);
    FeatureCache cache = new FeatureCache(catalog.features());
    ImageTraining images = new ImageTraining(task, cache, record.folder(), plan.flags().threads());
    view.begin(network, split, weights.said(), images.frozenOutputs());
    return new Training(task, weights, images, split, checkpoints(record.folder()));
  }

  /**
   * Scores the validation images with the file as anyone would.
   *
   * @return the Spearman correlation of the epoch that was kept; NaN without validation
   */
  private double checkExport(Path model, List<Item> validation, Trained trained, int threads)
      throws IOException {
    List<Float> scores = scores(model, validation, threads);
    for (int i = 0; i < scores.size(); i++) {
      double difference = Math.abs(scores.get(i) - trained.predictions()[i]);
      if (!(difference <= EXPORT_TOLERANCE)) {
        throw new IllegalStateException(
            "%s: scores %s as %s, but training gave %s"
                .formatted(model, validation.get(i).id(), scores.get(i), trained.predictions()[i]));
      }
    }
    return validation.isEmpty()
        ? Double.NaN
        : trained.history().get(trained.bestEpoch()).spearman();
  }

  private List<Float> scores(Path model, List<Item> items, int threads) throws IOException {
    if (items.isEmpty()) {
      return List.of();
    }
    ScorerOptions options = ScorerOptions.defaults().withThreads(threads);
    try (Scorer scorer = Scorer.open(model, options)) {
      List<Score> scores = new ArrayList<>();
      scorer.scoreEach(interruption.guard(items.stream().map(Item::image).iterator()), scores::add);
      for (Score score : scores) {
        if (score.failed()) {
          throw new IOException(score.error());
        }
      }
      return scores.stream().map(Score::value).toList();
    }
  }

  private static ModelCard card(
      TrainPlan plan,
      String data,
      Split split,
      TrainStart.Weights weights,
      TrainRecord record,
      Trained trained) {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("training.run", record.id());
    notes.put("training.command", record.command());
    notes.put(
        "training.data",
        "%s: %d images to train on, %d watched, SHA-256 of names and scores %s"
            .formatted(data, split.train().size(), split.val().size(), dataHash(split)));
    notes.put("training.start", String.join("; ", weights.said()));
    notes.put("training.seed", String.valueOf(plan.flags().seed()));
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
        plan.network().network().name(),
        Preprocessing.RESMEM,
        "memorability: 0..1, higher is more memorable",
        licence,
        origin,
        source,
        Precision.FP32,
        Optional.empty(),
        notes);
  }

  /** Of the images' names, scores and parts: another split or score gives another. */
  static String dataHash(Split split) {
    MessageDigest sha256 = Sha256.digest();
    for (Part part : Part.values()) {
      for (Item item : split.part(part)) {
        sha256.update(
            "%s %s %s\n".formatted(part, item.id(), item.score()).getBytes(StandardCharsets.UTF_8));
      }
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
