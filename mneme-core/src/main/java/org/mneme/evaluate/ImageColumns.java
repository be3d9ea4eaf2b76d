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

/** Everything that is known of the same images, and how each figure changes without each image. */
final class ImageColumns {
  private static final Set<Figure> ALL = EnumSet.allOf(Figure.class);
  private static final Set<Figure> RECALIBRATED = EnumSet.copyOf(Calibration.FIGURES);
  private static final Set<Figure> RANKS = EnumSet.of(Figure.SPEARMAN);

  private final ScoreTable table;
  private final Intervals intervals;
  private final List<Map<Figure, LeftOut>> models = new ArrayList<>();
  private final List<LeftOut> halvings = new ArrayList<>();

  ImageColumns(ScoreTable table, Intervals intervals) {
    this.table = table;
    this.intervals = intervals;
    for (String model : table.models()) {
      models.add(leftOut(new RankedPairs(table.truth(), table.predictions(model), ALL), ALL));
    }
    for (int h = 0; h < table.halvings(); h++) {
      RankedPairs halves = new RankedPairs(table.firstHalf(h), table.secondHalf(h), RANKS);
      halvings.add(leftOut(halves, RANKS).get(Figure.SPEARMAN));
    }
  }

  private static Map<Figure, LeftOut> leftOut(RankedPairs pairs, Set<Figure> figures) {
    double[] values = pairs.values();
    double[][] without =
        Jackknife.figures(pairs, figures.stream().anyMatch(Figure.OF_RANKS::contains));
    Map<Figure, LeftOut> all = new EnumMap<>(Figure.class);
    for (Figure figure : figures) {
      int f = figure.place();
      all.put(figure, LeftOut.of(values[f], without[f], Figure.OF_RANKS.contains(figure)));
    }
    return all;
  }

  Evaluation evaluate(int omitted) {
    Optional<LeftOut> consistency =
        halvings.isEmpty() ? Optional.empty() : Optional.of(mean(halvings));
    List<ModelEvaluation> evaluations = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      Map<Figure, LeftOut> own = models.get(m);
      String name = table.models().get(m);
      double[] truth = table.truth();
      double[] predictions = table.predictions(name);
      evaluations.add(
          new ModelEvaluation(
              name,
              estimates(own, Scores.inUnit(truth) && Scores.inUnit(predictions)),
              consistency.map(humans -> share(own.get(Figure.SPEARMAN), humans)),
              Distribution.of(truth, predictions),
              table.images() < Calibration.LEAST_IMAGES
                  ? Optional.empty()
                  : Optional.of(calibration(truth, predictions))));
    }
    return new Evaluation(
        table.images(), omitted, evaluations, comparisons(), consistency.map(this::humans));
  }

  private Map<Figure, Estimate> estimates(Map<Figure, LeftOut> figures, boolean unit) {
    Map<Figure, Estimate> estimates = new EnumMap<>(Figure.class);
    figures.forEach(
        (figure, leftOut) ->
            estimates.put(figure, leftOut.interval(figure.scale(unit), intervals.level())));
    return estimates;
  }

  private Estimate share(LeftOut spearman, LeftOut humans) {
    LeftOut share = spearman.combine(humans, (rho, ceiling) -> rho / ceiling);
    return share.interval(
        humans.value() > 0 ? new Scale.OfShare(humans.value()) : Scale.PLAIN, intervals.level());
  }

  private Calibration calibration(double[] truth, double[] predictions) {
    return new Calibration(
        Calibration.reliability(
            truth, predictions, Calibration.bins(truth.length), intervals.level()),
        Recalibration.Line.fit(truth, predictions),
        Recalibration.Isotonic.fit(truth, predictions),
        recalibrated(truth, predictions, Recalibration.Line::fit),
        recalibrated(truth, predictions, Recalibration.Isotonic::fit));
  }

  private Map<Figure, Estimate> recalibrated(
      double[] truth,
      double[] predictions,
      BiFunction<double[], double[], ? extends Recalibration> fit) {
    double[] heldOut = Calibration.heldOut(truth, predictions, intervals.seed(), fit);
    double[] values = new RankedPairs(truth, heldOut, RECALIBRATED).values();
    Map<Figure, Estimate> estimates = new EnumMap<>(Figure.class);
    for (Figure figure : RECALIBRATED) {
      estimates.put(figure, Estimate.without(values[figure.place()]));
    }
    return estimates;
  }

  private static LeftOut mean(List<LeftOut> parts) {
    LeftOut sum = parts.get(0);
    for (LeftOut part : parts.subList(1, parts.size())) {
      sum = sum.combine(part, Double::sum);
    }
    return sum.combine(sum, (total, same) -> total / parts.size());
  }

  private HumanConsistency humans(LeftOut mean) {
    Estimate spearman = mean.interval(Scale.CORRELATION, intervals.level());
    double[] values = halvings.stream().mapToDouble(LeftOut::value).toArray();
    return new HumanConsistency(
        halvings.size(),
        spearman,
        spearman.map(HumanConsistency::spearmanBrown),
        Arrays.stream(values).min().orElseThrow(),
        Arrays.stream(values).max().orElseThrow());
  }

  private List<Comparison> comparisons() {
    List<Comparison> comparisons = new ArrayList<>();
    for (int a = 0; a < models.size(); a++) {
      for (int b = a + 1; b < models.size(); b++) {
        Map<Figure, Difference> differences = new EnumMap<>(Figure.class);
        for (Figure figure : Comparison.FIGURES) {
          LeftOut first = models.get(a).get(figure);
          LeftOut second = models.get(b).get(figure);
          LeftOut difference = first.combine(second, (x, y) -> x - y);
          Scale scale = figure.scaleOfDifference(first.value(), second.value());
          differences.put(
              figure,
              new Difference(
                  difference.interval(scale, intervals.level()), difference.pOfZero(scale)));
        }
        List<String> names = table.models();
        comparisons.add(new Comparison(names.get(a), names.get(b), differences));
      }
    }
    return comparisons;
  }
}
