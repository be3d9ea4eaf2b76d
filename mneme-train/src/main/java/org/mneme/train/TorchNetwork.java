package org.mneme.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.mneme.network.Add;
import org.mneme.network.BatchNorm2d;
import org.mneme.network.Conv2d;
import org.mneme.network.Dropout;
import org.mneme.network.Layer;
import org.mneme.network.Linear;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Relu;

/**
 * A network that libtorch runs, forward and backward.
 *
 * <p>It holds what the output needs beyond the nodes whose outputs are given: of a branch that is
 * given, no layer is run and no weight is held. A batch norm with a frozen tensor, and dropout
 * within a frozen branch, stay as when scoring.
 *
 * <p>For one thread; {@link #close} frees the native memory.
 */
@SuppressWarnings("try") // a scope acts by being there
final class TorchNetwork implements AutoCloseable {
  private final Network network;
  private final ScalarType type;
  private final boolean channelsLast;
  private final Device device;
  private final Set<String> known;

  /** Nodes to run, in order. */
  private final List<Node> nodes = new ArrayList<>();

  /** The parameters of each node, by their name in the layer. */
  private final Map<String, Map<String, Tensor>> parameters = new HashMap<>();

  /** What training changes by checkpoint name: weights, and running figures of batch norms. */
  private final Map<String, Tensor> changing = new LinkedHashMap<>();

  /** The part of {@link #changing} that has gradients. */
  private final Map<String, Tensor> trainable = new LinkedHashMap<>();

  /** Nodes that act in training as they do when scoring. */
  private final Set<String> still = new HashSet<>();

  /** Nodes that may overwrite their first input. */
  private final Set<String> inPlace = new HashSet<>();

  /** The last node that reads each node. */
  private final Map<String, String> lastReader = new HashMap<>();

  /**
   * How it is computed.
   *
   * @param bfloat16 whether convolutions and fully connected layers compute in bfloat16
   * @param channelsLast whether images lie in memory with their channels together
   * @param device {@code cpu} or {@code cuda}
   */
  record Compute(boolean bfloat16, boolean channelsLast, String device) {
    static final Compute PLAIN = new Compute(false, false, "cpu");
  }

  /**
   * Copies the weights it needs.
   *
   * @param weights by checkpoint name; those of nodes that are not run may be absent
   * @param known nodes whose outputs {@link #forward} is given, or {@link Network#INPUT}
   * @param frozen says by checkpoint name which tensors stay as they are
   * @throws IllegalArgumentException if the given nodes are not enough, a tensor is missing or
   *     misshapen, or one that is not frozen would not be reached
   */
  TorchNetwork(
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      Set<String> known,
      Predicate<String> frozen,
      Compute compute) {
    this.network = network;
    this.type = compute.bfloat16 ? ScalarType.BFloat16 : ScalarType.Float;
    this.channelsLast = compute.channelsLast;
    this.known = Set.copyOf(known);
    known.forEach(network::shapeOf);
    chooseNodes();
    checkReached(frozen);
    try (PointerScope scope = new PointerScope()) {
      this.device = new Device(compute.device).retainReference();
      for (Node node : nodes) {
        load(node, weights, frozen);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    findStillNodes();
    findInPlaceNodes();
  }

  /** Walks back from the output, as far as the nodes that are given. */
  private void chooseNodes() {
    Set<String> needed = new HashSet<>();
    needed.add(network.output());
    for (int i = network.nodes().size() - 1; i >= 0; i--) {
      Node node = network.nodes().get(i);
      if (needed.contains(node.name()) && !known.contains(node.name())) {
        nodes.add(node);
        needed.addAll(node.inputs());
      }
    }
    Collections.reverse(nodes);
    if (needed.contains(Network.INPUT) && !known.contains(Network.INPUT)) {
      throw new IllegalArgumentException(
          "network '%s' cannot be run from %s alone; give also '%s'"
              .formatted(network.name(), known, Network.INPUT));
    }
    for (Node node : nodes) {
      if (!LayerForms.known().contains(node.layer().getClass())) {
        throw new IllegalArgumentException(
            "network '%s': libtorch cannot run '%s' (%s); give its output"
                .formatted(network.name(), node.name(), node.layer()));
      }
    }
    for (String node : known) {
      if (!needed.contains(node)) {
        throw new IllegalArgumentException(
            "network '%s' does not need '%s' beside %s; leave it out"
                .formatted(network.name(), node, known));
      }
    }
    for (Node node : nodes) {
      node.inputs().forEach(input -> lastReader.put(input, node.name()));
    }
  }

  private void checkReached(Predicate<String> frozen) {
    Set<String> run = new HashSet<>();
    nodes.forEach(node -> run.add(node.name()));
    for (Node node : network.nodes()) {
      for (Parameter parameter : node.layer().parameters()) {
        String name = node.name() + "." + parameter.name();
        if (!run.contains(node.name()) && !frozen.test(name)) {
          throw new IllegalArgumentException(
              "network '%s': '%s' is to be trained, but the outputs of %s are given, so nothing reaches it; freeze it"
                  .formatted(network.name(), name, known));
        }
      }
    }
  }

  private void load(
      Node node, Map<String, org.mneme.weights.Tensor> weights, Predicate<String> frozen) {
    Map<String, Tensor> own = new LinkedHashMap<>();
    boolean frozenNode =
        node.layer().parameters().stream().anyMatch(p -> frozen.test(node.name() + "." + p.name()));
    for (Parameter parameter : node.layer().parameters()) {
      String name = node.name() + "." + parameter.name();
      org.mneme.weights.Tensor values = weights.get(name);
      if (values == null || !values.shape().equals(parameter.shape())) {
        throw new IllegalArgumentException(
            "network '%s' needs '%s' of shape %s, not %s"
                .formatted(network.name(), name, parameter.shape(), values));
      }
      Tensor tensor =
          arranged(Native.copyOf(values).to(device, ScalarType.Float)).retainReference();
      own.put(parameter.name(), tensor);
      if (parameter.trainable() && !frozen.test(name)) {
        tensor.set_requires_grad(true);
        trainable.put(name, tensor);
        changing.put(name, tensor);
      } else if (!parameter.trainable() && !frozenNode) {
        changing.put(name, tensor);
      }
    }
    parameters.put(node.name(), own);
    if (frozenNode && node.layer() instanceof BatchNorm2d) {
      still.add(node.name());
    }
  }

  /** Dropout that follows only frozen weights would make the branch's outputs differ each time. */
  private void findStillNodes() {
    Set<String> moving = new HashSet<>();
    Set<String> weighted = new HashSet<>();
    known.stream().filter(name -> !name.equals(Network.INPUT)).forEach(weighted::add);
    for (Node node : nodes) {
      String name = node.name();
      boolean own =
          node.layer().parameters().stream()
              .anyMatch(p -> changing.containsKey(name + "." + p.name()));
      if (own || node.inputs().stream().anyMatch(moving::contains)) {
        moving.add(name);
      }
      boolean hasWeights = !node.layer().parameters().isEmpty();
      if (hasWeights || node.inputs().stream().anyMatch(weighted::contains)) {
        weighted.add(name);
      }
      if (node.layer() instanceof Dropout && !moving.contains(name) && weighted.contains(name)) {
        still.add(name);
      }
    }
  }

  /**
   * A rectifier or a sum may overwrite what a convolution, fully connected layer, batch norm or sum
   * gave, since their gradients do not need their outputs.
   */
  private void findInPlaceNodes() {
    Map<String, Integer> readers = new HashMap<>();
    Map<String, Layer> layers = new HashMap<>();
    for (Node node : nodes) {
      layers.put(node.name(), node.layer());
      node.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
    }
    for (Node node : nodes) {
      Layer from = layers.get(node.inputs().get(0));
      boolean overwrites = node.layer() instanceof Relu || node.layer() instanceof Add;
      boolean spare =
          from instanceof Conv2d
              || from instanceof Linear
              || from instanceof BatchNorm2d
              || from instanceof Add;
      if (overwrites && spare && readers.get(node.inputs().get(0)) == 1) {
        inPlace.add(node.name());
      }
    }
  }

  private Tensor arranged(Tensor tensor) {
    return channelsLast && tensor.dim() == 4
        ? tensor.contiguous(MemoryFormat.ChannelsLast)
        : tensor;
  }

  /**
   * Tensors that have gradients by checkpoint name, in the network's order. They stay owned here.
   */
  Map<String, Tensor> trainable() {
    return Collections.unmodifiableMap(trainable);
  }

  /** {@link #trainable}, and running figures that training changes. */
  Map<String, Tensor> changing() {
    return Collections.unmodifiableMap(changing);
  }

  /**
   * Runs the network as when scoring, in float32 whatever training computes in.
   *
   * @param given outputs of the known nodes, batch first
   * @return the output node's, float32, owned by the caller's scope
   */
  Tensor forward(Map<String, Tensor> given) {
    return run(given, false, torch.createCPUGenerator(0));
  }

  /**
   * Runs the network as in training: batch norms take the batch's own figures, dropout drops.
   *
   * @param seed of the dropout, for this call alone
   */
  Tensor forwardInTraining(Map<String, Tensor> given, long seed) {
    return run(given, true, torch.createCPUGenerator(seed));
  }

  private Tensor run(Map<String, Tensor> given, boolean training, Generator random) {
    String output = network.output();
    return run(given, training, random, Set.of(output)).get(output);
  }

  private Map<String, Tensor> run(
      Map<String, Tensor> given, boolean training, Generator random, Set<String> wanted) {
    if (!given.keySet().equals(known)) {
      throw new IllegalArgumentException(
          "outputs of %s are needed, not of %s".formatted(known, given.keySet()));
    }
    Map<String, Tensor> outputs = new HashMap<>();
    given.forEach(
        (name, tensor) -> outputs.put(name, arranged(tensor.to(device, ScalarType.Float))));
    try {
      for (Node node : nodes) {
        try (PointerScope scope = new PointerScope()) {
          Tensor output = apply(node, outputs, training, random).retainReference();
          outputs.put(node.name(), output);
          if (wanted.contains(node.name()) && output.requires_grad()) {
            output.retain_grad();
          }
        }
        for (String input : Set.copyOf(node.inputs())) {
          // Frees what no gradient needs; with a hundred layers, most of the memory.
          if (lastReader.get(input).equals(node.name())
              && !known.contains(input)
              && !wanted.contains(input)) {
            outputs.remove(input).releaseReference();
          }
        }
      }
      Map<String, Tensor> results = new LinkedHashMap<>();
      wanted.forEach(name -> results.put(name, outputs.get(name).to(ScalarType.Float)));
      return results;
    } finally {
      // The output, and what an error left over.
      outputs.forEach(
          (name, tensor) -> {
            if (!known.contains(name)) {
              tensor.releaseReference();
            }
          });
    }
  }

  private Tensor apply(Node node, Map<String, Tensor> outputs, boolean training, Generator random) {
    return LayerForms.apply(
        new LayerForms.Call(
            node.layer(),
            network.shapeOf(node.name()),
            node.inputs().stream().map(outputs::get).toList(),
            parameters.get(node.name()),
            training && !still.contains(node.name()),
            inPlace.contains(node.name()),
            training ? type : ScalarType.Float,
            random));
  }

  @Override
  public void close() {
    parameters.values().forEach(own -> own.values().forEach(Tensor::releaseReference));
    parameters.clear();
    device.releaseReference();
  }
}
