package org.mneme.train;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.mneme.network.Dropout;
import org.mneme.network.ForeignNetwork;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Shape;

/**
 * Which of a network's nodes always give the same for the same picture, because no trained layer
 * comes before them, and at which of them the trained part begins.
 */
final class FrozenPart {
  private final Network network;
  private final Set<String> frozen = new HashSet<>();

  /**
   * Finds them.
   *
   * @param stays says by checkpoint name which tensors are not trained
   */
  FrozenPart(Network network, Predicate<String> stays) {
    this.network = network;
    Set<String> still = new HashSet<>(Set.of(Network.INPUT));
    for (Node node : network.nodes()) {
      boolean own =
          node.layer().parameters().stream()
              .allMatch(p -> stays.test(node.name() + "." + p.name()));
      if (own && !(node.layer() instanceof Dropout) && still.containsAll(node.inputs())) {
        still.add(node.name());
        if (isWorthKeeping(node)) {
          frozen.add(node.name());
        }
      }
    }
  }

  /** The part that these settings leave as it is. */
  static FrozenPart of(Network network, TrainSettings settings) {
    return new FrozenPart(
        network, tensor -> settings.freeze().stream().anyMatch(p -> p.matches(tensor)));
  }

  /** A layer without weights, straight behind the picture, costs less than its cache. */
  private boolean isWorthKeeping(Node node) {
    return !node.layer().parameters().isEmpty()
        || node.layer() instanceof ForeignNetwork
        || node.inputs().stream().anyMatch(frozen::contains);
  }

  /**
   * What the trained part reads, in the network's order: the picture where it needs it, and frozen
   * nodes, each with its shape.
   */
  Map<String, Shape> inputs() {
    Set<String> needed = needed();
    Map<String, Shape> inputs = new LinkedHashMap<>();
    if (needed.contains(Network.INPUT)) {
      inputs.put(Network.INPUT, network.input());
    }
    for (Node node : network.nodes()) {
      if (needed.contains(node.name()) && frozen.contains(node.name())) {
        inputs.put(node.name(), network.shapeOf(node.name()));
      }
    }
    return inputs;
  }

  /** The nodes that are computed anew in every step. */
  List<String> trainedNodes() {
    Set<String> needed = needed();
    return network.nodes().stream()
        .map(Node::name)
        .filter(name -> needed.contains(name) && !frozen.contains(name))
        .toList();
  }

  /** What the output needs: trained nodes, and those at which the trained part begins. */
  private Set<String> needed() {
    Set<String> needed = new HashSet<>(Set.of(network.output()));
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (needed.contains(node.name()) && !frozen.contains(node.name())) {
        needed.addAll(node.inputs());
      }
    }
    return needed;
  }
}
