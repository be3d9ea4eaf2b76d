package org.mneme.train;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Conv2d;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.weights.Tensor;

/**
 * Random weights that suit the data (Krähenbühl, Doersch, Donahue and Darrell, 2016): layer by
 * layer, each unit's weights are scaled and its bias moved so that what it gives has mean 0 and
 * deviation 1 over some of the examples to train on. Without it, layers on top of given ones whose
 * values are small, or hardly differ between images, learn next to nothing: ResMem's convolutions
 * give .014 on average (root mean square), and differ by .002.
 */
@SuppressWarnings("try") // a scope acts by being there
final class StandardisedOutputs {
  /** Examples that are looked at. */
  private static final int EXAMPLES = 128;

  /** A unit that varies less than this is left as it is: it gives the same for every image. */
  private static final double LEAST = 1e-8;

  private final Network network;
  private final Map<String, Tensor> weights;
  private final Map<String, org.bytedeco.pytorch.Tensor> inputs;

  private StandardisedOutputs(
      Network network,
      Map<String, Tensor> weights,
      Map<String, org.bytedeco.pytorch.Tensor> inputs) {
    this.network = network;
    this.weights = new LinkedHashMap<>(weights);
    this.inputs = inputs;
  }

  /**
   * The weights with those of convolutions and fully connected layers fitted that were drawn. A
   * convolution before a batch norm needs no fitting.
   *
   * @param weights by checkpoint name
   * @param drawn names of the tensors that were drawn, not taken from a file
   */
  static Map<String, Tensor> of(
      Network network, Map<String, Tensor> weights, Set<String> drawn, Examples examples)
      throws IOException {
    int count = Math.min(EXAMPLES, examples.size());
    int[] spread =
        IntStream.range(0, count).map(i -> (int) ((long) i * examples.size() / count)).toArray();
    try (PointerScope scope = new PointerScope();
        BatchFeed feed = new BatchFeed(examples, 0, List.of(spread))) {
      StandardisedOutputs fitted = new StandardisedOutputs(network, weights, feed.next().inputs());
      for (Node node : fitted.layers(drawn)) {
        fitted.fit(node);
      }
      return fitted.weights;
    }
  }

  private List<Node> layers(Set<String> drawn) {
    Set<String> normalised = new HashSet<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof BatchNorm2d) {
        normalised.addAll(node.inputs());
      }
    }
    Set<String> branches = new HashSet<>(inputs.keySet());
    branches.remove(Network.INPUT);
    Set<String> given = branches.isEmpty() ? Set.of() : network.part(branches).names();
    return network.nodes().stream()
        .filter(node -> node.layer() instanceof Linear || node.layer() instanceof Conv2d)
        .filter(node -> drawn.contains(node.name() + ".weight"))
        .filter(node -> !normalised.contains(node.name()) && !given.contains(node.name()))
        .toList();
  }

  private void fit(Node node) {
    float[] outputs = outputs(node);
    String weight = node.name() + ".weight";
    String bias = node.name() + ".bias";
    float[] rows = weights.get(weight).floats();
    int units = weights.get(weight).shape().dim(0);
    float[] moved = weights.containsKey(bias) ? weights.get(bias).floats() : new float[units];
    int places = Math.toIntExact(network.shapeOf(node.name()).size() / units);
    for (int unit = 0; unit < units; unit++) {
      double mean = 0;
      double squares = 0;
      int seen = 0;
      for (int from = unit * places; from < outputs.length; from += units * places) {
        for (int place = from; place < from + places; place++) {
          double off = outputs[place] - mean;
          mean += off / ++seen;
          squares += off * (outputs[place] - mean);
        }
      }
      double deviation = Math.sqrt(squares / seen);
      if (deviation < LEAST) {
        continue;
      }
      int length = rows.length / units;
      for (int i = unit * length; i < (unit + 1) * length; i++) {
        rows[i] = (float) (rows[i] / deviation);
      }
      moved[unit] = (float) ((moved[unit] - mean) / deviation);
    }
    weights.put(weight, Tensor.of(weights.get(weight).shape(), rows));
    if (weights.containsKey(bias)) {
      weights.put(bias, Tensor.of(weights.get(bias).shape(), moved));
    }
  }

  private float[] outputs(Node node) {
    Network part = network.part(Set.of(node.name()));
    Map<String, org.bytedeco.pytorch.Tensor> needed = new HashMap<>(inputs);
    needed.keySet().retainAll(part.names());
    try (PointerScope scope = new PointerScope();
        TorchNetwork runner =
            new TorchNetwork(
                part, weights, needed.keySet(), name -> true, TorchNetwork.Compute.PLAIN)) {
      return Native.floats(runner.forward(needed));
    }
  }
}
