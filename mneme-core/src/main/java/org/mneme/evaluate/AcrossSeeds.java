package org.mneme.evaluate;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How well models rank that were trained alike but for the seed, each judged on images of its own:
 * the mean of Spearman's correlation over the seeds, and its interval for other seeds and other
 * judged images. It says nothing of other images to train on, which the seeds largely share.
 *
 * <p>Each seed's correlation is taken as Fisher's z, in which the interval is made, so that it
 * keeps to -1..1 (a loss to -2..2). The variance of their mean is their own variance over their
 * number, and what this cannot see: images that several seeds are judged on err for all of them
 * alike. That covariance comes from the jackknife of the shared images, and is 0 where seeds share
 * none. Student's t takes the geometric mean of {@code seeds - 1} and Satterthwaite's (1946)
 * degrees of freedom; the latter alone, estimated from as few seeds, are too many. See {@code
 * docs/evaluation.md} for how often these intervals cover the truth.
 */
public final class AcrossSeeds {
  /** With fewer seeds there is no interval: of two it would seldom exclude anything. */
  public static final int LEAST_SEEDS = 3;

  private final List<Double> values = new ArrayList<>();
  private final List<Double> z = new ArrayList<>();
  private final List<Map<String, Double>> shares = new ArrayList<>();
  private double zOfBoth;
  private boolean enoughImages = true;

  private AcrossSeeds() {}

  /**
   * One model's scores of the images that it is judged on.
   *
   * @param images their names, by which those are known that several models are judged on
   * @param truth people's scores
   * @param predictions the model's
   */
  @SuppressWarnings("ArrayRecordComponent") // the constructor copies
  public record Judged(List<String> images, double[] truth, double[] predictions) {
    public Judged {
      images = List.copyOf(images);
      truth = truth.clone();
      predictions = predictions.clone();
      Scores.requirePairs(truth, predictions);
      if (images.size() != truth.length) {
        throw new IllegalArgumentException(
            "%d images and %d scores: one each is needed".formatted(images.size(), truth.length));
      }
    }
  }

  /**
   * Spearman's correlation, mean over the seeds; NaN where it is not defined for one. Without an
   * interval with fewer than {@value #LEAST_SEEDS} seeds, or fewer than 16 images of one.
   *
   * @param seeds one model of each seed
   */
  public static Estimate spearman(List<Judged> seeds, double level) {
    AcrossSeeds across = new AcrossSeeds();
    seeds.forEach(seed -> across.add(List.of(seed)));
    return across.estimate(Scale.CORRELATION, level);
  }

  /**
   * The first correlation less the second of the same seed, mean over the seeds, as {@link
   * #spearman}: how much a model loses from one set of images to another.
   *
   * @param first one for each seed
   * @param second one for each seed, in the same order
   */
  public static Estimate loss(List<Judged> first, List<Judged> second, double level) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "%d and %d seeds: equally many are needed".formatted(first.size(), second.size()));
    }
    AcrossSeeds across = new AcrossSeeds();
    for (int seed = 0; seed < first.size(); seed++) {
      across.add(List.of(first.get(seed), second.get(seed)));
    }
    double mean = across.zOfBoth / (2 * first.size());
    return across.estimate(new Scale.OfCorrelations(mean), level);
  }

  /** A seed: a correlation, or the first less the second. */
  private void add(List<Judged> sides) {
    double value = 0;
    double there = 0;
    Map<String, Double> shareOf = new HashMap<>();
    int sign = 1;
    for (Judged side : sides) {
      int n = side.truth.length;
      RankedPairs pairs =
          new RankedPairs(side.truth, side.predictions, EnumSet.of(Figure.SPEARMAN));
      int place = Figure.SPEARMAN.place();
      double rho = pairs.values()[place];
      value += sign * rho;
      there += sign * z(rho, n);
      zOfBoth += z(rho, n);
      enoughImages &= n >= LeftOut.LEAST_IMAGES;
      if (enoughImages) {
        double[] without = Jackknife.figures(pairs, true)[place];
        double mean = 0;
        for (int i = 0; i < n; i++) {
          without[i] = z(without[i], n - 1);
          mean += without[i] / n;
        }
        // Squares of these sum to the jackknife's variance; see LeftOut for the last factor.
        double unit = sign * Math.sqrt((n - 1.0) / n) * (n - 1) / n;
        for (int i = 0; i < n; i++) {
          shareOf.merge(side.images.get(i), unit * (mean - without[i]), Double::sum);
        }
      }
      sign = -sign;
    }
    values.add(value);
    z.add(there);
    shares.add(shareOf);
  }

  /** Fisher's z; a perfect order counts as half a swap of neighbours short of it. */
  private static double z(double rho, int n) {
    double most = 1 - 3 / (Math.pow(n, 3) - n);
    return Scale.CORRELATION.to(Math.max(-most, Math.min(most, rho)));
  }

  private Estimate estimate(Scale scale, double level) {
    int seeds = values.size();
    if (seeds == 0) {
      throw new IllegalArgumentException("the mean over no seeds is not defined");
    }
    double value = mean(values);
    if (seeds < LEAST_SEEDS || !enoughImages || Double.isNaN(value)) {
      return new Estimate(value, Double.NaN, Double.NaN);
    }
    double mean = mean(z);
    double squares = 0;
    for (double each : z) {
      squares += (each - mean) * (each - mean);
    }
    double own = squares / (seeds - 1) / seeds;
    Shared shared = shared();
    double variance = own + shared.covariance;
    double satterthwaite =
        variance * variance / (own * own / (seeds - 1) + shared.varianceOfIt / 2);
    double degrees = Math.sqrt((seeds - 1) * Math.max(seeds - 1, satterthwaite));
    if (!(variance > 0)) {
      return new Estimate(value, Double.NaN, Double.NaN);
    }
    double reach =
        Math.sqrt(variance)
            * TDistribution.of(degrees).inverseCumulativeProbability((1 + level) / 2);
    return new Estimate(value, scale.from(mean - reach), scale.from(mean + reach));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  /**
   * What images that several seeds share add to the variance of the mean.
   *
   * @param covariance summed over pairs of seeds, divided by the square of their number, at least 0
   * @param varianceOfIt as an estimate
   */
  private record Shared(double covariance, double varianceOfIt) {}

  private Shared shared() {
    Map<String, Double> sums = new HashMap<>();
    Map<String, Double> squares = new HashMap<>();
    for (Map<String, Double> seed : shares) {
      seed.forEach(
          (image, share) -> {
            sums.merge(image, share, Double::sum);
            squares.merge(image, share * share, Double::sum);
          });
    }
    double covariance = 0;
    double variance = 0;
    for (Map.Entry<String, Double> sum : sums.entrySet()) {
      double products =
          (sum.getValue() * sum.getValue() - squares.get(sum.getKey()))
              / ((double) shares.size() * shares.size());
      covariance += products;
      variance += products * products;
    }
    return new Shared(Math.max(0, covariance), variance);
  }
}
