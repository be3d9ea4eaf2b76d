package org.mneme.weights;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;

/**
 * Finds a network's tensors in a checkpoint: all of them, with the right shapes, and no others.
 *
 * <p>Names may all lie under one prefix, such as {@code module.} (DataParallel), {@code
 * state_dict.} or {@code model.module.}. When the prefix is, or begins with, a dictionary of its
 * own within the checkpoint, the dictionaries beside it (an optimizer's) are left alone; else every
 * tensor of the file must be the network's. A batch norm's {@code num_batches_tracked}, which
 * scoring does not use, is the only extra that is allowed.
 */
public final class NetworkWeights {
  private static final String COUNTER = ".num_batches_tracked";

  /** Each list in a message ends here; the counts are always whole. */
  private static final int LISTED = 20;

  private NetworkWeights() {}

  /**
   * The network's tensors by the network's own names, in its order. They are floating-point, of any
   * width.
   *
   * @throws WeightsException if a tensor is missing, extra, misshapen or not of a floating type;
   *     the message lists them all, up to 20 of each kind
   */
  public static Map<String, Tensor> of(Network network, Checkpoint checkpoint)
      throws WeightsException {
    Map<String, Parameter> needed = network.parameters();
    String prefix = prefix(network, checkpoint);
    Map<String, Tensor> found = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    List<String> misshapen = new ArrayList<>();
    needed.forEach(
        (name, parameter) -> {
          Tensor tensor = checkpoint.tensors().get(prefix + name);
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
    List<String> extra = extra(network, needed, checkpoint, prefix);
    if (missing.isEmpty() && misshapen.isEmpty() && extra.isEmpty()) {
      return found;
    }
    throw new WeightsException(
        "%s: does not hold the network '%s'%s: %d of its %d tensors fit; %s; %s; %s. Is this file for another network? List its tensors with: mneme models inspect %s"
            .formatted(
                checkpoint.file(),
                network.name(),
                prefix.isEmpty() ? "" : " under " + Quote.of(prefix),
                found.size(),
                needed.size(),
                list("missing", missing),
                list("extra", extra),
                list("misshapen", misshapen),
                checkpoint.file()));
  }

  /** What stands before most of the network's names; of equals the shortest. */
  private static String prefix(Network network, Checkpoint checkpoint) throws WeightsException {
    Map<String, Parameter> needed = network.parameters();
    Map<String, Integer> matches = new HashMap<>();
    int mostParts = needed.keySet().stream().mapToInt(NetworkWeights::parts).max().orElse(0);
    for (String name : checkpoint.tensors().keySet()) {
      int start = name.length() + 1;
      for (int part = 0; part < mostParts && start > 0; part++) {
        start = name.lastIndexOf('.', start - 2) + 1;
        if (needed.containsKey(name.substring(start))) {
          matches.merge(name.substring(0, start), 1, Integer::sum);
        }
      }
    }
    List<String> whole =
        matches.keySet().stream().filter(p -> matches.get(p) == needed.size()).sorted().toList();
    if (whole.size() > 1) {
      throw new WeightsException(
          "%s: holds the network '%s' %d times, under %s and %s; save a file with only the one you want"
              .formatted(
                  checkpoint.file(),
                  network.name(),
                  whole.size(),
                  Quote.of(whole.get(0)),
                  Quote.of(whole.get(1))));
    }
    return matches.keySet().stream()
        .max(
            Comparator.<String>comparingInt(matches::get)
                .thenComparing(Comparator.comparingInt(String::length).reversed())
                .thenComparing(Comparator.reverseOrder()))
        .orElse("");
  }

  /** How many parts a name has between its dots. */
  private static int parts(String name) {
    return 1 + (int) name.chars().filter(c -> c == '.').count();
  }

  private static List<String> extra(
      Network network, Map<String, Parameter> needed, Checkpoint checkpoint, String prefix) {
    String own = ownDictionary(checkpoint, prefix);
    List<String> extra = new ArrayList<>();
    for (String name : checkpoint.tensors().keySet()) {
      if (!name.startsWith(own)) {
        continue;
      }
      String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      if (!needed.containsKey(bare) && !isCounter(network, bare)) {
        extra.add(Quote.plain(name));
      }
    }
    return extra;
  }

  /** The longest dictionary's name that the prefix begins with, and a dot; or nothing. */
  private static String ownDictionary(Checkpoint checkpoint, String prefix) {
    return checkpoint.dictionaries().stream()
        .map(dictionary -> dictionary + ".")
        .filter(prefix::startsWith)
        .max(Comparator.comparingInt(String::length))
        .orElse("");
  }

  private static boolean isCounter(Network network, String name) {
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
