package org.mneme.sweep;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mneme.files.FileKind;
import org.mneme.files.TextInput;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Reads sweep files by W&amp;B's conventions (its documentation and the JSON schema of its package
 * {@code sweeps} 0.2, both of 2025).
 */
final class SweepFile {
  /** What says where and by whom a sweep is run, or how it is shown. */
  private static final Set<String> IGNORED =
      Set.of(
          "apiVersion",
          "command",
          "controller",
          "description",
          "entity",
          "image_uri",
          "job",
          "kind",
          "program",
          "project");

  private static final Set<String> KNOWN =
      Set.of("method", "metric", "parameters", "early_terminate", "name", "run_cap");

  private static final double ETA = 3;

  /** W&B tries grids and random draws without a metric; trials are ranked by this then. */
  private static final Objective USUAL = Objective.maximize("val_spearman");

  /** W&B's largest examples have some kilobytes. */
  private static final long LARGEST = 1 << 20;

  /** What YAML may look like from its first bytes. */
  private static final Set<FileKind> TEXT = Set.of(FileKind.TEXT, FileKind.JSON, FileKind.EMPTY);

  private final Yaml yaml;
  private final String text;

  SweepFile(Path file, String text) {
    this.yaml = new Yaml(file);
    this.text = text;
  }

  /** What the file says, whether its program wrote UTF-8 or UTF-16. */
  static String text(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > LARGEST) {
      throw new SweepFileException(
          "%s: has %d bytes; a sweep file has at most %d"
              .formatted(file, Files.size(file), LARGEST),
          null);
    }
    Optional<FileKind> other = FileKind.of(file).filter(kind -> !TEXT.contains(kind));
    if (other.isPresent()) {
      throw new SweepFileException(
          "%s: %s".formatted(file, other.get().insteadOf("a sweep file (YAML)")), null);
    }
    StringBuilder text = new StringBuilder();
    try (BufferedReader reader = TextInput.reader(Files.newInputStream(file))) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
    }
    if (text.indexOf(String.valueOf(TextInput.DAMAGED)) >= 0) {
      throw new SweepFileException(
          file + ": is no text in UTF-8 or UTF-16. Save it as UTF-8", null);
    }
    return text.toString();
  }

  SweepPlan plan(String defaultName) throws SweepFileException {
    Node root = yaml.root(text);
    Map<String, NodeTuple> entries = yaml.entries(root, "a sweep file");
    List<String> ignored = new ArrayList<>();
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      if (IGNORED.contains(entry.getKey())) {
        ignored.add(entry.getKey());
      } else if (!KNOWN.contains(entry.getKey())) {
        throw unknown(entry.getValue().getKeyNode(), entry.getKey(), KNOWN);
      }
    }
    SweepPlan.Method method = method(required(root, entries, "method", "grid, random or bayes"));
    Node metric = entry(entries, "metric");
    if (metric == null && method == SweepPlan.Method.BAYES) {
      throw yaml.error(
          root,
          "metric is missing: which figure a bayes search is to make best, such as"
              + " metric: {name: val_spearman, goal: maximize}");
    }
    ParameterNodes parameters = new ParameterNodes(yaml);
    Node parameterNode =
        required(root, entries, "parameters", "names with value, values or min and max");
    List<SweepParameter> found = parameters.read(parameterNode);
    Node early = entry(entries, "early_terminate");
    Node cap = entry(entries, "run_cap");
    Node name = entry(entries, "name");
    String shown = name == null ? defaultName : yaml.text(name, "name");
    Objective objective = metric == null ? USUAL : objective(metric);
    Optional<Hyperband> hyperband =
        early == null ? Optional.empty() : Optional.of(hyperband(early));
    OptionalInt most = cap == null ? OptionalInt.empty() : OptionalInt.of(cap(cap));
    return checked(
        parameterNode,
        () ->
            new SweepPlan(
                shown, method, objective, metric == null, found, hyperband, most, ignored, text));
  }

  /** Tells a refused value by its place. */
  private <T> T checked(Node at, Supplier<T> made) throws SweepFileException {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw yaml.error(at, String.valueOf(e.getMessage()), e);
    }
  }

  private SweepPlan.Method method(Node node) throws SweepFileException {
    String name = yaml.text(node, "method");
    return switch (name) {
      case "grid" -> SweepPlan.Method.GRID;
      case "random" -> SweepPlan.Method.RANDOM;
      case "bayes" -> SweepPlan.Method.BAYES;
      default ->
          throw yaml.error(
              node, "method '%s' is not supported; take grid, random or bayes".formatted(name));
    };
  }

  private Objective objective(Node node) throws SweepFileException {
    Map<String, NodeTuple> entries =
        known(node, "metric", Set.of("name", "goal", "target", "impute", "impute_while_running"));
    String name =
        yaml.text(required(node, entries, "name", "the metric, such as val_spearman"), "name");
    Node goal = entry(entries, "goal");
    Node target = entry(entries, "target");
    return new Objective(
        name,
        goal == null ? Objective.Goal.MINIMIZE : goal(goal),
        target == null ? OptionalDouble.empty() : OptionalDouble.of(yaml.number(target, "target")));
  }

  private Objective.Goal goal(Node node) throws SweepFileException {
    String name = yaml.text(node, "goal");
    return switch (name) {
      case "minimize" -> Objective.Goal.MINIMIZE;
      case "maximize" -> Objective.Goal.MAXIMIZE;
      default -> throw yaml.error(node, "goal '%s' must be minimize or maximize".formatted(name));
    };
  }

  private Hyperband hyperband(Node node) throws SweepFileException {
    Map<String, NodeTuple> entries =
        known(
            node, "early_terminate", Set.of("type", "min_iter", "max_iter", "s", "eta", "strict"));
    Node type = required(node, entries, "type", "hyperband");
    if (!yaml.text(type, "type").equals("hyperband")) {
      throw yaml.error(type, "the only type of early termination is hyperband");
    }
    Node etaNode = entry(entries, "eta");
    Node strictNode = entry(entries, "strict");
    double eta = etaNode == null ? ETA : yaml.number(etaNode, "eta");
    boolean strict = strictNode != null && yaml.bool(strictNode, "strict");
    Node max = entry(entries, "max_iter");
    if (max != null) {
      int last = small(max, "max_iter");
      int s = small(required(node, entries, "s", "how many bands, beside max_iter"), "s");
      return checked(node, () -> Hyperband.downFrom(last, s, eta, strict));
    }
    int first =
        small(required(node, entries, "min_iter", "the first band, or max_iter and s"), "min_iter");
    return checked(node, () -> Hyperband.upFrom(first, eta, strict));
  }

  private int cap(Node node) throws SweepFileException {
    int cap = small(node, "run_cap");
    if (cap < 1) {
      throw yaml.error(node, "run_cap must be 1 or more");
    }
    return cap;
  }

  private int small(Node node, String what) throws SweepFileException {
    long number = yaml.whole(node, what);
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw yaml.error(node, "%s (%d) must be from 0 to 2^31 - 1".formatted(what, number));
    }
    return (int) number;
  }

  private Map<String, NodeTuple> known(Node node, String what, Set<String> known)
      throws SweepFileException {
    Map<String, NodeTuple> entries = yaml.entries(node, what);
    for (Map.Entry<String, NodeTuple> entry : entries.entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw unknown(entry.getValue().getKeyNode(), entry.getKey(), known);
      }
    }
    return entries;
  }

  private SweepFileException unknown(Node at, String key, Set<String> known) {
    return yaml.error(
        at,
        "'%s' is unknown here; known are %s"
            .formatted(key, String.join(", ", known.stream().sorted().toList())));
  }

  private Node required(Node parent, Map<String, NodeTuple> entries, String key, String needed)
      throws SweepFileException {
    Node node = entry(entries, key);
    if (node == null) {
      throw yaml.error(parent, "%s is missing: %s".formatted(key, needed));
    }
    return node;
  }

  static @Nullable Node entry(Map<String, NodeTuple> entries, String key) {
    NodeTuple entry = entries.get(key);
    return entry == null ? null : entry.getValueNode();
  }
}
