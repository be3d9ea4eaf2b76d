package org.mneme.score;

import java.util.Map;
import java.util.Optional;
import org.mneme.files.Release;
import org.mneme.image.Crops;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;
import org.mneme.onnx.ModelCard;

/** What a paper's methods section says of predicted scores, in full sentences. */
public final class MethodsText {
  /** Who made the published models, by their cards' names. */
  private static final Map<String, String> CITATIONS =
      Map.of(
          "resmem", "ResMem (Needell and Bainbridge, 2022)",
          "falseresmem", "FalseResMem (Mikhailova and Bainbridge, 2026)");

  private MethodsText() {}

  /**
   * {@return how scores were predicted: model with its citation, precision, Mneme's version, and
   * what of each image the network saw}
   *
   * @param called what the user calls the model
   * @param card what the model says of itself; empty if it says nothing
   * @param preprocessing how images were prepared
   * @param crops which places of each were scored
   * @param decode whose rules decoding followed
   */
  public static String ofScores(
      String called,
      Optional<ModelCard> card,
      Preprocessing preprocessing,
      Crops crops,
      DecodeMode decode) {
    String name = card.map(ModelCard::name).orElse(called);
    return "Scores were predicted with %s%s by Mneme %s%s. %s"
        .formatted(
            CITATIONS.getOrDefault(name, "the model " + called),
            card.map(each -> " in " + each.precision().title()).orElse(""),
            Release.version(),
            decode == DecodeMode.PILLOW ? " (files decoded as Pillow decodes them)" : "",
            seen(preprocessing, crops));
  }

  private static String seen(Preprocessing p, Crops crops) {
    String resized =
        (p.resizing().fit() == Resizing.Fit.STRETCH
                ? "Each image was resized to %d x %d pixels, whatever its aspect ratio"
                : "Each image was resized, keeping its aspect ratio, until it covered %d x %d pixels, of which the middle was taken")
            .formatted(p.width(), p.height());
    String crop = "%d x %d pixels".formatted(p.cropWidth(), p.cropHeight());
    if (crops == Crops.TEN) {
      return "%s, and the scores of ten crops of %s (the corners and the centre, and their mirror images) were averaged."
          .formatted(resized, crop);
    }
    return p.cropWidth() == p.width() && p.cropHeight() == p.height()
        ? resized + "."
        : "%s, and the central %s were scored.".formatted(resized, crop);
  }
}
