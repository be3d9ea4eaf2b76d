package org.mneme.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which participants are left out. A rule that is NaN (or 0, of trials) is not applied.
 *
 * @param leastVigilance the least share of vigilance repeats that must be recognised, 0..1
 * @param mostFalseAlarms the largest share of first showings, of all kinds, that may be taken for
 *     repeats, 0..1
 * @param leastDPrime the least d' over targets
 * @param fastestMedian the least median response time, in the file's own unit
 * @param slowestMedian the largest median response time, in the file's own unit
 * @param leastTrials the least number of answered trials
 */
public record ExclusionRules(
    double leastVigilance,
    double mostFalseAlarms,
    double leastDPrime,
    double fastestMedian,
    double slowestMedian,
    int leastTrials) {
  /** Nobody is left out. */
  public static final ExclusionRules NONE =
      new ExclusionRules(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

  /**
   * Checks the ranges.
   *
   * @param leastVigilance the least share of vigilance repeats that must be recognised, 0..1
   * @param mostFalseAlarms the largest share of first showings that may be taken for repeats, 0..1
   * @param leastDPrime the least d' over targets
   * @param fastestMedian the least median response time
   * @param slowestMedian the largest median response time
   * @param leastTrials the least number of answered trials
   * @throws IllegalArgumentException if a share is outside 0..1, or a time or number negative
   */
  public ExclusionRules {
    requireShare("least vigilance hit rate", leastVigilance);
    requireShare("largest false-alarm rate", mostFalseAlarms);
    if (fastestMedian < 0 || slowestMedian < 0 || leastTrials < 0) {
      throw new IllegalArgumentException(
          "response times and numbers of trials must not be negative: %s, %s, %d"
              .formatted(fastestMedian, slowestMedian, leastTrials));
    }
    if (fastestMedian > slowestMedian) {
      throw new IllegalArgumentException(
          "no median response time is at least %s and at most %s"
              .formatted(fastestMedian, slowestMedian));
    }
  }

  private static void requireShare(String what, double share) {
    if (share < 0 || share > 1) {
      throw new IllegalArgumentException(
          "the %s is a share of 0..1 (half: 0.5), not %s".formatted(what, share));
    }
  }

  /** Why this participant is left out; empty for one who stays. */
  List<String> reasons(Participant who) {
    List<String> reasons = new ArrayList<>();
    if (who.vigilanceHitRate() < leastVigilance) {
      reasons.add(
          text(
              "vigilance hit rate %.3f below %.3f (%d of %d)",
              who.vigilanceHitRate(), leastVigilance, who.vigilanceHits(), who.vigilanceRepeats()));
    }
    if (who.falseAlarmRate() > mostFalseAlarms) {
      reasons.add(
          text(
              "false-alarm rate %.3f above %.3f (%d of %d)",
              who.falseAlarmRate(), mostFalseAlarms, who.falseAlarms(), who.firsts()));
    }
    if (who.dPrime() < leastDPrime) {
      reasons.add(text("d' %.3f below %.3f", who.dPrime(), leastDPrime));
    }
    if (who.medianResponseTime() < fastestMedian) {
      reasons.add(
          "median response time %s below %s".formatted(who.medianResponseTime(), fastestMedian));
    }
    if (who.medianResponseTime() > slowestMedian) {
      reasons.add(
          "median response time %s above %s".formatted(who.medianResponseTime(), slowestMedian));
    }
    if (who.trials() < leastTrials) {
      reasons.add(text("%d trials, fewer than %d", who.trials(), leastTrials));
    }
    return reasons;
  }

  /** Refuses a rule about something that no participant has. */
  void requireUsable(List<Participant> all) {
    require(
        !Double.isNaN(leastVigilance) && all.stream().allMatch(who -> who.vigilanceRepeats() == 0),
        "there are no vigilance repeats by which participants could be left out. A kind column, or"
            + " a longest lag of vigilance repeats, is needed");
    require(
        (!Double.isNaN(fastestMedian) || !Double.isNaN(slowestMedian))
            && all.stream().allMatch(who -> Double.isNaN(who.medianResponseTime())),
        "there are no response times by which participants could be left out. A column of response"
            + " times is needed");
    require(
        !Double.isNaN(mostFalseAlarms) && all.stream().allMatch(who -> who.firsts() == 0),
        "there are no first showings by whose false alarms participants could be left out");
  }

  private static void require(boolean unusable, String what) {
    if (unusable) {
      throw new IllegalArgumentException(what);
    }
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
