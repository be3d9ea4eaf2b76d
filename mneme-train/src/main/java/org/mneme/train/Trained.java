package org.mneme.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.weights.Tensor;

/**
 * A trained network.
 *
 * @param weights all of the network's by checkpoint name, in its order: those that training changed
 *     as views of a file in the checkpoints' folder, the others as they were given
 * @param history figures of each epoch
 * @param bestEpoch the epoch, from 0, whose weights these are
 * @param predictions of these weights for the validation examples, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // copied in and out
record Trained(
    Map<String, Tensor> weights, List<EpochFigures> history, int bestEpoch, float[] predictions) {
  public Trained {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    history = List.copyOf(history);
    predictions = predictions.clone();
  }

  @Override
  public float[] predictions() {
    return predictions.clone();
  }
}
