package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Everything that is resampled together. */
final class ResampledColumns {
  private static final Set<Figure> ALL = EnumSet.allOf(Figure.class);
  private static final Set<Figure> RECALIBRATED = EnumSet.copyOf(Calibration.FIGURES);
  private static final Set<Figure> RANKS = EnumSet.of(Figure.SPEARMAN);

  private final ScoreTable table;
  private final Bootstrap bootstrap;
  private final List<RankedPairs> pairs = new ArrayList<>();
  private final List<Set<Figure>> wanted = new ArrayList<>();
  private final boolean calibrates;

  ResampledColumns(ScoreTable table, Bootstrap bootstrap) {
    this.table = table;
    this.bootstrap = bootstrap;
    calibrates = table.images() >= Calibration.LEAST_IMAGES;
    for (String model : table.models()) {
      double[] predictions = table.predictions(model);
      add(table.truth(), predictions, ALL);
      if (calibrates) {
        add(table.truth(), heldOut(predictions, Recalibration.Line::fit), RECALIBRATED);
        add(table.truth(), heldOut(predictions, Recalibration.Isotonic::fit), RECALIBRATED);
      }
    }
    for (int h = 0; h < table.halvings(); h++) {
      add(table.firstHalf(h), table.secondHalf(h), RANKS);
    }
  }

  private double[] heldOut(
      double[] predictions, BiFunction<double[], double[], ? extends Recalibration> fit) {
    return Calibration.heldOut(table.truth(), predictions, bootstrap.seed(), fit);
  }

  private void add(double[] truth, double[] predictions, Set<Figure> figures) {
    pairs.add(new RankedPairs(truth, predictions, figures));
    wanted.add(figures);
  }

  Evaluation evaluate(int omitted) {
    double[][][] rounds = bootstrap.resample(pairs);
    int perModel = calibrates ? 3 : 1;
    int models = table.models().size();
    List<Replicates> halvings = new ArrayList<>();
    for (int c = models * perModel; c < pairs.size(); c++) {
      halvings.add(replicates(c, rounds[c]).get(Figure.SPEARMAN));
    }
    Optional<Replicates> consistency =
        halvings.isEmpty() ? Optional.empty() : Optional.of(mean(halvings));
    List<Map<Figure, Replicates>> figures = new ArrayList<>();
    List<ModelEvaluation> evaluations = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      int column = m * perModel;
      Map<Figure, Replicates> own = replicates(column, rounds[column]);
      figures.add(own);
      Optional<Calibration> calibration =
          calibrates ? Optional.of(calibration(column, rounds)) : Optional.empty();
      String name = table.models().get(m);
      Optional<Estimate> share =
          consistency.map(
              humans ->
                  own.get(Figure.SPEARMAN)
                      .combine(humans, (rho, ceiling) -> rho / ceiling)
                      .interval(bootstrap.level()));
      evaluations.add(
          new ModelEvaluation(
              name,
              intervals(own),
              share,
              Distribution.of(table.truth(), table.predictions(name)),
              calibration));
    }
    return new Evaluation(
        table.images(),
        omitted,
        evaluations,
        comparisons(figures),
        consistency.map(mean -> humans(mean, halvings)));
  }

  private Map<Figure, Replicates> replicates(int column, double[][] rounds) {
    RankedPairs pair = pairs.get(column);
    Set<Figure> figures = wanted.get(column);
    double[] values = pair.values();
    double[][] leftOut =
        Jackknife.figures(pair, figures.stream().anyMatch(Figure.OF_RANKS::contains));
    Map<Figure, Replicates> replicates = new EnumMap<>(Figure.class);
    for (Figure figure : figures) {
      int f = figure.place();
      replicates.put(figure, new Replicates(values[f], rounds[f], leftOut[f]));
    }
    return replicates;
  }

  private Map<Figure, Estimate> intervals(Map<Figure, Replicates> replicates) {
    Map<Figure, Estimate> estimates = new EnumMap<>(Figure.class);
    replicates.forEach((f, r) -> estimates.put(f, r.interval(bootstrap.level())));
    return estimates;
  }

  private Calibration calibration(int column, double[][][] rounds) {
    double[] predictions = pairs.get(column).predictions;
    return new Calibration(
        Calibration.reliability(table.truth(), predictions, Calibration.BINS, bootstrap.level()),
        Recalibration.Line.fit(table.truth(), predictions),
        Recalibration.Isotonic.fit(table.truth(), predictions),
        intervals(replicates(column + 1, rounds[column + 1])),
        intervals(replicates(column + 2, rounds[column + 2])));
  }

  private static Replicates mean(List<Replicates> parts) {
    Replicates sum = parts.get(0);
    for (Replicates part : parts.subList(1, parts.size())) {
      sum = sum.combine(part, Double::sum);
    }
    return sum.combine(sum, (total, same) -> total / parts.size());
  }

  private HumanConsistency humans(Replicates mean, List<Replicates> halvings) {
    Estimate spearman = mean.interval(bootstrap.level());
    double[] values = halvings.stream().mapToDouble(Replicates::value).toArray();
    return new HumanConsistency(
        halvings.size(),
        spearman,
        spearman.map(HumanConsistency::spearmanBrown),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  private List<Comparison> comparisons(List<Map<Figure, Replicates>> figures) {
    List<Comparison> comparisons = new ArrayList<>();
    for (int a = 0; a < figures.size(); a++) {
      for (int b = a + 1; b < figures.size(); b++) {
        Map<Figure, Difference> differences = new EnumMap<>(Figure.class);
        for (Figure figure : Comparison.FIGURES) {
          Replicates difference =
              figures.get(a).get(figure).combine(figures.get(b).get(figure), (x, y) -> x - y);
          differences.put(
              figure, new Difference(difference.interval(bootstrap.level()), difference.pOfZero()));
        }
        List<String> names = table.models();
        comparisons.add(new Comparison(names.get(a), names.get(b), differences));
      }
    }
    return comparisons;
  }
}
