package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelIdentity;
import org.mneme.onnx.Precision;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.score.PreprocessingChoice;

/** A network of images that Mneme did not make, such as a tower of CLIP that a user exported. */
final class ForeignSource {
  private ForeignSource() {}

  /**
   * Opens one whose only output, or whose named layers, are looked at.
   *
   * @param file the model file
   * @param threads for trying how it takes images
   * @throws org.mneme.onnx.ModelException if no preprocessing was given, or the network does not
   *     take such images
   */
  static Source open(SourceChoice choice, Path file, FrozenNetwork network, int threads)
      throws IOException {
    Preprocessing used =
        PreprocessingChoice.of(file, Optional.empty(), choice.preprocessing(), false).used();
    List<LayerChoice> layers = choice.layers();
    if (layers.isEmpty()) {
      layers = List.of(new LayerChoice(onlyOutput(choice, network), Optional.empty()));
    }
    FrozenNetwork checked =
        network.checked(
            used.input(), layers.stream().map(LayerChoice::layer).distinct().toList(), threads);
    List<Feature> features = new ArrayList<>();
    for (LayerChoice each : layers) {
      features.add(choice.feature(checked, each, used, threads));
    }
    ModelCard card = card(file, used);
    return new Source(card.name(), checked, card, features, choice.views().of(used));
  }

  private static String onlyOutput(SourceChoice choice, FrozenNetwork network) {
    List<String> outputs = network.outputs();
    if (outputs.size() != 1) {
      throw new RefusedException(
          "%s: has %d outputs: %s"
              .formatted(network.name(), outputs.size(), String.join(", ", outputs)),
          Remedy.of(
              Action.NAME_LAYER,
              "Name the one to look at",
              choice.model(),
              outputs.isEmpty() ? "LAYER" : outputs.get(0)));
    }
    return outputs.get(0);
  }

  /** What is known of a file that says nothing about itself. */
  private static ModelCard card(Path file, Preprocessing used) throws IOException {
    String name = String.valueOf(file.getFileName());
    String sha256 = ModelIdentity.of(file).sha256();
    return new ModelCard(
        name.replaceFirst("(?i)\\.onnx$", "").replaceAll("[^A-Za-z0-9._-]", "-"),
        used,
        "features",
        "not stated: that of the network in " + name,
        "%s (ONNX, SHA-256 %s)".formatted(name, sha256),
        sha256,
        Precision.FP32,
        List.of(),
        Map.of());
  }
}
