package org.mneme.report;

import java.util.Locale;
import org.mneme.evaluate.Estimate;

/** Figures as people read them. */
final class Numbers {
  private Numbers() {}

  /** Three digits that count, two to six of them decimals; NaN is "not defined". */
  static String of(double value) {
    return Double.isNaN(value) ? "not defined" : rounded(value, decimals(value));
  }

  /** Three digits of the end that is further from 0 count; empty where there is none. */
  static String interval(Estimate estimate) {
    if (Double.isNaN(estimate.low()) || Double.isNaN(estimate.high())) {
      return "";
    }
    int decimals = decimals(Math.max(Math.abs(estimate.low()), Math.abs(estimate.high())));
    return rounded(estimate.low(), decimals) + " to " + rounded(estimate.high(), decimals);
  }

  /** The figure and, where it has one, its interval in brackets. */
  static String withInterval(Estimate estimate) {
    String interval = interval(estimate);
    return interval.isEmpty()
        ? of(estimate.value())
        : "%s (95 %% interval %s)".formatted(of(estimate.value()), interval);
  }

  static String percent(double share) {
    if (Double.isNaN(share)) {
      return "not defined";
    }
    return String.format(Locale.ROOT, share < .1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  /** One image's score: three decimals. */
  static String score(double score) {
    return rounded(score, 3);
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** How probability is reported: {@code p = 0.012}. */
  static String p(double p) {
    if (Double.isNaN(p)) {
      return "p not defined";
    }
    return p < .001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
  }

  /** The same text, whose percentages do not break at the end of a line. */
  static String unbroken(String text) {
    return text.replace(" %", "\u00a0%");
  }

  private static int decimals(double value) {
    double size = Math.abs(value);
    if (size == 0 || Double.isInfinite(size)) {
      return 3;
    }
    int leading = (int) Math.floor(Math.log10(size));
    return Math.max(2, Math.min(6, 2 - leading));
  }

  private static String rounded(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
    return (zero ? text.replace("-", "") : text).replace('-', '\u2212');
  }
}
