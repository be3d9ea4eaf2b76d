package org.mneme.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mneme.evaluate.AcrossSeeds;
import org.mneme.evaluate.Estimate;
import org.mneme.evaluate.EvaluationMatrix;
import org.mneme.evaluate.HeldOutScores;
import org.mneme.evaluate.Intervals;

/**
 * A network trained on each of several data sets and evaluated on each: how well what it learned on
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
    List<StudySet> sets,
    List<Long> seeds,
    List<Training> trainings,
    Map<String, String> provenance) {
  private static final double LEVEL = .95;

  /**
   * A data set that is trained on and evaluated on.
   *
   * @param name of the data set
   * @param train images that are trained on
   * @param val images that are watched meanwhile, and that all models are evaluated on
   */
  public record StudySet(String name, int train, int val) {}

  /**
   * One training.
   *
   * @param set what it was trained on
   * @param seed of its split and its weights
   * @param run its id
   * @param command that repeats it
   * @param curve Spearman's correlation on the set's own validation images, epoch by epoch
   * @param evaluated its scores of each set's validation images
   */
  public record Training(
      String set,
      long seed,
      String run,
      String command,
      List<Double> curve,
      List<HeldOutScores> evaluated) {
    /**
     * Keeps copies.
     *
     * @param set what it was trained on
     * @param seed of its split and its weights
     * @param run its id
     * @param command that repeats it
     * @param curve Spearman's correlation on the set's own validation images, epoch by epoch
     * @param evaluated its scores of each set's validation images
     */
    public Training {
      curve = List.copyOf(curve);
      evaluated = List.copyOf(evaluated);
    }

    /**
     * Spearman's correlation on each set, with its interval for other images and this training.
     *
     * @return one for each set, in their order
     */
    public List<Estimate> spearman() {
      return evaluated.stream().map(on -> on.spearman(LEVEL)).toList();
    }
  }

  /**
   * Keeps copies.
   *
   * @param network its name
   * @param sets the data sets, the combination of all last
   * @param seeds each another split and other random weights
   * @param trainings one for each set and seed
   * @param provenance what is needed to do it again, in the order in which it is shown
   */
  public CrossStudy {
    sets = List.copyOf(sets);
    seeds = List.copyOf(seeds);
    trainings = List.copyOf(trainings);
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
  }

  /**
   * {@return the trainings on a set, one for each seed}
   *
   * @param set one of {@link #sets}
   */
  public List<Training> on(StudySet set) {
    return trainings.stream().filter(training -> training.set().equals(set.name())).toList();
  }

  private List<HeldOutScores> evaluated(StudySet trained, StudySet evaluated) {
    int column = sets.indexOf(evaluated);
    return on(trained).stream().map(model -> model.evaluated().get(column)).toList();
  }

  /**
   * Spearman's correlation of models trained on one set and evaluated on another: the mean over
   * seeds, with an interval where there are enough, see {@link AcrossSeeds}. Not defined when it is
   * not for one of the seeds.
   *
   * @param trained the set that was trained on
   * @param evaluated the set whose validation images are scored
   * @return -1..1
   */
  public Estimate spearman(StudySet trained, StudySet evaluated) {
    return AcrossSeeds.spearman(evaluated(trained, evaluated), LEVEL);
  }

  /**
   * {@return {@link #spearman} seed by seed}
   *
   * @param trained the set that was trained on
   * @param evaluated the set whose validation images are scored
   */
  public List<Double> spearmanBySeed(StudySet trained, StudySet evaluated) {
    return evaluated(trained, evaluated).stream().map(HeldOutScores::spearman).toList();
  }

  /**
   * {@return the loss of generalisation: a model's Spearman correlation on the set that it was
   * trained on, less that on another, the difference taken seed by seed: as {@link #spearman}}
   *
   * @param trained the set that was trained on
   * @param evaluated another set
   */
  public Estimate loss(StudySet trained, StudySet evaluated) {
    return AcrossSeeds.loss(evaluated(trained, trained), evaluated(trained, evaluated), LEVEL);
  }

  /**
   * {@return {@link #loss} seed by seed}
   *
   * @param trained the set that was trained on
   * @param evaluated another set
   */
  public List<Double> lossBySeed(StudySet trained, StudySet evaluated) {
    List<Double> own = spearmanBySeed(trained, trained);
    List<Double> other = spearmanBySeed(trained, evaluated);
    return IntStream.range(0, own.size()).mapToObj(s -> own.get(s) - other.get(s)).toList();
  }

  /** {@return how the intervals were made and what they leave out} */
  public String intervals() {
    if (seeds.size() < AcrossSeeds.LEAST_SEEDS) {
      return ("There are no intervals with %s: the values of each are shown. Intervals are given from"
              + " %d seeds on")
          .formatted(
              seeds.size() == 1 ? "one seed" : seeds.size() + " seeds", AcrossSeeds.LEAST_SEEDS);
    }
    return ("95 %% intervals over %d seeds are for other splits, other random weights and other"
            + " images to evaluate on, not for other images to train on; a set with fewer than %d"
            + " images to evaluate on has none")
        .formatted(seeds.size(), Intervals.LEAST_IMAGES);
  }

  /** {@return {@link #spearman} of every set trained on and every set evaluated on} */
  public EvaluationMatrix matrix() {
    List<EvaluationMatrix.Row> rows = new ArrayList<>();
    for (StudySet trained : sets) {
      rows.add(
          new EvaluationMatrix.Row(
              trained.name(),
              sets.stream().map(evaluated -> Optional.of(spearman(trained, evaluated))).toList()));
    }
    return new EvaluationMatrix(sets.stream().map(StudySet::name).toList(), rows);
  }
}
