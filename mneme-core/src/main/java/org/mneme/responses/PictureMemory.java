package org.mneme.responses;

/**
 * How one picture was remembered.
 *
 * @param image the picture's name
 * @param hits repeats that were recognised
 * @param misses repeats that were not
 * @param falseAlarms first showings that were taken for repeats
 * @param correctRejections first showings that were called new
 * @param laggedHitRate the hit rate at the common lag, see {@link LagModel}; not kept within 0..1.
 *     NaN where no lag is known or none was asked for
 */
public record PictureMemory(
    String image,
    long hits,
    long misses,
    long falseAlarms,
    long correctRejections,
    double laggedHitRate) {
  /** {@return how many repeats were answered} */
  public long repeats() {
    return hits + misses;
  }

  /** {@return how many first showings were answered} */
  public long firsts() {
    return falseAlarms + correctRejections;
  }

  /** {@return hits over repeats, 0..1; NaN without any} */
  public double hitRate() {
    return (double) hits / repeats();
  }

  /** {@return false alarms over first showings, 0..1; NaN without any} */
  public double falseAlarmRate() {
    return (double) falseAlarms / firsts();
  }

  /**
   * {@return the hit rate less the false-alarm rate, -1..1, as MemCat's corrected scores are
   * (Goetschalckx and Wagemans, 2019, <i>PeerJ</i> 7, e8169)}
   */
  public double corrected() {
    return hitRate() - falseAlarmRate();
  }

  /** {@return d' with the log-linear correction} */
  public double dPrime() {
    return SignalDetection.dPrime(hits, repeats(), falseAlarms, firsts());
  }

  /** {@return the criterion c with the log-linear correction} */
  public double criterion() {
    return SignalDetection.criterion(hits, repeats(), falseAlarms, firsts());
  }

  /** {@return A', 0..1; NaN without repeats or first showings} */
  public double aPrime() {
    return SignalDetection.aPrime(hitRate(), falseAlarmRate());
  }

  /** {@return the interval of the hit rate} */
  public Interval hitRateInterval() {
    return Interval.ofProportion(hits, repeats());
  }

  /** {@return the interval of the false-alarm rate} */
  public Interval falseAlarmInterval() {
    return Interval.ofProportion(falseAlarms, firsts());
  }

  /** {@return the interval of the corrected rate, as if other participants had given each rate} */
  public Interval correctedInterval() {
    return Interval.ofDifference(hits, repeats(), falseAlarms, firsts());
  }

  /** {@return the interval of d'} */
  public Interval dPrimeInterval() {
    return Interval.around(
        dPrime(), SignalDetection.dPrimeError(hits, repeats(), falseAlarms, firsts()));
  }
}
