package org.mneme.responses;

/** Which figure of a picture is its score. */
public enum MemoryScore {
  /** Hit rate less false-alarm rate; 0..1 but for pictures that are worse than chance. */
  CORRECTED("corrected"),
  /** Hit rate alone, 0..1. */
  HIT_RATE("hit_rate"),
  /** d' with the log-linear correction; any number. */
  D_PRIME("d_prime"),
  /** A', 0..1. */
  A_PRIME("a_prime");

  private final String column;

  MemoryScore(String column) {
    this.column = column;
  }

  /** {@return the column of {@code scores.csv} that has this figure} */
  public String column() {
    return column;
  }

  /** Whether it needs first showings of the same picture. */
  boolean needsFirsts() {
    return this != HIT_RATE;
  }

  /** Whether it can be carried to a common lag. */
  boolean takesLag() {
    return this == CORRECTED || this == HIT_RATE;
  }

  /** Whether it is a score of 0..1 like those that models are trained on. */
  boolean isFraction() {
    return this != D_PRIME;
  }

  /**
   * The score, not kept within 0..1.
   *
   * @param carried sum of {@link LagModel#carried} over the repeats; NaN to go by the hits
   */
  double of(long hits, long repeats, long falseAlarms, long firsts, double carried) {
    if (repeats == 0 || (firsts == 0 && needsFirsts())) {
      return Double.NaN;
    }
    double hitRate = (Double.isNaN(carried) ? hits : carried) / repeats;
    double falseAlarmRate = (double) falseAlarms / firsts;
    return switch (this) {
      case CORRECTED -> hitRate - falseAlarmRate;
      case HIT_RATE -> hitRate;
      case D_PRIME -> SignalDetection.dPrime(hits, repeats, falseAlarms, firsts);
      case A_PRIME -> SignalDetection.aPrime(hitRate, falseAlarmRate);
    };
  }
}
