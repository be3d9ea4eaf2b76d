package org.mneme.caffe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * Turns a definition's layers, whose blobs may be written several times (in place), into nodes,
 * which are written once.
 */
final class Wiring {
  private final Network.Builder net;
  private final LayerMapping mapping;

  /** The node that holds a blob's current value. */
  private final Map<String, String> nodes = new LinkedHashMap<>();

  private final Set<String> layers = new HashSet<>();
  private String last = Network.INPUT;

  /** Nodes that a later one reads, or whose blobs the definition silences. */
  private final Set<String> read = new HashSet<>();

  /** Blobs that are not there when scoring, and why. */
  private final Map<String, String> absent = new HashMap<>();

  /** Starts with the network's input, which {@code blob} names. */
  Wiring(String name, String blob, Shape input) {
    net = Network.builder(name, input).withInputName(blob);
    mapping = new LayerMapping(net);
    nodes.put(blob, Network.INPUT);
  }

  private void addAbsent(CaffeLayer layer, String why) {
    for (String top : layer.tops()) {
      if (!nodes.containsKey(top)) {
        absent.put(top, why);
      }
    }
  }

  /** Adds a layer behind those that it reads. */
  void add(CaffeLayer layer) throws WeightsException {
    if (layer.isData()) {
      addAbsent(layer, "only the first blob of the first data layer is");
      return;
    }
    if (layer.isForTrainingOnly()) {
      if (layer.type().equals("Silence")) {
        layer.bottoms().stream().map(nodes::get).filter(Objects::nonNull).forEach(read::add);
      }
      addAbsent(layer, "%s only computes a loss or an accuracy".formatted(Quote.of(layer.name())));
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (String bottom : layer.bottoms()) {
      String node = nodes.get(bottom);
      if (node == null) {
        throw layer.error(
            absent.containsKey(bottom)
                ? "reads %s, which is not there when scoring: %s"
                    .formatted(Quote.of(bottom), absent.get(bottom))
                : "reads %s, which no layer before it gives".formatted(Quote.of(bottom)));
      }
      inputs.add(node);
    }
    for (String top : layer.tops()) {
      if (nodes.containsKey(top) && !layer.bottoms().contains(top)) {
        throw layer.error("gives %s, which is there already".formatted(Quote.of(top)));
      }
    }
    inputs.forEach(read::add);
    if (layer.type().equals("Split")) {
      inputs.forEach(read::remove);
      layer.tops().forEach(top -> nodes.put(top, inputs.get(0)));
      return;
    }
    if (layer.tops().size() != 1 || inputs.isEmpty()) {
      throw layer.error(
          "has %d bottoms and %d tops; supported are layers with some bottoms and one top"
              .formatted(inputs.size(), layer.tops().size()));
    }
    try {
      mapping.add(layer, inputs);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw layer.error("does not fit: " + e.getMessage());
    }
    nodes.put(layer.tops().get(0), layer.name());
    layers.add(layer.name());
    last = layer.name();
  }

  /** The node of the last layer that computes something. */
  String last() {
    return last;
  }

  /** The node that holds a blob at the end, or that a layer of this name is. */
  Optional<String> node(String blobOrLayer) {
    String node = nodes.get(blobOrLayer);
    boolean isLayer = layers.contains(blobOrLayer);
    return Optional.ofNullable(node == null && isLayer ? blobOrLayer : node)
        .filter(found -> !found.equals(Network.INPUT));
  }

  /** The blobs that no layer reads, and their nodes: what the network gives. */
  Map<String, String> outputs() {
    Map<String, String> outputs = new LinkedHashMap<>();
    nodes.forEach(
        (blob, node) -> {
          if (!read.contains(node) && !node.equals(Network.INPUT) && !outputs.containsValue(node)) {
            outputs.put(blob, node);
          }
        });
    return outputs;
  }

  Network.Builder net() {
    return net;
  }

  List<LayerBlobs> blobs() {
    return mapping.blobs();
  }
}
