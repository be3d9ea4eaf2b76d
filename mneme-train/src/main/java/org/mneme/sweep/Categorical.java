package org.mneme.sweep;

import java.util.List;
import org.mneme.settings.SettingText;
import org.mneme.track.Settings;

/**
 * One of some values, in no order.
 *
 * @param values at least one
 * @param probabilities of each, summing to 1
 */
public record Categorical(List<Object> values, List<Double> probabilities)
    implements ParameterDistribution {
  private static final double ROUNDING = 1e-6;

  /**
   * Keeps copies.
   *
   * @param values at least one
   * @param probabilities of each, summing to 1
   * @throws IllegalArgumentException if there is no value, or not one probability for each, 0 or
   *     more and 1 together
   */
  public Categorical {
    values = values.stream().map(value -> Settings.plain("values", value)).toList();
    probabilities = List.copyOf(probabilities);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a parameter needs at least one value");
    }
    if (probabilities.size() != values.size()) {
      throw new IllegalArgumentException(
          "%d values need as many probabilities, not %d"
              .formatted(values.size(), probabilities.size()));
    }
    double sum = probabilities.stream().mapToDouble(p -> p).sum();
    if (probabilities.stream().anyMatch(p -> !(p >= 0)) || Math.abs(sum - 1) > ROUNDING) {
      throw new IllegalArgumentException(
          "probabilities must be 0 or more and sum to 1, not to %s".formatted(sum));
    }
  }

  /**
   * {@return a choice of these values, each as often as any other}
   *
   * @param values text, numbers or booleans; one or more
   */
  public static Categorical of(List<Object> values) {
    return new Categorical(values, values.stream().map(value -> 1. / values.size()).toList());
  }

  /**
   * {@return a choice that is always the same value}
   *
   * @param value text, a number or a boolean
   */
  public static Categorical constant(Object value) {
    return of(List.of(value));
  }

  @Override
  public Object quantile(double u) {
    double left = u;
    for (int i = 0; i < values.size() - 1; i++) {
      left -= probabilities.get(i);
      if (left < 0) {
        return values.get(i);
      }
    }
    return values.get(values.size() - 1);
  }

  @Override
  public boolean varies() {
    return values.size() > 1;
  }

  @Override
  public List<Object> ends() {
    return values;
  }

  @Override
  public String identity() {
    return "values %s, probabilities %s"
        .formatted(SettingText.exact(values), SettingText.exact(probabilities));
  }
}
