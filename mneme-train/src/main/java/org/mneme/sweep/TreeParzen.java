package org.mneme.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Bayesian search by the tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl,
 * "Algorithms for hyper-parameter optimization", 2011), with kernels over all parameters together
 * (Falkner, Klein and Hutter, "BOHB", 2018).
 *
 * <p>Trials so far are split into the best few, at least one in ten, and the others, among them the
 * failed and the running. Two densities are estimated, l of the good and g of the others; some
 * candidates are drawn from l, and the one is tried whose l/g is highest, which is where a better
 * one is most to be expected. The first {@value #RANDOM_TRIALS} trials are drawn at random.
 */
final class TreeParzen implements Search {
  static final int RANDOM_TRIALS = 10;
  private static final int CANDIDATES = 24;
  private static final double GOOD = .1;
  private static final int MOST_GOOD = 25;

  private final List<SweepParameter> parameters;
  private final List<SweepParameter> varying;
  private final RandomSearch random;
  private final long seed;

  TreeParzen(List<SweepParameter> parameters, long seed) {
    this.parameters = parameters;
    this.varying = parameters.stream().filter(p -> p.distribution().varies()).toList();
    this.random = new RandomSearch(parameters, seed);
    this.seed = seed;
  }

  @Override
  public Optional<Map<String, Object>> propose(int number, List<Tried> tried) {
    List<Tried> over = new ArrayList<>(tried.stream().filter(Tried::over).toList());
    long measured = over.stream().filter(t -> t.loss() < Double.POSITIVE_INFINITY).count();
    Draws draws = new Draws(seed, number);
    if (measured < RANDOM_TRIALS || varying.isEmpty()) {
      return Optional.of(random.draw(draws));
    }
    over.sort(Comparator.comparingDouble(Tried::loss));
    int few = (int) Math.min(MOST_GOOD, Math.ceil(GOOD * over.size()));
    List<Tried> others = new ArrayList<>(over.subList(few, over.size()));
    tried.stream().filter(t -> !t.over()).forEach(others::add);
    Mixture good = new Mixture(over.subList(0, few));
    Mixture bad = new Mixture(others);
    Set<Map<String, Object>> known = new HashSet<>();
    tried.forEach(t -> known.add(varyingOf(t.settings())));

    Map<String, Object> best = Map.of();
    double highest = Double.NEGATIVE_INFINITY;
    boolean bestIsNew = false;
    for (int i = 0; i < CANDIDATES; i++) {
      Map<String, Object> candidate = good.draw(draws);
      double ratio = good.logDensity(candidate) - bad.logDensity(candidate);
      // Trying the same again would tell nothing.
      boolean isNew = !known.contains(candidate);
      if (best.isEmpty() || (isNew && !bestIsNew) || (isNew == bestIsNew && ratio > highest)) {
        best = candidate;
        highest = ratio;
        bestIsNew = isNew;
      }
    }
    return Optional.of(withConstants(best));
  }

  private Map<String, Object> varyingOf(Map<String, Object> settings) {
    Map<String, Object> some = new LinkedHashMap<>();
    varying.forEach(p -> some.put(p.name(), settings.getOrDefault(p.name(), "")));
    return some;
  }

  private Map<String, Object> withConstants(Map<String, Object> chosen) {
    Map<String, Object> settings = new LinkedHashMap<>();
    for (SweepParameter parameter : parameters) {
      Object value = chosen.get(parameter.name());
      settings.put(parameter.name(), value == null ? parameter.distribution().quantile(.5) : value);
    }
    return settings;
  }

  /** A kernel for each trial, and one for what was believed before any. */
  private final class Mixture {
    private final List<Kernels> byParameter = new ArrayList<>();
    private final int kernels;

    Mixture(List<Tried> trials) {
      for (SweepParameter parameter : varying) {
        List<Object> values = trials.stream().map(t -> t.settings().get(parameter.name())).toList();
        byParameter.add(Kernels.of(parameter.distribution(), values, varying.size()));
      }
      kernels = trials.size() + 1;
    }

    Map<String, Object> draw(Draws draws) {
      int kernel = (int) (draws.uniform() * kernels);
      Map<String, Object> drawn = new LinkedHashMap<>();
      for (int p = 0; p < varying.size(); p++) {
        drawn.put(varying.get(p).name(), byParameter.get(p).draw(kernel, draws));
      }
      return drawn;
    }

    double logDensity(Map<String, Object> settings) {
      double[] logs = new double[kernels];
      for (int p = 0; p < varying.size(); p++) {
        Object value = settings.getOrDefault(varying.get(p).name(), "");
        byParameter.get(p).addLogDensities(value, logs);
      }
      double most = Arrays.stream(logs).max().orElseThrow();
      double sum = Arrays.stream(logs).map(log -> StrictMath.exp(log - most)).sum();
      return most + StrictMath.log(sum / kernels);
    }
  }
}
