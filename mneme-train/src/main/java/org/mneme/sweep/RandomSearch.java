package org.mneme.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each trial drawn by itself. */
final class RandomSearch implements Search {
  private final List<SweepParameter> parameters;
  private final long seed;

  RandomSearch(List<SweepParameter> parameters, long seed) {
    this.parameters = parameters;
    this.seed = seed;
  }

  @Override
  public Optional<Map<String, Object>> propose(int number, List<Tried> tried) {
    return Optional.of(draw(new Draws(seed, number)));
  }

  Map<String, Object> draw(Draws draws) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (SweepParameter parameter : parameters) {
      settings.put(parameter.name(), parameter.distribution().quantile(draws.uniform()));
    }
    return settings;
  }
}
