package org.mneme.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.mneme.settings.SettingText;

/**
 * A number, by one of W&amp;B's distributions. Beneath it lies a scale on which it is uniform or
 * normal: the number itself, its logarithm, or that of its inverse.
 *
 * @param scale what lies beneath
 * @param shape of the distribution on that scale
 * @param first the lower end on that scale, or the mean
 * @param second the upper end, or the standard deviation
 * @param step 0 for any number; else the number is rounded to a multiple of this, and for a uniform
 *     one to a multiple between the ends
 * @param whole whether the value is a whole number, Long instead of Double
 */
record Numeric(Scale scale, Shape shape, double first, double second, double step, boolean whole)
    implements ParameterDistribution {
  private static final int MOST_VALUES = 1_000_000;

  /** 1e-9 of a step is a rounding error of the ends, not a distance. */
  private static final double ROUNDING = 1e-9;

  /** The share of draws beyond what counts as an end of a normal distribution. */
  private static final double SELDOM = 1e-6;

  /** What lies beneath a value. */
  public enum Scale {
    LINEAR,
    LOG,
    INVERSE_LOG;

    /** StrictMath, so that every processor gives the same digits. */
    double value(double latent) {
      return switch (this) {
        case LINEAR -> latent;
        case LOG -> StrictMath.exp(latent);
        case INVERSE_LOG -> StrictMath.exp(-latent);
      };
    }

    double latent(double value) {
      return switch (this) {
        case LINEAR -> value;
        case LOG -> StrictMath.log(value);
        case INVERSE_LOG -> -StrictMath.log(value);
      };
    }
  }

  /** How draws lie on the scale. */
  public enum Shape {
    UNIFORM,
    NORMAL
  }

  /** A stretch of the scale; of no length for a value of a continuous distribution. */
  record Cell(double low, double high) {}

  public Numeric {
    if (!Double.isFinite(first) || !Double.isFinite(second)) {
      throw new IllegalArgumentException("min and max must be finite");
    }
    if (shape == Shape.UNIFORM && !(first <= second)) {
      throw new IllegalArgumentException(
          "min (%s) must not be above max (%s)".formatted(first, second));
    }
    if (shape == Shape.NORMAL && !(second > 0)) {
      throw new IllegalArgumentException("sigma (%s) must be above 0".formatted(second));
    }
    if (!(step >= 0)) {
      throw new IllegalArgumentException("q (%s) must be above 0".formatted(step));
    }
    if (shape == Shape.UNIFORM && !(isANumber(scale, first) && isANumber(scale, second))) {
      throw new IllegalArgumentException(
          "min (%s) and max (%s) are exponents of e, and no number is as large or as small as these"
              .formatted(first, second));
    }
    if (shape == Shape.NORMAL && !isANumber(scale, first)) {
      throw new IllegalArgumentException(
          "mu (%s) is an exponent of e, and no number is as large or as small as this"
              .formatted(first));
    }
    if (shape == Shape.UNIFORM && step > 0) {
      double low = lowest(scale, first, second, step);
      double high = highest(scale, first, second, step);
      if (low > high) {
        throw new IllegalArgumentException(
            "no multiple of q (%s) lies between min and max".formatted(step));
      }
    }
  }

  private static boolean isANumber(Scale scale, double latent) {
    double value = scale.value(latent);
    return Double.isFinite(value) && (scale == Scale.LINEAR || value > 0);
  }

  public static Numeric uniform(double min, double max) {
    return new Numeric(Scale.LINEAR, Shape.UNIFORM, min, max, 0, false);
  }

  /** A whole number from min to max, both included. */
  public static Numeric integers(long min, long max) {
    return new Numeric(Scale.LINEAR, Shape.UNIFORM, min, max, 1, true);
  }

  /** Its logarithm is uniform; min and max are values, not logarithms. */
  public static Numeric logUniform(double min, double max) {
    return new Numeric(
        Scale.LOG, Shape.UNIFORM, Scale.LOG.latent(min), Scale.LOG.latent(max), 0, false);
  }

  public static Numeric normal(double mean, double deviation) {
    return new Numeric(Scale.LINEAR, Shape.NORMAL, mean, deviation, 0, false);
  }

  @Override
  public Object quantile(double u) {
    if (shape == Shape.NORMAL) {
      return value(NormalDistribution.of(first, second).inverseCumulativeProbability(u));
    }
    if (scale == Scale.LINEAR && step > 0) {
      // Each multiple as often as any other; rounding would give the ends half of that.
      long from = Math.round(low() / step);
      long to = Math.round(high() / step);
      return of((from + Math.floor(u * (to - from + 1))) * step);
    }
    return value(first + u * (second - first));
  }

  /** The value at a place on the scale, which may lie beyond the ends. */
  Object value(double latent) {
    if (shape == Shape.NORMAL) {
      return of(rounded(scale.value(latent)));
    }
    double inside = Math.max(first, Math.min(second, latent));
    double value = rounded(scale.value(inside));
    return of(step > 0 ? Math.max(low(), Math.min(high(), value)) : value);
  }

  private double rounded(double value) {
    return step > 0 ? Math.rint(value / step) * step : value;
  }

  private Object of(double value) {
    if (whole) {
      return Math.round(value);
    }
    if (step > 0) {
      // 3 * .1 is .30000000000000004; people mean .3.
      return Double.parseDouble(String.format(Locale.ROOT, "%.12g", value));
    }
    return value;
  }

  /** Where a value lies on the scale. */
  double latent(Object value) {
    return scale.latent(((Number) value).doubleValue());
  }

  /** All that is rounded to a value. */
  Cell cell(Object value) {
    double number = ((Number) value).doubleValue();
    if (step == 0) {
      double at = scale.latent(number);
      return new Cell(at, at);
    }
    double below = number - step / 2;
    double a = scale.latent(scale == Scale.LINEAR ? below : Math.max(below, Double.MIN_NORMAL));
    double b = scale.latent(number + step / 2);
    return new Cell(Math.min(a, b), Math.max(a, b));
  }

  /** The stretch of the scale that all values' cells cover together; a normal's middle part. */
  Cell range() {
    if (shape == Shape.NORMAL) {
      return new Cell(first - 3 * second, first + 3 * second);
    }
    if (step == 0) {
      return new Cell(first, second);
    }
    Cell low = cell(of(low()));
    Cell high = cell(of(high()));
    return new Cell(Math.min(low.low(), high.low()), Math.max(low.high(), high.high()));
  }

  @Override
  public List<Object> values() {
    if (!varies()) {
      return List.of(quantile(.5));
    }
    if (shape == Shape.NORMAL || step == 0) {
      throw new IllegalArgumentException("has no end of values: a grid needs values, or q");
    }
    long from = Math.round(low() / step);
    long to = Math.round(high() / step);
    if (to - from >= MOST_VALUES) {
      throw new IllegalArgumentException(
          "has %d values; a grid takes up to %d".formatted(to - from + 1, MOST_VALUES));
    }
    List<Object> values = new ArrayList<>();
    for (long multiple = from; multiple <= to; multiple++) {
      values.add(of(multiple * step));
    }
    return values;
  }

  @Override
  public boolean varies() {
    return shape == Shape.NORMAL || (step > 0 ? low() < high() : first < second);
  }

  private double low() {
    return lowest(scale, first, second, step);
  }

  private double high() {
    return highest(scale, first, second, step);
  }

  private static double lowest(Scale scale, double first, double second, double step) {
    double end = Math.min(scale.value(first), scale.value(second));
    return Math.ceil(end / step - ROUNDING) * step;
  }

  private static double highest(Scale scale, double first, double second, double step) {
    double end = Math.max(scale.value(first), scale.value(second));
    return Math.floor(end / step + ROUNDING) * step;
  }

  @Override
  public List<Object> ends() {
    return shape == Shape.NORMAL
        ? List.of(quantile(SELDOM), quantile(1 - SELDOM))
        : List.of(value(first), value(second));
  }

  @Override
  public String identity() {
    return "%s %s %s, step %s, whole %s, scale %s"
        .formatted(
            shape == Shape.UNIFORM ? "uniform" : "normal",
            SettingText.exact(first),
            SettingText.exact(second),
            SettingText.exact(step),
            whole,
            switch (scale) {
              case LINEAR -> "linear";
              case LOG -> "log";
              case INVERSE_LOG -> "inverse log";
            });
  }
}
