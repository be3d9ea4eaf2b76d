package org.mneme.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.files.KeptHashes;
import org.mneme.image.Crops;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.score.MethodsText;
import org.mneme.score.ScorerOptions;
import org.mneme.score.ScoringModel;
import org.mneme.score.ScoringSettings;

/**
 * A model with the settings that it is evaluated with.
 *
 * @param label what it is called in figures and files
 * @param model the file, and how it is run
 */
public record EvaluatedModel(String label, ScoringModel model) {
  /**
   * {@return a model file, called as it calls itself}
   *
   * @param file a model file
   * @param options how it is run
   * @throws IOException if the file cannot be read, or the options contradict its preprocessing
   */
  public static EvaluatedModel of(Path file, ScorerOptions options) throws IOException {
    return of(file, Optional.empty(), options, KeptHashes.NONE);
  }

  private static EvaluatedModel of(
      Path file, Optional<String> label, ScorerOptions options, KeptHashes hashes)
      throws IOException {
    ScoringModel model = ScoringModel.of(file, options, hashes);
    Optional<ModelCard> card = OnnxFile.card(file);
    String name =
        label.orElseGet(
            () -> card.map(EvaluatedModel::title).orElse(String.valueOf(file.getFileName())));
    return new EvaluatedModel(name, model);
  }

  private static String title(ModelCard card) {
    return card.name() + " " + card.precision().title();
  }

  /**
   * {@return a published model or a file, in each precision with each of the crops, every one with
   * a label of its own} A published model that is not there yet is fetched.
   *
   * @param catalog where published models and the user's copies of them are found
   * @param named a published model's name or a path, and the label if it is not to be the model's
   *     own
   * @param precisions of a published model; empty for the usual one. A file has the precision that
   *     it has: with a single one wanted, it must be that
   * @param crops each is evaluated by itself
   * @param options but for the crops
   * @param progress hears of a download
   * @throws IOException if a model cannot be fetched or read
   */
  public static List<EvaluatedModel> resolve(
      Catalog catalog,
      Labelled named,
      List<Optional<Precision>> precisions,
      List<Crops> crops,
      ScorerOptions options,
      Progress progress)
      throws IOException {
    boolean published = catalog.published(named.name()).isPresent();
    List<Optional<Precision>> wanted =
        published || precisions.size() == 1 ? precisions : List.of(Optional.empty());
    List<EvaluatedModel> found = new ArrayList<>();
    for (Optional<Precision> precision : wanted) {
      Path file = catalog.resolve(named.name(), precision, progress);
      String suffix =
          named.label().isPresent() && wanted.size() > 1
              ? OnnxFile.card(file).map(card -> " " + card.precision().title()).orElse("")
              : "";
      EvaluatedModel model =
          of(file, named.label().map(name -> name + suffix), options, catalog.hashes());
      for (Crops each : crops) {
        String label =
            crops.size() == 1
                ? model.label()
                : model.label() + (each == Crops.TEN ? " ten-crop" : " centre crop");
        found.add(new EvaluatedModel(label, model.model().withCrops(each)));
      }
    }
    return found;
  }

  /** What a methods section says of its scores. */
  String methods() throws IOException {
    ScoringSettings settings = model.settings();
    return MethodsText.ofScores(
        label,
        OnnxFile.card(model.file()),
        settings.preprocessing().used(),
        settings.crops(),
        settings.decode());
  }

  /** Which model it is and how it sees images, in one line for a report. */
  String provenance() {
    return "%s, %s, SHA-256 %s; %s"
        .formatted(
            model.file(),
            model.settings().precision().map(Precision::title).orElse("precision not stated"),
            model.settings().identity().describe(),
            model.settings().describe());
  }
}
