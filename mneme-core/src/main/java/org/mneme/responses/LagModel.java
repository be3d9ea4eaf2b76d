package org.mneme.responses;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How recognition falls with the logarithm of the lag, the same for every picture: {@code P(hit) =
 * c(picture) + slope * ln(lag)} (Khosla, Raju, Torralba and Oliva, 2015, <i>ICCV</i>, section 3.2;
 * that recognition falls log-linearly is also in Isola, Xiao, Parikh, Torralba and Oliva, 2014,
 * <i>IEEE TPAMI</i> 36, 1469-1482).
 *
 * <p>Khosla et al. minimise the squared error over slope and c in turns. The minimum is that of
 * least squares with an intercept for each picture, which is found here in one step. A picture's
 * hit rate at the common lag is {@code rate + slope * (ln(common) - mean ln(lag))}.
 *
 * @param slope change of the hit rate with one unit of ln(lag); below 0 where memory fades
 * @param error standard error of the slope, from the residuals
 * @param p of a slope so far from 0 if there were none, two-sided, by Student's t
 * @param commonLag the lag to which hit rates are carried, in trials
 * @param shortest lag that was seen
 * @param longest lag that was seen
 * @param trials repeats with a known lag
 */
public record LagModel(
    double slope,
    double error,
    double p,
    double commonLag,
    double shortest,
    double longest,
    long trials) {

  /**
   * Fits.
   *
   * @param repeats answered repeats of targets
   * @param commonLag to which hit rates are carried; 0 for the geometric mean of all lags
   * @throws IllegalArgumentException if lags are unknown, or no picture has two
   */
  static LagModel fit(List<Trial> repeats, double commonLag) {
    Map<String, Sums> byImage = new HashMap<>();
    double logs = 0;
    double shortest = Double.POSITIVE_INFINITY;
    double longest = 0;
    for (Trial trial : repeats) {
      if (!(trial.lag() > 0)) {
        throw new IllegalArgumentException(
            "%s:%d: the lag of this repeat is not known, so no score can be corrected for it. A lag"
                    .formatted(trial.file(), trial.line())
                + " column or the numbers of all trials are needed");
      }
      double log = Math.log(trial.lag());
      logs += log;
      shortest = Math.min(shortest, trial.lag());
      longest = Math.max(longest, trial.lag());
      byImage.computeIfAbsent(trial.image(), each -> new Sums()).add(log, trial.saysOld() ? 1 : 0);
    }
    double lagSquares = 0;
    double products = 0;
    double hitSquares = 0;
    for (Sums sums : byImage.values()) {
      lagSquares += sums.lagSquares;
      products += sums.products;
      hitSquares += sums.hitSquares;
    }
    if (!(lagSquares > 1e-12 * repeats.size())) {
      throw new IllegalArgumentException(
          "no picture was repeated at different lags, so how recognition falls with the lag cannot"
              + " be fitted");
    }
    double slope = products / lagSquares;
    long free = repeats.size() - byImage.size() - 1L;
    double residual = Math.max(0, hitSquares - slope * products);
    double error = free > 0 ? Math.sqrt(residual / free / lagSquares) : Double.NaN;
    double p =
        error > 0
            ? 2 * TDistribution.of((double) free).survivalProbability(Math.abs(slope) / error)
            : Double.NaN;
    return new LagModel(
        slope,
        error,
        p,
        commonLag > 0 ? commonLag : Math.exp(logs / repeats.size()),
        shortest,
        longest,
        repeats.size());
  }

  /** What a hit or miss at this lag adds to its picture's hit rate at the common lag. */
  double carried(Trial repeat) {
    return (repeat.saysOld() ? 1 : 0) + slope * Math.log(commonLag / repeat.lag());
  }

  /** Sums around the running means of one picture. */
  private static final class Sums {
    private long count;
    private double lagMean;
    private double hitMean;
    private double lagSquares;
    private double hitSquares;
    private double products;

    void add(double log, double hit) {
      count++;
      double offLag = log - lagMean;
      double offHit = hit - hitMean;
      lagMean += offLag / count;
      hitMean += offHit / count;
      lagSquares += offLag * (log - lagMean);
      hitSquares += offHit * (hit - hitMean);
      products += offLag * (hit - hitMean);
    }
  }
}
