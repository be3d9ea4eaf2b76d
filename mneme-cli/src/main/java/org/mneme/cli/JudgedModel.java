package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.mneme.files.Sha256;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.score.ScorerOptions;

/**
 * A model file with the settings that it is judged with.
 *
 * @param label what it is called in figures and files
 * @param sha256 of the file
 */
record JudgedModel(
    String label, Path file, String sha256, Preprocessing preprocessing, ScorerOptions options) {
  /**
   * Looks into the file without opening the network.
   *
   * @param given for a file that does not say how images are prepared
   */
  static JudgedModel of(
      Path file, Optional<String> label, Optional<Preprocessing> given, ScorerOptions options)
      throws IOException {
    Optional<ModelCard> card = OnnxFile.card(file);
    Preprocessing preprocessing =
        card.map(ModelCard::preprocessing)
            .or(() -> given)
            .orElseThrow(
                () ->
                    new ModelException(
                        ("%s: does not say how images are prepared for it (it was not made by"
                                + " Mneme). Say it: --size 256x256 --crop 227 --order rgb --divisor"
                                + " 255, and --mean and --std if it needs them")
                            .formatted(file)));
    String name =
        label.orElseGet(
            () -> card.map(JudgedModel::title).orElse(String.valueOf(file.getFileName())));
    return new JudgedModel(
        name, file, Sha256.of(file), preprocessing, options.withPreprocessing(preprocessing));
  }

  private static String title(ModelCard card) {
    return card.name() + " " + lower(card.precision());
  }

  JudgedModel withLabel(String other) {
    return new JudgedModel(other, file, sha256, preprocessing, options);
  }

  JudgedModel withOptions(ScorerOptions other) {
    return new JudgedModel(label, file, sha256, preprocessing, other);
  }

  /** Everything but the image that decides a score, in one line. */
  String maker() {
    return "model %s, %s".formatted(sha256, settings());
  }

  /** How images are prepared, in one line. */
  String settings() {
    return "crops %s, decode %s, %s"
            .formatted(lower(options.crops()), lower(options.decode()), preprocessing.identity())
        + options.output().map(name -> ", output " + name).orElse("");
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
