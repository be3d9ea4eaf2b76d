package org.mneme.cli;

import java.nio.file.Path;
import java.util.List;
import org.mneme.data.Item;

/**
 * What a training came to.
 *
 * @param run its id
 * @param model the model file
 * @param bestSpearman of the validation, by the epoch that was kept; NaN without validation
 * @param bestEpoch that epoch, from 0
 * @param judged images that had no part in it
 * @param scores the model's for these, one each
 */
record TrainOutcome(
    String run,
    Path model,
    double bestSpearman,
    int bestEpoch,
    List<Item> judged,
    List<Float> scores) {
  TrainOutcome {
    judged = List.copyOf(judged);
    scores = List.copyOf(scores);
  }
}
