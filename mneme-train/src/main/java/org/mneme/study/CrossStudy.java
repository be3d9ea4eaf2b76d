package org.mneme.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluationMatrix;

/**
 * A network trained on each of several data sets and judged on each: how well what it learned on
 * one holds on another.
 *
 * @param network its name
 * @param sets the data sets, the combination of all last
 * @param seeds each another split and other random weights
 * @param trainings one for each set and seed
 * @param provenance what is needed to do it again, in the order in which it is shown
 */
public record CrossStudy(
    String network,
    List<JudgedSet> sets,
    List<Long> seeds,
    List<Training> trainings,
    Map<String, String> provenance) {
  private static final double LEVEL = .95;

  /**
   * A data set that is trained on and judged on.
   *
   * @param train images that are trained on
   * @param val images that are watched meanwhile, and that all models are judged on
   */
  public record JudgedSet(String name, int train, int val) {}

  /**
   * One training.
   *
   * @param set what it was trained on
   * @param run its id
   * @param command that repeats it
   * @param curve Spearman's correlation on the set's own validation images, epoch by epoch
   * @param judged Spearman's correlation on each set's validation images, with the bootstrap
   *     interval over these
   */
  public record Training(
      String set,
      long seed,
      String run,
      String command,
      List<Double> curve,
      List<Estimate> judged) {
    public Training {
      curve = List.copyOf(curve);
      judged = List.copyOf(judged);
    }
  }

  public CrossStudy {
    sets = List.copyOf(sets);
    seeds = List.copyOf(seeds);
    trainings = List.copyOf(trainings);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /** What was trained on a set, a training for each seed. */
  public List<Training> on(JudgedSet set) {
    return trainings.stream().filter(training -> training.set().equals(set.name())).toList();
  }

  /**
   * Spearman's correlation of models trained on one set and judged on another: the mean over seeds
   * with its t interval; with one seed, the bootstrap interval of the judged images. Not defined
   * when it is not for one of the seeds.
   */
  public Estimate spearman(JudgedSet trained, JudgedSet judged) {
    int column = sets.indexOf(judged);
    List<Training> models = on(trained);
    return models.size() == 1
        ? models.get(0).judged().get(column)
        : Estimate.ofMean(
            models.stream().mapToDouble(model -> model.judged().get(column).value()).toArray(),
            LEVEL);
  }

  /**
   * The loss of generalisation: a model's Spearman correlation on the set that it was trained on,
   * less that on another. The mean over seeds with its t interval, the difference taken seed by
   * seed; without interval with one seed.
   */
  public Estimate loss(JudgedSet trained, JudgedSet judged) {
    int own = sets.indexOf(trained);
    int other = sets.indexOf(judged);
    return Estimate.ofMean(
        on(trained).stream()
            .mapToDouble(m -> m.judged().get(own).value() - m.judged().get(other).value())
            .toArray(),
        LEVEL);
  }

  /** How the intervals were made and what they leave out. */
  public String intervals() {
    return seeds.size() == 1
        ? "95 % intervals by bootstrap (BCa) of the images judged: one training says nothing about"
            + " other splits and other random weights, so losses have none; three seeds would tell"
        : ("95 %% intervals are Student's t over %d seeds, each another split and other random"
                + " weights. Splits share images, so they are a little too narrow (Nadeau and"
                + " Bengio, 2003)")
            .formatted(seeds.size());
  }

  /** {@link #spearman} of every set trained on and every set judged on. */
  public EvaluationMatrix matrix() {
    List<EvaluationMatrix.Row> rows = new ArrayList<>();
    for (JudgedSet trained : sets) {
      rows.add(
          new EvaluationMatrix.Row(
              trained.name(),
              sets.stream().map(judged -> Optional.of(spearman(trained, judged))).toList()));
    }
    return new EvaluationMatrix(sets.stream().map(JudgedSet::name).toList(), rows);
  }
}
