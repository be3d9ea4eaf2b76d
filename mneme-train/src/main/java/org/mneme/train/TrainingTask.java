package org.mneme.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mneme.image.Augmentation;
import org.mneme.image.DecodeMode;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.onnx.ForeignGraph;
import org.mneme.weights.Tensor;

/**
 * What is trained on images, from which weights, and how it sees them.
 *
 * @param foreign the graphs of the network's {@link org.mneme.network.ForeignNetwork} layers
 * @param weights to start from, all of the network's by checkpoint name
 * @param fitted names of weights that are fitted to the images before training, so that what their
 *     layers give has mean 0 and deviation 1; none for weights that are taken as they are
 * @param views with augmentation, how many views of each image a frozen branch is run on, to be
 *     cycled through; without a frozen branch each epoch has a view of its own
 */
record TrainingTask(
    Network network,
    List<ForeignGraph> foreign,
    Map<String, Tensor> weights,
    Set<String> fitted,
    Preprocessing preprocessing,
    DecodeMode decode,
    Augmentation augmentation,
    int views,
    TrainSettings settings) {
  public TrainingTask {
    foreign = List.copyOf(foreign);
    fitted = Set.copyOf(fitted);
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    if (views < 1) {
      throw new IllegalArgumentException("views must be at least 1, not " + views);
    }
  }
}
