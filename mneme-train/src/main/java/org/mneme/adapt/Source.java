package org.mneme.adapt;

import java.util.List;
import org.mneme.features.CropView;
import org.mneme.features.Feature;
import org.mneme.features.FrozenNetwork;
import org.mneme.onnx.ModelCard;

/**
 * A frozen network and what is taken of it.
 *
 * @param name unlike the other sources', short: stands before the network's names in the adapted
 *     model
 * @param card what is known of the network
 * @param views of one size, over which each feature is averaged
 */
record Source(
    String name,
    FrozenNetwork network,
    ModelCard card,
    List<Feature> features,
    List<CropView> views) {
  public Source {
    features = List.copyOf(features);
    views = List.copyOf(views);
    if (features.isEmpty() || views.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: at least one layer and one view are needed".formatted(name));
    }
    if (views.stream().map(CropView::size).distinct().count() > 1) {
      throw new IllegalArgumentException(name + ": its views are of different sizes");
    }
  }

  /** A copy under another name. */
  Source withName(String value) {
    return new Source(value, network, card, features, views);
  }
}
