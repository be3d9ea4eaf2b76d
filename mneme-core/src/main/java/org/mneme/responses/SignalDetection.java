package org.mneme.responses;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Sensitivity and bias from the counts of a recognition test.
 *
 * <p>d' and c take the rates with the log-linear correction: {@code (hits + 0.5) / (repeats + 1)},
 * and likewise for false alarms, always and not only where a rate is 0 or 1 (Hautus, 1995,
 * <i>Behavior Research Methods, Instruments, &amp; Computers</i> 27, 46-51). A' takes the rates as
 * they are.
 */
public final class SignalDetection {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private SignalDetection() {}

  /**
   * {@return d', the distance between old and new pictures in standard deviations: {@code z(hit
   * rate) - z(false-alarm rate)} (Green and Swets, 1966)}
   *
   * @param hits repeats that were recognised
   * @param repeats all repeats
   * @param falseAlarms first showings that were taken for repeats
   * @param firsts all first showings
   */
  public static double dPrime(long hits, long repeats, long falseAlarms, long firsts) {
    return z(hits, repeats) - z(falseAlarms, firsts);
  }

  /**
   * {@return the criterion c: {@code -(z(hit rate) + z(false-alarm rate)) / 2}; above 0, people say
   * "new" too readily (Macmillan and Creelman, 1991)}
   *
   * @param hits repeats that were recognised
   * @param repeats all repeats
   * @param falseAlarms first showings that were taken for repeats
   * @param firsts all first showings
   */
  public static double criterion(long hits, long repeats, long falseAlarms, long firsts) {
    return -.5 * (z(hits, repeats) + z(falseAlarms, firsts));
  }

  /**
   * {@return the standard error of d' (Gourevitch and Galanter, 1967, <i>Psychometrika</i> 32,
   * 25-33), at the corrected rates}
   *
   * @param hits repeats that were recognised
   * @param repeats all repeats
   * @param falseAlarms first showings that were taken for repeats
   * @param firsts all first showings
   */
  public static double dPrimeError(long hits, long repeats, long falseAlarms, long firsts) {
    return Math.sqrt(varianceOfZ(hits, repeats) + varianceOfZ(falseAlarms, firsts));
  }

  /**
   * {@return A', 0..1, .5 at chance (Pollack and Norman, 1964; computed as in Grier, 1971,
   * <i>Psychological Bulletin</i> 75, 424-429, and below chance as in Snodgrass and Corwin, 1988,
   * <i>Journal of Experimental Psychology: General</i> 117, 34-50)}
   *
   * @param hitRate 0..1
   * @param falseAlarmRate 0..1
   */
  public static double aPrime(double hitRate, double falseAlarmRate) {
    if (hitRate == falseAlarmRate) {
      return .5;
    }
    double more = Math.max(hitRate, falseAlarmRate);
    double less = Math.min(hitRate, falseAlarmRate);
    double area = (more - less) * (1 + more - less) / (4 * more * (1 - less));
    return hitRate > falseAlarmRate ? .5 + area : .5 - area;
  }

  private static double rate(long count, long of) {
    if (count < 0 || count > of) {
      throw new IllegalArgumentException(count + " of " + of + " is no count");
    }
    return of == 0 ? Double.NaN : (count + .5) / (of + 1);
  }

  private static double z(long count, long of) {
    double rate = rate(count, of);
    return Double.isNaN(rate) ? rate : NORMAL.inverseCumulativeProbability(rate);
  }

  private static double varianceOfZ(long count, long of) {
    double rate = rate(count, of);
    double density = Double.isNaN(rate) ? rate : NORMAL.density(z(count, of));
    return rate * (1 - rate) / (of * density * density);
  }
}
