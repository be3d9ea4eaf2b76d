package org.mneme.score;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.files.KeptHashes;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.ImageDecoder;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelIdentity;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;

/**
 * Everything but the image that decides a score: the model, and how images are read and prepared
 * for it. What is not in here, such as the number of threads, changes no score by more than the
 * last bits.
 *
 * @param model the name that the model gives itself, or its file's name
 * @param identity hashes of all that the model reads
 * @param precision that the model file states; empty for one that Mneme did not make
 * @param crops which places of each image are scored
 * @param decode how image files are read
 * @param preprocessing as the rule for all models chooses it
 * @param output of a network that has several: the one that is the score; else empty
 */
public record ScoringSettings(
    String model,
    ModelIdentity identity,
    Optional<Precision> precision,
    Crops crops,
    DecodeMode decode,
    PreprocessingChoice preprocessing,
    Optional<String> output) {
  /** What every key begins with: the version of its form, and of the pixels. */
  static final String KEY_START = "mneme scores 2; pixels " + ImageDecoder.VERSION + ";";

  /**
   * Looks into a model without opening its network.
   *
   * @param model a model file
   * @param options how it is run
   * @param hashes of model files, from earlier runs
   * @return what decides its scores
   * @throws org.mneme.onnx.ModelException if the file is no model, or the rule for preprocessing
   *     refuses the options
   */
  public static ScoringSettings of(Path model, ScorerOptions options, KeptHashes hashes)
      throws IOException {
    Optional<ModelCard> card = OnnxFile.card(model);
    PreprocessingChoice preprocessing = PreprocessingChoice.of(model, card, options);
    return new ScoringSettings(
        card.map(ModelCard::name).orElse(String.valueOf(model.getFileName())),
        ModelIdentity.of(model, hashes),
        card.map(ModelCard::precision),
        options.crops(),
        options.decode(),
        preprocessing,
        options.output());
  }

  /**
   * {@return a copy with other crops}
   *
   * @param value which places of each image are scored
   */
  public ScoringSettings withCrops(Crops value) {
    return new ScoringSettings(model, identity, precision, value, decode, preprocessing, output);
  }

  /**
   * {@return a copy with images read in another way}
   *
   * @param value how image files are read
   */
  public ScoringSettings withDecode(DecodeMode value) {
    return new ScoringSettings(model, identity, precision, crops, value, preprocessing, output);
  }

  /**
   * One line that is the same exactly when the scores are: kept scores are found by it. Not for
   * people; its form has a version and depends on no locale.
   *
   * @return one line of named facts
   */
  public String key() {
    Preprocessing p = preprocessing.used();
    MeanImage meanImage = p.meanImage();
    return KEY_START
        + " "
        + String.join(
            "; ",
            List.of(
                "model " + identity.sha256(),
                "crops " + lower(crops),
                "decode " + lower(decode),
                "size " + p.width() + " x " + p.height(),
                "crop " + p.cropWidth() + " x " + p.cropHeight(),
                "order " + lower(p.order()),
                "divisor " + Float.toString(p.divisor()),
                "mean " + numbers(p.mean()),
                "std " + numbers(p.std()),
                "mean image " + (meanImage == null ? "none" : meanImage),
                "output " + output.orElse("(only)")))
        + unusual(p.resizing());
  }

  /**
   * Nothing for the usual resizing, so that scores that were kept before it could differ remain.
   */
  private static String unusual(Resizing resizing) {
    return resizing.equals(Resizing.USUAL)
        ? ""
        : "; resize %s; filter %s".formatted(resizing.fitName(), resizing.filterName());
  }

  /** {@return how images are read and prepared, in one line for people} */
  public String describe() {
    return "crops %s, decode %s, %s%s%s"
        .formatted(
            lower(crops),
            lower(decode),
            preprocessing.used().describe(),
            preprocessing
                .overridden()
                .map(own -> " (overrides the model's own: %s)".formatted(own.describe()))
                .orElse(""),
            output.map(name -> ", output " + name).orElse(""));
  }

  private static String numbers(List<Float> values) {
    return values.stream().map(value -> Float.toString(value)).collect(Collectors.joining(" "));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
