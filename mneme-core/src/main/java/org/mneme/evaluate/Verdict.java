package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words for {@link ModelEvaluation#verdict}. */
final class Verdict {
  /** An interval of Spearman's correlation that is wider leaves open how well a model ranks. */
  private static final double WIDE = .3;

  private Verdict() {}

  static String of(ModelEvaluation model) {
    double rho = model.figure(Figure.SPEARMAN).value();
    if (Double.isNaN(rho)) {
      return "cannot be evaluated: the "
          + (model.distribution().predictions().sd() > 0 ? "human scores" : "predictions")
          + " do not vary";
    }
    String ranking = ranking(model, rho);
    if (model.distribution().hasUnlikeScales()) {
      return String.format(
          Locale.ROOT,
          "%s; its scores (%.4g to %.4g) are on another scale than the human scores (%.4g to %.4g),"
              + " so that errors, bias and SD ratio mean nothing",
          ranking,
          model.distribution().predictions().min(),
          model.distribution().predictions().max(),
          model.distribution().truth().min(),
          model.distribution().truth().max());
    }
    List<String> faults = faults(model);
    if (faults.isEmpty()) {
      return ranking + ", with the spread and level of the human scores";
    }
    String but = ranking.startsWith("ranks well") ? " but " : " and ";
    return ranking + but + String.join("; ", faults);
  }

  private static String ranking(ModelEvaluation model, double rho) {
    boolean beside = model.shareOfHumans().isPresent();
    double share = beside ? model.shareOfHumans().get().value() : rho;
    String grade;
    if (rho < 0) {
      grade = "ranks the wrong way round";
    } else if (share >= (beside ? .8 : .5)) {
      grade = "ranks well";
    } else {
      grade = share >= (beside ? .5 : .3) ? "ranks moderately" : "ranks poorly";
    }
    String of = beside ? ", %s of what humans reach".formatted(percent(share)) : "";
    return "%s (Spearman %s%s%s)".formatted(grade, spearman(model), of, uncertainty(model));
  }

  private static String spearman(ModelEvaluation model) {
    Estimate rho = model.figure(Figure.SPEARMAN);
    return hasInterval(rho)
        ? "%s [%s, %s]".formatted(decimal(rho.value()), decimal(rho.low()), decimal(rho.high()))
        : decimal(rho.value());
  }

  /** Said where the interval reaches over more than one of the grades. */
  private static String uncertainty(ModelEvaluation model) {
    Estimate rho = model.figure(Figure.SPEARMAN);
    if (!hasInterval(rho)) {
      return "; too few images for an interval";
    }
    return rho.high() - rho.low() > WIDE ? "; few images, so this is uncertain" : "";
  }

  private static boolean hasInterval(Estimate estimate) {
    return !Double.isNaN(estimate.low());
  }

  private static List<String> faults(ModelEvaluation model) {
    List<String> faults = new ArrayList<>();
    double ratio = model.figure(Figure.SD_RATIO).value();
    if (ratio < .8) {
      faults.add("regresses to the mean (SD ratio %s)".formatted(decimal(ratio)));
    } else if (ratio > 1.25) {
      faults.add("spreads too widely (SD ratio %s)".formatted(decimal(ratio)));
    }
    double bias = model.figure(Figure.BIAS).value();
    if (Math.abs(bias) > .25 * model.figure(Figure.TRUTH_SD).value()) {
      faults.add(
          "is %s too %s on average".formatted(decimal(Math.abs(bias)), bias > 0 ? "high" : "low"));
    }
    for (PileUp heap : model.distribution().pileUps()) {
      faults.add(
          "%s of its predictions lie at a %s of %s"
              .formatted(
                  percent(heap.share()),
                  heap.side() == PileUp.Side.FLOOR ? "floor" : "ceiling",
                  decimal(heap.at())));
    }
    return faults;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < .1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private static String decimal(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
