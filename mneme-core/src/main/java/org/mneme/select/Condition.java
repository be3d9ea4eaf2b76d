package org.mneme.select;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the scores of one set are to be.
 *
 * @param name of the set, such as "high"
 * @param from the lowest score, or the lowest quantile, 0..1; both limits belong to the range
 * @param to the highest score, or the highest quantile
 * @param quantiles whether the limits are quantiles of the pool's scores
 * @param mean what the mean of the set's scores is to be; empty for any
 */
public record Condition(
    String name, double from, double to, boolean quantiles, OptionalDouble mean) {
  private static final String NUMBER = "[-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?";
  private static final Pattern TEXT =
      Pattern.compile(
          "([^=]+?)\\s*=\\s*(?:(%1$s)?(%%?)\\.\\.(%1$s)?(%%?))?\\s*(?:~\\s*(%1$s))?"
              .formatted(NUMBER));

  /**
   * Checks the limits.
   *
   * @param name of the set, such as "high"
   * @param from the lowest score, or the lowest quantile, 0..1
   * @param to the highest score, or the highest quantile
   * @param quantiles whether the limits are quantiles of the pool's scores
   * @param mean what the mean of the set's scores is to be; empty for any
   * @throws IllegalArgumentException if no score lies between the limits
   */
  public Condition {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a condition needs a name, such as low");
    }
    if (!(from <= to)) {
      throw new IllegalArgumentException(
          "condition %s: its range from %s to %s is empty; give the lower limit first"
              .formatted(name, from, to));
    }
    if (quantiles && (from < 0 || to > 1)) {
      throw new IllegalArgumentException(
          "condition %s: quantiles are 0%% to 100%%".formatted(name));
    }
  }

  /**
   * {@return a condition that any score fulfils}
   *
   * @param name of the set
   */
  public static Condition any(String name) {
    return new Condition(
        name, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, false, OptionalDouble.empty());
  }

  /**
   * {@return a condition as people write it: {@code low=..0.5}, {@code mid=0.5..0.6}, {@code
   * high=75%..100%} for the quarter with the highest scores, {@code mid=~0.55} for a mean, or a
   * range with a mean, {@code mid=0.4..0.7~0.55}}
   *
   * @param text name, equals sign, range, mean
   * @throws IllegalArgumentException if it is anything else
   */
  public static Condition parse(String text) {
    Matcher found = TEXT.matcher(text.strip());
    String mean = found.matches() ? found.group(6) : null;
    boolean range = found.matches() && text.contains("..");
    if (!found.matches() || (!range && mean == null)) {
      throw new IllegalArgumentException(
          ("'%s' is not a condition; write it as low=..0.5, mid=0.5..0.6, high=75%%..100%% or"
                  + " mid=~0.55")
              .formatted(text));
    }
    boolean percent = range && (!found.group(3).isEmpty() || !found.group(5).isEmpty());
    String low = range ? found.group(2) : null;
    String high = range ? found.group(4) : null;
    double from = low == null ? Double.NEGATIVE_INFINITY : Double.parseDouble(low);
    double to = high == null ? Double.POSITIVE_INFINITY : Double.parseDouble(high);
    if (percent) {
      from = low == null ? 0 : from / 100;
      to = high == null ? 1 : to / 100;
    }
    return new Condition(
        found.group(1).strip(),
        from,
        to,
        percent,
        mean == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(mean)));
  }

  /** The same with limits that are scores: quantiles by linear interpolation, as NumPy's. */
  Condition inScores(double[] scores) {
    if (!quantiles) {
      return this;
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return new Condition(name, quantile(sorted, from), quantile(sorted, to), false, mean);
  }

  private static double quantile(double[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  boolean admits(double score) {
    return score >= from && score <= to;
  }

  /** The range in words: "0.5 to 0.6". */
  String range() {
    boolean low = !Double.isInfinite(from);
    boolean high = !Double.isInfinite(to);
    if (low && high) {
      return plain(from) + " to " + plain(to);
    }
    return low ? plain(from) + " or more" : high ? plain(to) + " or less" : "any score";
  }

  /** Six digits at most, without zeros at the end. */
  static String plain(double value) {
    return new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
  }
}
