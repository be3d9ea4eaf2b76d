package org.mneme.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every combination once; of the parameters by name, the last changes fastest, as in W&amp;B. */
final class GridSearch implements Search {
  private final Map<String, List<Object>> values = new LinkedHashMap<>();
  private final long combinations;

  GridSearch(List<SweepParameter> parameters) {
    long product = 1;
    for (SweepParameter parameter : parameters) {
      List<Object> each;
      try {
        each = parameter.distribution().values();
        product = Math.multiplyExact(product, (long) each.size());
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException(
            "parameter '%s' does not fit a grid: %s".formatted(parameter.name(), e.getMessage()),
            e);
      }
      values.put(parameter.name(), each);
    }
    combinations = product;
  }

  /** Refuses parameters with no end of values. */
  static void requireEnd(List<SweepParameter> parameters) {
    new GridSearch(parameters).combinations();
  }

  long combinations() {
    return combinations;
  }

  @Override
  public Optional<Map<String, Object>> propose(int number, List<Tried> tried) {
    if (number > combinations) {
      return Optional.empty();
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    long left = number - 1L;
    long block = combinations;
    for (Map.Entry<String, List<Object>> parameter : values.entrySet()) {
      block /= parameter.getValue().size();
      settings.put(parameter.getKey(), parameter.getValue().get((int) (left / block)));
      left %= block;
    }
    return Optional.of(settings);
  }
}
