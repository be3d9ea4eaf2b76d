package org.mneme.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How well models rank that were trained alike but for the seed, each evaluated on images of its
 * own: the mean of Spearman's correlation over the seeds, and its interval for other seeds and
 * other evaluated images. It says nothing of other images to train on, which the seeds largely
 * share.
 *
 * <p>Each seed's correlation is taken as Fisher's z, in which the interval is made, so that it
 * keeps to -1..1 (a loss to -2..2). The variance of their mean is their own variance over their
 * number, and what this cannot see: images that several seeds are evaluated on err for all of them
 * alike. That covariance comes from the jackknife of the shared images, and is 0 where seeds share
 * none. Student's t takes the geometric mean of {@code seeds - 1} and Satterthwaite's (1946)
 * degrees of freedom; the latter alone, estimated from as few seeds, are too many. See {@code
 * docs/evaluation.md} for how often these intervals cover the truth.
 */
public final class AcrossSeeds {
  /** The fewest seeds that give an interval; one of two would seldom exclude anything. */
  public static final int LEAST_SEEDS = 3;

  private AcrossSeeds() {}

  /**
   * Spearman's correlation, mean over the seeds; NaN where it is not defined for one. Without an
   * interval with fewer than {@value #LEAST_SEEDS} seeds, or fewer than 16 images of one.
   *
   * @param seeds one model of each seed
   * @param level probability that the interval is to cover, such as .95
   * @return -1..1, higher ranks better
   * @throws IllegalArgumentException without any
   */
  public static Estimate spearman(List<HeldOutScores> seeds, double level) {
    double value = mean(seeds.stream().mapToDouble(HeldOutScores::spearman).toArray());
    if (!enough(seeds, value)) {
      return Estimate.without(value);
    }
    return estimate(
        value,
        seeds.stream().mapToDouble(HeldOutScores::z).toArray(),
        seeds.stream().map(HeldOutScores::errorOfZ).toList(),
        Scale.CORRELATION,
        level);
  }

  /**
   * {@return the first correlation less the second of the same seed, mean over the seeds, as {@link
   * #spearman}: how much a model loses from one set of images to another}
   *
   * @param first one for each seed
   * @param second one for each seed, in the same order
   * @param level probability that the interval is to cover, such as .95
   * @throws IllegalArgumentException without any, or when they are unequally many
   */
  public static Estimate loss(List<HeldOutScores> first, List<HeldOutScores> second, double level) {
    int seeds = first.size();
    if (seeds != second.size()) {
      throw new IllegalArgumentException(
          "%d and %d seeds: equally many are needed".formatted(seeds, second.size()));
    }
    double value =
        mean(
            IntStream.range(0, seeds)
                .mapToDouble(s -> first.get(s).spearman() - second.get(s).spearman())
                .toArray());
    if (!enough(first, value) || !enough(second, value)) {
      return Estimate.without(value);
    }
    double[] z =
        IntStream.range(0, seeds).mapToDouble(s -> first.get(s).z() - second.get(s).z()).toArray();
    double[] both =
        IntStream.range(0, seeds).mapToDouble(s -> first.get(s).z() + second.get(s).z()).toArray();
    return estimate(
        value,
        z,
        IntStream.range(0, seeds).mapToObj(s -> less(first.get(s), second.get(s))).toList(),
        new Scale.OfCorrelations(mean(both) / 2),
        level);
  }

  private static boolean enough(List<HeldOutScores> seeds, double value) {
    return seeds.size() >= LEAST_SEEDS
        && !Double.isNaN(value)
        && seeds.stream().allMatch(seed -> seed.images().size() >= Intervals.LEAST_IMAGES);
  }

  /** An image that both are evaluated on errs for both. */
  private static Map<String, Double> less(HeldOutScores first, HeldOutScores second) {
    Map<String, Double> errors = new HashMap<>(first.errorOfZ());
    second.errorOfZ().forEach((image, error) -> errors.merge(image, -error, Double::sum));
    return errors;
  }

  private static Estimate estimate(
      double value, double[] z, List<Map<String, Double>> errors, Scale scale, double level) {
    int seeds = z.length;
    double mean = mean(z);
    double squares = 0;
    for (double each : z) {
      squares += (each - mean) * (each - mean);
    }
    double own = squares / (seeds - 1) / seeds;
    Shared shared = Shared.of(errors);
    double variance = own + shared.covariance;
    if (!(variance > 0)) {
      return Estimate.without(value);
    }
    double satterthwaite =
        variance * variance / (own * own / (seeds - 1) + shared.varianceOfIt / 2);
    double degrees = Math.sqrt((seeds - 1) * Math.max(seeds - 1, satterthwaite));
    double reach =
        Math.sqrt(variance)
            * TDistribution.of(degrees).inverseCumulativeProbability((1 + level) / 2);
    return new Estimate(value, scale.from(mean - reach), scale.from(mean + reach));
  }

  static double mean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the mean over no models is not defined");
    }
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).sum() / values.length;
  }

  /**
   * What images that several seeds share add to the variance of the mean.
   *
   * @param covariance summed over pairs of seeds, divided by the square of their number, at least 0
   * @param varianceOfIt as an estimate
   */
  private record Shared(double covariance, double varianceOfIt) {
    static Shared of(List<Map<String, Double>> errors) {
      Map<String, Double> sums = new HashMap<>();
      Map<String, Double> squares = new HashMap<>();
      for (Map<String, Double> seed : errors) {
        seed.forEach(
            (image, error) -> {
              sums.merge(image, error, Double::sum);
              squares.merge(image, error * error, Double::sum);
            });
      }
      double pairs = (double) errors.size() * errors.size();
      double covariance = 0;
      double variance = 0;
      // They are summed in the images' order, so that the last digit does not depend on a hash.
      for (String image : new TreeSet<>(sums.keySet())) {
        double sum = sums.get(image);
        double products = (sum * sum - squares.get(image)) / pairs;
        covariance += products;
        variance += products * products;
      }
      return new Shared(Math.max(0, covariance), variance);
    }
  }
}
