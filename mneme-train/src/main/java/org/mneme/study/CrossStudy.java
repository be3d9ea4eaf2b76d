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
   * @param name of the data set
   * @param train images that are trained on
   * @param val images that are watched meanwhile, and that all models are judged on
   */
  public record JudgedSet(String name, int train, int val) {}

  /**
   * One training.
   *
   * @param set what it was trained on
   * @param seed of its split and its weights
   * @param run its id
   * @param command that repeats it
   * @param curve Spearman's correlation on the set's own validation images, epoch by epoch
   * @param judged its scores of each set's validation images
   */
  public record Training(
      String set,
      long seed,
      String run,
      String command,
      List<Double> curve,
      List<HeldOutScores> judged) {
    /**
     * Keeps copies.
     *
     * @param set what it was trained on
     * @param seed of its split and its weights
     * @param run its id
     * @param command that repeats it
     * @param curve Spearman's correlation on the set's own validation images, epoch by epoch
     * @param judged its scores of each set's validation images
     */
    public Training {
      curve = List.copyOf(curve);
      judged = List.copyOf(judged);
    }

    /**
     * Spearman's correlation on each set, with its interval for other images and this training.
     *
     * @return one for each set, in their order
     */
    public List<Estimate> spearman() {
      return judged.stream().map(on -> on.spearman(LEVEL)).toList();
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
  public List<Training> on(JudgedSet set) {
    return trainings.stream().filter(training -> training.set().equals(set.name())).toList();
  }

  private List<HeldOutScores> judged(JudgedSet trained, JudgedSet judged) {
    int column = sets.indexOf(judged);
    return on(trained).stream().map(model -> model.judged().get(column)).toList();
  }

  /**
   * Spearman's correlation of models trained on one set and judged on another: the mean over seeds,
   * with an interval where there are enough, see {@link AcrossSeeds}. Not defined when it is not
   * for one of the seeds.
   *
   * @param trained the set that was trained on
   * @param judged the set whose validation images are scored
   * @return -1..1
   */
  public Estimate spearman(JudgedSet trained, JudgedSet judged) {
    return AcrossSeeds.spearman(judged(trained, judged), LEVEL);
  }

  /**
   * {@return {@link #spearman} seed by seed}
   *
   * @param trained the set that was trained on
   * @param judged the set whose validation images are scored
   */
  public List<Double> spearmanBySeed(JudgedSet trained, JudgedSet judged) {
    return judged(trained, judged).stream().map(HeldOutScores::spearman).toList();
  }

  /**
   * {@return the loss of generalisation: a model's Spearman correlation on the set that it was
   * trained on, less that on another, the difference taken seed by seed: as {@link #spearman}}
   *
   * @param trained the set that was trained on
   * @param judged another set
   */
  public Estimate loss(JudgedSet trained, JudgedSet judged) {
    return AcrossSeeds.loss(judged(trained, trained), judged(trained, judged), LEVEL);
  }

  /**
   * {@return {@link #loss} seed by seed}
   *
   * @param trained the set that was trained on
   * @param judged another set
   */
  public List<Double> lossBySeed(JudgedSet trained, JudgedSet judged) {
    List<Double> own = spearmanBySeed(trained, trained);
    List<Double> other = spearmanBySeed(trained, judged);
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

  /** {@return {@link #spearman} of every set trained on and every set judged on} */
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
