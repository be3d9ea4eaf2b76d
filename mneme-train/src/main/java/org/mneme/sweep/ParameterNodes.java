package org.mneme.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The parameters of a sweep file. */
final class ParameterNodes {
  private static final int DEEPEST = 20;
  private static final double LARGEST_EXPONENT = 25;
  private static final double SMALLEST_EXPONENT = .01;
  private static final Set<String> KEYS =
      Set.of(
          "distribution",
          "max",
          "min",
          "mu",
          "parameters",
          "probabilities",
          "q",
          "sigma",
          "value",
          "values");

  private static final String DISTRIBUTIONS =
      "categorical, constant, int_uniform, uniform, q_uniform, log_uniform_values,"
          + " q_log_uniform_values, inv_log_uniform_values, log_uniform, q_log_uniform,"
          + " inv_log_uniform, normal, q_normal, log_normal, q_log_normal";

  private final Yaml yaml;

  ParameterNodes(Yaml yaml) {
    this.yaml = yaml;
  }

  List<SweepParameter> read(Node node) throws SweepFileException {
    List<SweepParameter> found = new ArrayList<>();
    read(node, "", 0, found);
    return found;
  }

  private void read(Node node, String prefix, int depth, List<SweepParameter> found)
      throws SweepFileException {
    if (depth > DEEPEST) {
      throw yaml.error(node, "parameters are nested too deep");
    }
    Map<String, NodeTuple> entries = yaml.entries(node, "parameters");
    if (entries.isEmpty()) {
      throw yaml.error(node, "parameters are missing: names with value, values or min and max");
    }
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      String name = prefix + entry.getKey();
      Node body = entry.getValue().getValueNode();
      Map<String, NodeTuple> keys = yaml.entries(body, "parameter '%s'".formatted(name));
      for (Map.Entry<String, NodeTuple> key : keys.entrySet()) {
        if (!KEYS.contains(key.getKey())) {
          throw yaml.error(
              key.getValue().getKeyNode(),
              "'%s' is unknown in parameter '%s'; known are %s"
                  .formatted(
                      key.getKey(), name, String.join(", ", KEYS.stream().sorted().toList())));
        }
      }
      Node nested = SweepFile.entry(keys, "parameters");
      if (nested != null) {
        only(keys, Set.of("parameters"), name);
        read(nested, name + ".", depth + 1, found);
      } else {
        found.add(new SweepParameter(name, distribution(name, body, keys)));
      }
    }
  }

  private ParameterDistribution distribution(String name, Node body, Map<String, NodeTuple> keys)
      throws SweepFileException {
    Node given = SweepFile.entry(keys, "distribution");
    String kind =
        given == null ? unnamed(name, body, keys) : yaml.text(given, "distribution of " + name);
    try {
      return switch (kind) {
        case "constant" -> {
          only(keys, Set.of("distribution", "value"), name);
          yield Categorical.constant(yaml.value(need(name, body, keys, "value"), name));
        }
        case "categorical", "categorical_w_probabilities" -> {
          only(keys, Set.of("distribution", "values", "probabilities"), name);
          yield categorical(name, body, keys);
        }
        case "int_uniform" -> {
          only(keys, Set.of("distribution", "min", "max"), name);
          yield Numeric.integers(
              yaml.whole(need(name, body, keys, "min"), "min of " + name),
              yaml.whole(need(name, body, keys, "max"), "max of " + name));
        }
        case "uniform", "q_uniform" -> between(Numeric.Scale.LINEAR, false, name, body, keys);
        case "log_uniform_values", "q_log_uniform_values" ->
            between(Numeric.Scale.LOG, true, name, body, keys);
        case "inv_log_uniform_values" -> between(Numeric.Scale.INVERSE_LOG, true, name, body, keys);
        case "log_uniform", "q_log_uniform" -> between(Numeric.Scale.LOG, false, name, body, keys);
        case "inv_log_uniform" -> between(Numeric.Scale.INVERSE_LOG, false, name, body, keys);
        case "normal", "q_normal" -> around(Numeric.Scale.LINEAR, name, keys);
        case "log_normal", "q_log_normal" -> around(Numeric.Scale.LOG, name, keys);
        default ->
            throw yaml.error(
                given == null ? body : given,
                "distribution '%s' of '%s' is not supported; take one of %s"
                    .formatted(kind, name, DISTRIBUTIONS));
      };
    } catch (IllegalArgumentException e) {
      throw yaml.error(body, "parameter '%s': %s".formatted(name, e.getMessage()), e);
    }
  }

  /** What W&amp;B takes a parameter for that does not say. */
  private String unnamed(String name, Node body, Map<String, NodeTuple> keys)
      throws SweepFileException {
    if (keys.containsKey("value")) {
      return "constant";
    }
    if (keys.containsKey("values")) {
      return "categorical";
    }
    Node min = SweepFile.entry(keys, "min");
    Node max = SweepFile.entry(keys, "max");
    if (min == null || max == null) {
      throw yaml.error(body, "parameter '%s' needs value, values, or min and max".formatted(name));
    }
    return yaml.isWhole(min) && yaml.isWhole(max) ? "int_uniform" : "uniform";
  }

  private Categorical categorical(String name, Node body, Map<String, NodeTuple> keys)
      throws SweepFileException {
    List<Object> values = new ArrayList<>();
    for (Node each : yaml.items(need(name, body, keys, "values"), "values of " + name)) {
      values.add(yaml.value(each, name));
    }
    Node weights = SweepFile.entry(keys, "probabilities");
    if (weights == null) {
      return Categorical.of(values);
    }
    List<Double> probabilities = new ArrayList<>();
    for (Node each : yaml.items(weights, "probabilities of " + name)) {
      probabilities.add(yaml.number(each, "a probability of " + name));
    }
    return new Categorical(values, probabilities);
  }

  /**
   * Reads a range from min to max.
   *
   * @param values whether the ends are values; else they are places on the scale
   */
  private Numeric between(
      Numeric.Scale scale, boolean values, String name, Node body, Map<String, NodeTuple> keys)
      throws SweepFileException {
    only(keys, Set.of("distribution", "min", "max", "q"), name);
    Node minNode = need(name, body, keys, "min");
    double min = yaml.number(minNode, "min of " + name);
    double max = yaml.number(need(name, body, keys, "max"), "max of " + name);
    if (!values) {
      if (scale != Numeric.Scale.LINEAR) {
        Node kind = need(name, body, keys, "distribution");
        requireExponents(
            scale, yaml.text(kind, "distribution of " + name), minNode, name, min, max);
      }
      return new Numeric(scale, Numeric.Shape.UNIFORM, min, max, step(name, keys), wholeStep(keys));
    }
    if (!(min > 0)) {
      throw yaml.error(
          minNode, "min of '%s' (%s) must be above 0 for a logarithm".formatted(name, min));
    }
    double a = scale.latent(min);
    double b = scale.latent(max);
    boolean inverse = scale == Numeric.Scale.INVERSE_LOG;
    return new Numeric(
        scale,
        Numeric.Shape.UNIFORM,
        inverse ? b : a,
        inverse ? a : b,
        step(name, keys),
        wholeStep(keys));
  }

  /**
   * Refuses exponents that are plainly meant as values: no setting is as large as e to the 25th,
   * and nobody means the little way from e to the .0001 to e to the .1.
   */
  private void requireExponents(
      Numeric.Scale scale, String kind, Node at, String name, double min, double max)
      throws SweepFileException {
    boolean tooLarge = Math.max(Math.abs(min), Math.abs(max)) > LARGEST_EXPONENT;
    boolean values = (min >= 0 && max < 1) || (min > 0 && min < SMALLEST_EXPONENT);
    if (!tooLarge && !values) {
      return;
    }
    boolean inverse = scale == Numeric.Scale.INVERSE_LOG;
    throw yaml.error(
        at,
        String.format(
            Locale.ROOT,
            "parameter '%s': %s takes exponents, so that min %s and max %s mean %.4g to %.4g; did you"
                + " mean %s_values?",
            name,
            kind,
            min,
            max,
            scale.value(inverse ? max : min),
            scale.value(inverse ? min : max),
            kind));
  }

  private Numeric around(Numeric.Scale scale, String name, Map<String, NodeTuple> keys)
      throws SweepFileException {
    only(keys, Set.of("distribution", "mu", "sigma", "q"), name);
    Node mu = SweepFile.entry(keys, "mu");
    Node sigma = SweepFile.entry(keys, "sigma");
    return new Numeric(
        scale,
        Numeric.Shape.NORMAL,
        mu == null ? 0 : yaml.number(mu, "mu of " + name),
        sigma == null ? 1 : yaml.number(sigma, "sigma of " + name),
        step(name, keys),
        wholeStep(keys));
  }

  /** W&amp;B's distributions that begin with q_ round to multiples of q, which is 1 unless said. */
  private double step(String name, Map<String, NodeTuple> keys) throws SweepFileException {
    Node q = SweepFile.entry(keys, "q");
    if (!isQuantized(keys)) {
      if (q != null) {
        throw yaml.error(
            q, "q of '%s' has no meaning without a distribution q_...".formatted(name));
      }
      return 0;
    }
    double step = q == null ? 1 : yaml.number(q, "q of " + name);
    if (!(step > 0)) {
      throw new IllegalArgumentException("q (%s) must be above 0".formatted(step));
    }
    return step;
  }

  private boolean wholeStep(Map<String, NodeTuple> keys) {
    Node q = SweepFile.entry(keys, "q");
    return isQuantized(keys) && (q == null || yaml.isWhole(q));
  }

  private boolean isQuantized(Map<String, NodeTuple> keys) {
    Node given = SweepFile.entry(keys, "distribution");
    return given instanceof ScalarNode scalar && scalar.getValue().startsWith("q_");
  }

  private Node need(String name, Node body, Map<String, NodeTuple> keys, String key)
      throws SweepFileException {
    @Nullable Node node = SweepFile.entry(keys, key);
    if (node == null) {
      throw yaml.error(body, "parameter '%s' needs %s".formatted(name, key));
    }
    return node;
  }

  private void only(Map<String, NodeTuple> keys, Set<String> allowed, String name)
      throws SweepFileException {
    for (Map.Entry<String, NodeTuple> key : keys.entrySet()) {
      if (!allowed.contains(key.getKey())) {
        throw yaml.error(
            key.getValue().getKeyNode(),
            "'%s' does not go with %s in parameter '%s'"
                .formatted(
                    key.getKey(), String.join(", ", allowed.stream().sorted().toList()), name));
      }
    }
  }
}
