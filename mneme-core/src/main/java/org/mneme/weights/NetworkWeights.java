package org.mneme.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Finds a network's tensors in a checkpoint: all of them, with the right shapes, and no others.
 *
 * <p>Names may all lie under one prefix, such as {@code module.} (DataParallel), {@code
 * state_dict.} or {@code model.module.}; what torch.compile and the like put between a name's parts
 * is left out. When the prefix is, or begins with, a dictionary of its own within the checkpoint,
 * the dictionaries beside it (an optimizer's) are left alone; else every tensor of the file must be
 * the network's. A batch norm's {@code num_batches_tracked}, which scoring does not use, is the
 * only extra that is allowed unless the choice ignores others.
 */
public final class NetworkWeights {
  private static final String COUNTER = ".num_batches_tracked";

  /** Each list in a message ends here; the counts are always whole. */
  private static final int LISTED = 20;

  /** Parts of names that wrap a module: torch.compile, FSDP and activation checkpointing. */
  private static final Set<String> WRAPPERS =
      Set.of("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

  private final Network network;
  private final Checkpoint checkpoint;
  private final WeightsChoice choice;
  private final Map<String, Parameter> needed;
  private final Map<String, Tensor> tensors;

  private NetworkWeights(Network network, Checkpoint checkpoint, WeightsChoice choice) {
    this.network = network;
    this.checkpoint = checkpoint;
    this.choice = choice;
    this.needed = network.parameters();
    this.tensors = unwrapped(checkpoint.tensors());
  }

  /**
   * {@return the network's only copy in the checkpoint, which holds nothing beside it}
   *
   * @param network whose tensors are wanted
   * @param checkpoint where they are
   * @throws WeightsException if a tensor is missing, extra, misshapen or not of a floating type
   */
  public static Map<String, Tensor> of(Network network, Checkpoint checkpoint)
      throws WeightsException {
    return of(network, checkpoint, WeightsChoice.ONLY);
  }

  /**
   * {@return the network's tensors by the network's own names, in its order} They are
   * floating-point, of any width.
   *
   * @param network whose tensors are wanted
   * @param checkpoint where they are
   * @param choice which of its tensors are the network's
   * @throws WeightsException if a tensor is missing, extra, misshapen or not of a floating type;
   *     the message lists them all, up to 20 of each kind. Also if the network is there several
   *     times and none is chosen, or if the choice means nothing in this file
   */
  public static Map<String, Tensor> of(Network network, Checkpoint checkpoint, WeightsChoice choice)
      throws WeightsException {
    return new NetworkWeights(network, checkpoint, choice).found();
  }

  private Map<String, Tensor> found() throws WeightsException {
    String prefix = prefix();
    Map<String, Tensor> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    needed.forEach(
        (name, parameter) -> {
          Tensor tensor = tensors.get(prefix + name);
          if (tensor == null) {
            missing.add(name);
          } else if (!tensor.shape().equals(parameter.shape()) || !isFloating(tensor.type())) {
            misshapen.add(
                "%s is %s, not %s"
                    .formatted(
                        name,
                        isFloating(tensor.type()) ? tensor.shape() : tensor,
                        parameter.shape()));
          } else {
            found.put(name, tensor);
          }
        });
    requireIgnoredOthers(prefix);
    List<String> extra = extra(prefix);
    if (missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty()) {
      return found;
    }
    if (missing.isEmpty() && misshapen.isEmpty()) {
      throw new WeightsException(
          "%s: holds the network '%s'%s, but in the same place also what is not part of it; %s"
              .formatted(
                  checkpoint.file(),
                  network.name(),
                  under(prefix),
                  list("extra", extra.stream().map(Quote::plain).toList())),
          Remedy.of(Action.IGNORE_TENSORS, "Leave it out", patternOf(prefix, extra)));
    }
    throw new WeightsException(
        "%s: does not hold the network '%s'%s: %d of its %d tensors fit; %s; %s; %s%s. Is this file for another network?"
            .formatted(
                checkpoint.file(),
                network.name(),
                under(prefix),
                found.size(),
                needed.size(),
                list("missing", missing),
                list("extra", extra.stream().map(Quote::plain).toList()),
                list("misshapen", misshapen),
                passedOver()),
        Remedy.of(Action.INSPECT_MODEL, "List its tensors", checkpoint.file()));
  }

  private static String under(String prefix) {
    return prefix.isEmpty() ? "" : " under " + Quote.of(prefix);
  }

  private String passedOver() {
    List<String> objects =
        checkpoint.passedOver().entrySet().stream()
            .map(e -> "%s (%s)".formatted(Quote.plain(e.getKey()), Quote.plain(e.getValue())))
            .toList();
    return objects.isEmpty() ? "" : "; " + list("passed over unread", objects);
  }

  /**
   * The tensors without wrappers in their names. Where two would then have the same name, all are
   * left as they are.
   */
  private static Map<String, Tensor> unwrapped(Map<String, Tensor> tensors) {
    Map<String, Tensor> bare = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      if (bare.put(unwrapped(entry.getKey()), entry.getValue()) != null) {
        return tensors;
      }
    }
    return bare;
  }

  private static String unwrapped(String name) {
    if (WRAPPERS.stream().noneMatch(name::contains)) {
      return name;
    }
    List<String> parts = new ArrayList<>(List.of(name.split("\\.", -1)));
    parts.removeAll(WRAPPERS);
    return String.join(".", parts);
  }

  /** What stands before most of the network's names; of equals the shortest. */
  private String prefix() throws WeightsException {
    Map<String, Integer> matches = new HashMap<>();
    int mostParts = needed.keySet().stream().mapToInt(NetworkWeights::parts).max().orElse(0);
    String chosen = choice.stateDict().map(name -> unwrapped(name) + ".").orElse("");
    boolean any = false;
    for (String name : tensors.keySet()) {
      if (!name.startsWith(chosen) || isIgnored(name)) {
        continue;
      }
      any = true;
      int start = name.length() + 1;
      for (int part = 0; part < mostParts && start > chosen.length(); part++) {
        start = name.lastIndexOf('.', start - 2) + 1;
        if (start >= chosen.length() && needed.containsKey(name.substring(start))) {
          matches.merge(name.substring(0, start), 1, Integer::sum);
        }
      }
    }
    if (!any && !chosen.isEmpty()) {
      throw new WeightsException(
          "%s: holds no tensors under %s".formatted(checkpoint.file(), Quote.of(chosen)),
          choose("Choose one of these", stateDicts()));
    }
    List<String> whole =
        matches.keySet().stream().filter(p -> matches.get(p) == needed.size()).sorted().toList();
    if (whole.size() > 1) {
      List<String> names =
          whole.stream().filter(p -> !p.isEmpty()).map(NetworkWeights::withoutDot).toList();
      boolean outermost = names.size() < whole.size();
      List<Remedy> remedies = new ArrayList<>();
      remedies.add(choose("Choose one", names));
      if (outermost) {
        remedies.add(
            Remedy.of(
                Action.IGNORE_TENSORS,
                "Or leave the others out",
                "^(%s)\\."
                    .formatted(
                        names.stream()
                            .map(NetworkWeights::escaped)
                            .collect(Collectors.joining("|")))));
      }
      throw new WeightsException(
          "%s: holds the network '%s' %d times: %sunder %s"
              .formatted(
                  checkpoint.file(),
                  network.name(),
                  whole.size(),
                  outermost ? "outermost, and " : "",
                  String.join(" and ", names.stream().map(Quote::of).toList())),
          remedies.toArray(Remedy[]::new));
    }
    return matches.keySet().stream()
        .max(
            Comparator.<String>comparingInt(matches::get)
                .thenComparing(Comparator.comparingInt(String::length).reversed())
                .thenComparing(Comparator.reverseOrder()))
        .orElse(chosen);
  }

  private static Remedy choose(String advice, List<String> names) {
    return new Remedy(Action.CHOOSE_STATE_DICT, advice, names);
  }

  private static String withoutDot(String prefix) {
    return prefix.substring(0, prefix.length() - 1);
  }

  /** Names of the outermost dictionaries that hold tensors. */
  private List<String> stateDicts() {
    return tensors.keySet().stream()
        .filter(name -> name.indexOf('.') > 0)
        .map(name -> name.substring(0, name.indexOf('.')))
        .distinct()
        .toList();
  }

  /** How many parts a name has between its dots. */
  private static int parts(String name) {
    return 1 + (int) name.chars().filter(c -> c == '.').count();
  }

  private List<String> extra(String prefix) {
    String own = own(prefix);
    List<String> extra = new ArrayList<>();
    for (String name : tensors.keySet()) {
      if (!name.startsWith(own)) {
        continue;
      }
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      if (!needed.containsKey(bare) && !isCounter(bare) && !isIgnored(name)) {
        extra.add(name);
      }
    }
    return extra;
  }

  /** What all tensors that must be the network's have before their names. */
  private String own(String prefix) {
    String dictionary = ownDictionary(prefix);
    String chosen = choice.stateDict().map(name -> unwrapped(name) + ".").orElse("");
    return chosen.length() > dictionary.length() ? chosen : dictionary;
  }

  /** The longest dictionary's name that the prefix begins with, and a dot; or nothing. */
  private String ownDictionary(String prefix) {
    return checkpoint.dictionaries().stream()
        .map(dictionary -> unwrapped(dictionary) + ".")
        .filter(prefix::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private boolean isIgnored(String name) {
    return choice.ignored().stream().anyMatch(pattern -> pattern.matcher(name).find());
  }

  /** Every pattern is there for something, and for nothing that the network needs. */
  private void requireIgnoredOthers(String prefix) throws WeightsException {
    for (Pattern pattern : choice.ignored()) {
      Optional<String> own =
          needed.keySet().stream()
              .map(name -> prefix + name)
              .filter(tensors::containsKey)
              .filter(name -> pattern.matcher(name).find())
              .findFirst();
      if (own.isPresent()) {
        throw new WeightsException(
            "%s: %s, which the network '%s' needs, would be ignored too by %s"
                .formatted(
                    checkpoint.file(),
                    Quote.plain(own.get()),
                    network.name(),
                    Quote.of(pattern.pattern())));
      }
      if (tensors.keySet().stream().noneMatch(name -> pattern.matcher(name).find())) {
        throw new WeightsException(
            "%s: no tensor's name has anything of %s, which is to be ignored"
                .formatted(checkpoint.file(), Quote.of(pattern.pattern())));
      }
    }
  }

  /** A regular expression for these names and for none that the network needs. */
  private String patternOf(String prefix, List<String> extra) {
    int own = own(prefix).length();
    Set<String> ends = new LinkedHashSet<>();
    Set<String> beginnings = new LinkedHashSet<>();
    for (String name : extra) {
      ends.add(escaped(name.substring(name.lastIndexOf('.') + 1)));
      int dot = name.indexOf('.', own);
      beginnings.add(escaped(name.substring(0, dot < 0 ? name.length() : dot + 1)));
    }
    String byEnd = "(^|\\.)(%s)$".formatted(String.join("|", ends));
    String byBeginning = "^(%s)".formatted(String.join("|", beginnings));
    if (ends.size() <= beginnings.size() && sparesAll(prefix, byEnd)) {
      return byEnd;
    }
    return sparesAll(prefix, byBeginning) ? byBeginning : mixedPatternOf(prefix, extra);
  }

  /** Each by its name's end where that spares the network, else by its beginning, else whole. */
  private String mixedPatternOf(String prefix, List<String> extra) {
    int own = own(prefix).length();
    Set<String> patterns = new LinkedHashSet<>();
    for (String name : extra) {
      int dot = name.indexOf('.', own);
      String end = "(^|\\.)%s$".formatted(escaped(name.substring(name.lastIndexOf('.') + 1)));
      String beginning = "^" + escaped(name.substring(0, dot < 0 ? name.length() : dot + 1));
      patterns.add(
          sparesAll(prefix, end)
              ? end
              : sparesAll(prefix, beginning) ? beginning : "^(%s)$".formatted(escaped(name)));
    }
    return String.join("|", patterns);
  }

  private boolean sparesAll(String prefix, String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return needed.keySet().stream().noneMatch(name -> compiled.matcher(prefix + name).find());
  }

  private static String escaped(String name) {
    return name.replaceAll("([^A-Za-z0-9_])", "\\\\$1");
  }

  private boolean isCounter(String name) {
    if (!name.endsWith(COUNTER)) {
      return false;
    }
    String node = name.substring(0, name.length() - COUNTER.length());
    return network.nodes().stream()
        .filter(n -> n.layer() instanceof BatchNorm2d)
        .map(Node::name)
        .anyMatch(node::equals);
  }

  private static boolean isFloating(DType type) {
    return switch (type) {
      case FLOAT64, FLOAT32, FLOAT16, BFLOAT16 -> true;
      case INT64, INT32, INT16, INT8, UINT8, BOOL -> false;
    };
  }

  private static String list(String kind, List<String> items) {
    if (items.isEmpty()) {
      return "none " + kind;
    }
    int rest = items.size() - LISTED;
    return "%d %s: %s%s"
        .formatted(
            items.size(),
            kind,
            String.join(", ", items.subList(0, Math.min(LISTED, items.size()))),
            rest > 0 ? " and %d more".formatted(rest) : "");
  }
}
