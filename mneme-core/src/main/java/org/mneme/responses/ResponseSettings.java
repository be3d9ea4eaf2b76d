package org.mneme.responses;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * How scores are made of trials.
 *
 * @param rules which participants are left out
 * @param score which figure of a picture is its score
 * @param lag empty for hit rates as they are; else the lag to which they are carried by {@link
 *     LagModel}, in trials, or 0 for the geometric mean of all lags
 * @param leastResponses pictures with fewer answered repeats than this have no score
 * @param halvings how often participants are split into random halves; 0 for never
 * @param seed of the halvings
 */
public record ResponseSettings(
    ExclusionRules rules,
    MemoryScore score,
    OptionalDouble lag,
    int leastResponses,
    int halvings,
    long seed) {
  /** Nobody left out, hits less false alarms, no lag correction, 25 halvings. */
  public static final ResponseSettings USUAL =
      new ResponseSettings(
          ExclusionRules.NONE, MemoryScore.CORRECTED, OptionalDouble.empty(), 1, 25, 1);

  /**
   * Checks all.
   *
   * @param rules which participants are left out
   * @param score which figure of a picture is its score
   * @param lag empty for hit rates as they are; else the common lag, or 0 for the mean of all
   * @param leastResponses pictures with fewer answered repeats than this have no score
   * @param halvings how often participants are split into random halves; 0 for never
   * @param seed of the halvings
   * @throws IllegalArgumentException if a number is negative, or the score cannot be corrected for
   *     the lag
   */
  public ResponseSettings {
    Objects.requireNonNull(rules);
    if (lag.isPresent() && !(lag.getAsDouble() >= 0 && Double.isFinite(lag.getAsDouble()))) {
      throw new IllegalArgumentException(
          "the common lag must be above 0, not " + lag.getAsDouble());
    }
    if (lag.isPresent() && !score.takesLag()) {
      throw new IllegalArgumentException(
          "only the scores corrected and hit_rate can be corrected for the lag, not "
              + score.column());
    }
    if (leastResponses < 1 || halvings < 0) {
      throw new IllegalArgumentException(
          "at least 1 response a picture and 0 halvings are needed, not %d and %d"
              .formatted(leastResponses, halvings));
    }
  }

  /**
   * {@return a copy that leaves other participants out}
   *
   * @param other which participants are left out
   */
  public ResponseSettings withRules(ExclusionRules other) {
    return new ResponseSettings(other, score, lag, leastResponses, halvings, seed);
  }

  /**
   * {@return a copy with another figure as the score}
   *
   * @param other which figure of a picture is its score
   */
  public ResponseSettings withScore(MemoryScore other) {
    return new ResponseSettings(rules, other, lag, leastResponses, halvings, seed);
  }

  /**
   * {@return a copy that carries hit rates to a common lag}
   *
   * @param common that lag, in trials; 0 for the geometric mean of all lags
   */
  public ResponseSettings withLag(double common) {
    return new ResponseSettings(
        rules, score, OptionalDouble.of(common), leastResponses, halvings, seed);
  }

  /**
   * {@return a copy that scores only pictures with enough answers}
   *
   * @param least how many answered repeats a picture needs, at least 1
   */
  public ResponseSettings withLeastResponses(int least) {
    return new ResponseSettings(rules, score, lag, least, halvings, seed);
  }

  /**
   * {@return a copy with other random halves}
   *
   * @param number how often participants are split; 0 for never
   * @param newSeed of the halvings
   */
  public ResponseSettings withHalvings(int number, long newSeed) {
    return new ResponseSettings(rules, score, lag, leastResponses, number, newSeed);
  }
}
