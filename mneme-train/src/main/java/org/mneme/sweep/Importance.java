package org.mneme.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.ranking.NaturalRanking;
import org.mneme.track.RunSummary;

/**
 * How much one setting alone tells of a metric: the share of the variance of the metric's ranks
 * that lies between groups of runs, epsilon squared of Kruskal and Wallis (Kelley, 1935; King and
 * Minium, 2003): {@code (H - k + 1) / (n - k)}, about 0 for a setting that does nothing and 1 for
 * one that decides all. Runs are grouped by the setting's value, a number of more than {@value
 * #MOST_VALUES} values by its quarters. What settings do only together is not seen, and in a search
 * that crowds around good values a setting looks less important than it is.
 *
 * @param setting that varies between the runs
 * @param share 0 to 1
 * @param p probability of no less by chance
 */
public record Importance(String setting, double share, double p) {
  static final int MOST_VALUES = 4;

  /**
   * {@return the importance of every setting that varies, the most important first}
   *
   * @param runs those without the metric are left out
   * @param objective whose metric is told of
   */
  public static List<Importance> of(List<RunSummary> runs, Objective objective) {
    List<RunSummary> evaluated = SweepResult.ranked(objective, runs);
    TreeSet<String> settings = new TreeSet<>();
    evaluated.forEach(run -> settings.addAll(run.about().settings().keySet()));
    double[] values =
        evaluated.stream().mapToDouble(run -> objective.of(run).orElseThrow()).toArray();
    List<Importance> found = new ArrayList<>();
    for (String setting : settings) {
      of(setting, evaluated, values).ifPresent(found::add);
    }
    found.sort(Comparator.comparingDouble(Importance::share).reversed());
    return found;
  }

  private static Optional<Importance> of(String setting, List<RunSummary> runs, double[] values) {
    Map<Object, List<Integer>> groups = groups(setting, runs);
    int n = runs.size();
    int k = groups.size();
    if (k < 2 || n <= k) {
      return Optional.empty();
    }
    double[] ranks = new NaturalRanking().apply(values);
    double mean = (n + 1) / 2.;
    double between = 0;
    for (List<Integer> group : groups.values()) {
      double off = group.stream().mapToDouble(i -> ranks[i]).average().orElseThrow() - mean;
      between += group.size() * off * off;
    }
    double variance =
        IntStream.range(0, n).mapToDouble(i -> (ranks[i] - mean) * (ranks[i] - mean)).sum()
            / (n - 1);
    if (variance == 0) {
      return Optional.empty();
    }
    double h = between / variance; // corrected for ties, by their variance
    double share = Math.max(0, (h - k + 1) / (n - k));
    double p = ChiSquaredDistribution.of(k - 1).survivalProbability(h);
    return Optional.of(new Importance(setting, Math.min(1, share), p));
  }

  private static Map<Object, List<Integer>> groups(String setting, List<RunSummary> runs) {
    List<Object> values =
        runs.stream()
            .map(run -> run.about().settings().getOrDefault(setting, "(not set)"))
            .toList();
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    boolean quarters =
        values.stream().allMatch(Number.class::isInstance)
            && values.stream().distinct().count() > MOST_VALUES;
    double[] ranks =
        quarters
            ? new NaturalRanking()
                .apply(values.stream().mapToDouble(v -> ((Number) v).doubleValue()).toArray())
            : new double[0];
    for (int i = 0; i < values.size(); i++) {
      Object group =
          quarters
              ? (Object) (int) Math.ceil(MOST_VALUES * ranks[i] / values.size())
              : values.get(i);
      groups.computeIfAbsent(group, g -> new ArrayList<>()).add(i);
    }
    return groups;
  }
}
