package org.mneme;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.evaluate.EvaluatedData;
import org.mneme.evaluate.EvaluatedModel;
import org.mneme.evaluate.EvaluationJob;
import org.mneme.evaluate.EvaluationReport;
import org.mneme.evaluate.EvaluationSettings;
import org.mneme.evaluate.Labelled;
import org.mneme.explain.Explainer;
import org.mneme.explain.Explanation;
import org.mneme.explain.Halves;
import org.mneme.image.Crops;
import org.mneme.progress.Progress;
import org.mneme.score.Scorer;
import org.mneme.score.ScorerOptions;

/**
 * Mneme in a few lines: open a model and score, explain a picture's score, or evaluate models on
 * human scores, with the usual settings. Behind it are {@link Catalog}, {@link Scorer}, {@link
 * Explainer} and {@link EvaluationJob}, which have all the others.
 *
 * <p>A model is a published one's name, such as {@code resmem}, or the path of a model file. A
 * published model that is not there yet is fetched once, through the user's own pip. Immutable; any
 * number of threads may share it where its {@link Progress} allows that.
 */
public final class Mneme {
  private final Catalog catalog;
  private final Progress progress;

  private Mneme(Catalog catalog, Progress progress) {
    this.catalog = catalog;
    this.progress = progress;
  }

  /**
   * Opens Mneme with this user's models and kept scores on this machine.
   *
   * @return its models are in the user's cache folder, and its progress is told to nobody
   */
  public static Mneme ofUser() {
    return new Mneme(Catalog.ofUser(), Progress.SILENT);
  }

  /**
   * Opens Mneme with models and kept scores below this folder, in place of the user's.
   *
   * @param home any folder; made when the first model is fetched
   * @return its models and scores are below that folder, and its progress is told to nobody
   */
  public static Mneme at(Path home) {
    return new Mneme(Catalog.at(home), Progress.SILENT);
  }

  /**
   * {@return a copy whose long work tells how far it is, and ends when its caller wants that}
   *
   * @param value is told of all that takes long, downloads too
   */
  public Mneme withProgress(Progress value) {
    return new Mneme(catalog, value);
  }

  /** {@return the published models and this user's copies of them} */
  public Catalog catalog() {
    return catalog;
  }

  /**
   * Opens a model; the caller closes it.
   *
   * @param model a published model's name, in any case, or the path of a model file
   * @return scores images with the usual options, {@link ScorerOptions#defaults}
   * @throws IOException if there is no such model, or it cannot be fetched or opened
   */
  public Scorer open(String model) throws IOException {
    return open(model, ScorerOptions.defaults());
  }

  /**
   * Opens a model with other options; the caller closes it.
   *
   * @param model a published model's name, in any case, or the path of a model file
   * @param options how the model is run
   * @return scores images with these options
   * @throws IOException if there is no such model, or it cannot be fetched or opened
   */
  public Scorer open(String model, ScorerOptions options) throws IOException {
    return Scorer.open(catalog.resolve(model, Optional.empty(), progress), options);
  }

  /**
   * Draws the map of a picture: which parts of it raise the model's score, and which lower it. The
   * method is the usual one of those that work for every model, {@link Halves#DEFAULT}; {@link
   * Explainer} takes others, and an open model for many pictures.
   *
   * @param model a published model's name or the path of a model file
   * @param picture an image file
   * @return the score, the map, and what of the picture the network sees
   * @throws org.mneme.image.ImageException if the picture cannot be read
   * @throws IOException if the model cannot be fetched or opened
   */
  public Explanation explain(String model, Path picture) throws IOException {
    try (Scorer scorer = open(model)) {
      return Explainer.explain(scorer, List.of(Halves.DEFAULT), picture, progress);
    }
  }

  /**
   * Evaluates one model on images with human scores: LaMem, MemCat, both, or any CSV file or folder
   * with one. Of data with a split the test part is taken, else all images.
   *
   * @param model a published model's name or the path of a model file
   * @param data a folder or a CSV file
   * @return the figures, such as the rank correlation with the human scores, and their intervals
   * @throws IOException if the model or the data cannot be read, or an image of the data is missing
   */
  public EvaluationReport evaluate(String model, Path data) throws IOException {
    return evaluate(List.of(model), data);
  }

  /**
   * Evaluates several models on the same images, and compares each two.
   *
   * @param models published models' names or paths of model files
   * @param data a folder or a CSV file
   * @return the figures of each model, and the differences of each two with their intervals
   * @throws IOException if a model or the data cannot be read, or an image of the data is missing
   */
  public EvaluationReport evaluate(List<String> models, Path data) throws IOException {
    List<EvaluatedModel> evaluated = new ArrayList<>();
    for (String model : models) {
      evaluated.addAll(
          EvaluatedModel.resolve(
              catalog,
              new Labelled(model, Optional.empty()),
              List.of(Optional.empty()),
              List.of(Crops.CENTRE),
              ScorerOptions.defaults(),
              progress));
    }
    EvaluationSettings settings = EvaluationSettings.defaults().withCache(catalog.scores());
    return new EvaluationJob(List.of(EvaluatedData.read(data)), evaluated, settings).run(progress);
  }
}
