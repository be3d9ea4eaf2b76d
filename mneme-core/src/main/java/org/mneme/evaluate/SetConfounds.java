package org.mneme.evaluate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.data.Item;
import org.mneme.progress.Progress;
import org.mneme.statistics.ImageStatistics;
import org.mneme.statistics.StatisticsJob;

/**
 * Which simple statistics of a data set's images go with the human scores, and which with each
 * model's: where a model leans on one more than people do, it may be right for a wrong reason.
 *
 * @param set the data set's name
 * @param people with the human scores
 * @param models with each model's predictions, by its label
 * @param unread images that could not be measured
 */
public record SetConfounds(
    String set, Confounds people, Map<String, Confounds> models, long unread) {
  /**
   * Copies the map.
   *
   * @param set the data set's name
   * @param people with the human scores
   * @param models with each model's predictions, by its label
   * @param unread images that could not be measured
   */
  public SetConfounds {
    models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
  }

  /**
   * Measures the images and correlates what was measured with every score.
   *
   * @param set an evaluated data set
   * @param job measures the images
   * @param more what else was measured of the set's items, in their order
   * @param progress hears how many are measured, and can end it
   * @return the correlations
   * @throws org.mneme.progress.CancelledException if {@code progress} cancels
   * @throws IOException if this thread was interrupted
   */
  public static SetConfounds of(
      EvaluatedSet set, StatisticsJob job, List<Confounds.Covariate> more, Progress progress)
      throws IOException {
    List<Optional<ImageStatistics>> measured =
        job.run(set.items().stream().map(Item::image).toList(), progress).stream()
            .map(image -> Optional.ofNullable(image.statistics()))
            .toList();
    List<Confounds.Covariate> covariates = new ArrayList<>(Confounds.Covariate.of(measured));
    covariates.addAll(more);
    double level = Intervals.DEFAULT.level();
    Map<String, Confounds> models = new LinkedHashMap<>();
    for (String model : set.table().models()) {
      models.put(model, Confounds.of(set.table().predictions(model), covariates, level));
    }
    return new SetConfounds(
        set.name(),
        Confounds.of(set.table().truth(), covariates, level),
        models,
        measured.stream().filter(Optional::isEmpty).count());
  }
}
