package org.mneme.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a sweep tries, and how.
 *
 * @param name for people
 * @param method how settings are chosen
 * @param objective what is looked for
 * @param metricIsAssumed whether nobody named the objective's metric: the usual one is taken
 * @param parameters by name
 * @param earlyTermination which trials are ended early; empty for none
 * @param cap how many trials at most
 * @param ignored keys of the file that mean nothing here, such as {@code program}
 * @param text of the file, or empty
 */
public record SweepPlan(
    String name,
    Method method,
    Objective objective,
    boolean metricIsAssumed,
    List<SweepParameter> parameters,
    Optional<Hyperband> earlyTermination,
    OptionalInt cap,
    List<String> ignored,
    String text) {

  /** How settings are chosen. */
  public enum Method {
    /** Every combination of values, once. */
    GRID,
    /** Values drawn at random, each by its distribution. */
    RANDOM,
    /** Values that promise most by the trials before. */
    BAYES
  }

  /**
   * Sorts the parameters by name.
   *
   * @param name for people
   * @param method how settings are chosen
   * @param objective what is looked for
   * @param metricIsAssumed whether nobody named the objective's metric
   * @param parameters by name
   * @param earlyTermination which trials are ended early
   * @param cap how many trials at most
   * @param ignored keys of the file that mean nothing here, such as {@code program}
   * @param text of the file, or empty
   * @throws IllegalArgumentException if there is no parameter, one is there twice, or a grid has no
   *     end
   */
  public SweepPlan {
    Objects.requireNonNull(name);
    parameters = parameters.stream().sorted(Comparator.comparing(SweepParameter::name)).toList();
    ignored = List.copyOf(ignored);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException("a sweep needs at least one parameter");
    }
    Set<String> names = new HashSet<>();
    for (SweepParameter parameter : parameters) {
      if (!names.add(parameter.name())) {
        throw new IllegalArgumentException(
            "parameter '%s' is there twice".formatted(parameter.name()));
      }
    }
    if (method == Method.GRID) {
      GridSearch.requireEnd(parameters);
    }
  }

  /**
   * {@return a plan without early termination, cap or file}
   *
   * @param name for people
   * @param method how settings are chosen
   * @param objective what is looked for
   * @param parameters one or more, of unlike names
   */
  public static SweepPlan of(
      String name, Method method, Objective objective, List<SweepParameter> parameters) {
    return new SweepPlan(
        name,
        method,
        objective,
        false,
        parameters,
        Optional.empty(),
        OptionalInt.empty(),
        List.of(),
        "");
  }

  /**
   * Reads a sweep file in the form of Weights &amp; Biases; what of it is understood is in
   * docs/tuning.md.
   *
   * @param file YAML
   * @return the plan
   * @throws SweepFileException naming file, line and column, what was found, and what was needed
   * @throws IOException if the file cannot be read
   */
  public static SweepPlan read(Path file) throws IOException {
    String text = SweepFile.text(file);
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    return new SweepFile(file, text).plan(name);
  }

  /**
   * {@return a copy that ends trials early}
   *
   * @param hyperband at which steps, and how many
   */
  public SweepPlan withEarlyTermination(Hyperband hyperband) {
    return new SweepPlan(
        name,
        method,
        objective,
        metricIsAssumed,
        parameters,
        Optional.of(hyperband),
        cap,
        ignored,
        text);
  }

  /** {@return how many trials there can be; empty if there is no end of them} */
  public OptionalLong trials() {
    if (method == Method.GRID) {
      long all = new GridSearch(parameters).combinations();
      return OptionalLong.of(cap.isPresent() ? Math.min(all, cap.getAsInt()) : all);
    }
    return cap.isPresent() ? OptionalLong.of(cap.getAsInt()) : OptionalLong.empty();
  }

  /** What tells this sweep from others, by name; a change of name or cap leaves it the same. */
  Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("method", method.name().toLowerCase(Locale.ROOT));
    facts.put("metric", objective.metric());
    facts.put("goal", objective.goal().name().toLowerCase(Locale.ROOT));
    objective.target().ifPresent(target -> facts.put("target", target));
    parameters.forEach(
        each -> facts.put("parameter " + each.name(), each.distribution().identity()));
    earlyTermination.ifPresent(
        hyperband -> {
          facts.put("bands", hyperband.bands().stream().map(String::valueOf).toList());
          facts.put("eta", hyperband.eta());
          facts.put("strict", hyperband.strict());
        });
    return facts;
  }
}
