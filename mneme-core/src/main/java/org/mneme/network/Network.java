package org.mneme.network;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A network as data: its input's shape and its nodes, each after those that it reads. The last node
 * is the output.
 *
 * <p>Names, inputs and shapes are checked when it is made, so a network that exists fits together.
 */
public final class Network {
  /** What a node names to read the network's input. */
  public static final String INPUT = "input";

  private final String name;
  private final String inputName;
  private final Shape input;
  private final List<Node> nodes;
  private final Map<String, Shape> shapes;

  private Network(
      String name, String inputName, Shape input, List<Node> nodes, Map<String, Shape> shapes) {
    this.name = name;
    this.inputName = inputName;
    this.input = input;
    this.nodes = List.copyOf(nodes);
    this.shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
  }

  /** Starts a network that takes {@code input}, usually {@code [channels, height, width]}. */
  public static Builder builder(String name, Shape input) {
    return new Builder(name, input);
  }

  public String name() {
    return name;
  }

  /** What a model file calls the input; {@link #INPUT} unless the builder was told otherwise. */
  public String inputName() {
    return inputName;
  }

  public Shape input() {
    return input;
  }

  public List<Node> nodes() {
    return nodes;
  }

  /** The name of the last node. */
  public String output() {
    return nodes.get(nodes.size() - 1).name();
  }

  /** The output's shape of a node, or the shape of {@link #INPUT}. */
  public Shape shapeOf(String node) {
    Shape shape = shapes.get(node);
    if (shape == null) {
      throw new IllegalArgumentException("network '%s' has no node '%s'".formatted(name, node));
    }
    return shape;
  }

  /** The names of its nodes, and {@link #INPUT}. */
  public Set<String> names() {
    return shapes.keySet();
  }

  /**
   * The part of it that these nodes need, and these, under the same names; its output is the last
   * of them.
   *
   * @throws IllegalArgumentException if one of them is not there
   */
  public Network part(Collection<String> outputs) {
    outputs.forEach(this::shapeOf);
    Set<String> needed = new HashSet<>(outputs);
    for (int i = nodes.size() - 1; i >= 0; i--) {
      if (needed.contains(nodes.get(i).name())) {
        needed.addAll(nodes.get(i).inputs());
      }
    }
    Builder part = builder(name + "-part", input);
    for (Node node : nodes) {
      if (needed.contains(node.name())) {
        part.add(node.name(), node.layer(), node.inputs().toArray(String[]::new));
      }
    }
    return part.build();
  }

  /**
   * The same network with this node as its output, without the nodes that it does not need.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public Network upTo(String node) {
    Network part = part(List.of(node));
    Set<String> kept = part.names();
    Map<String, Shape> keptShapes = new LinkedHashMap<>(shapes);
    keptShapes.keySet().retainAll(kept);
    return new Network(name, inputName, input, part.nodes(), keptShapes);
  }

  /**
   * Every tensor of the network by its name in a checkpoint ({@code conv1.weight}), in the nodes'
   * order.
   */
  public Map<String, Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Node node : nodes) {
      for (Parameter parameter : node.layer().parameters()) {
        parameters.put(node.name() + "." + parameter.name(), parameter);
      }
    }
    return parameters;
  }

  /** How many single numbers training can change; a batch norm's running figures do not count. */
  public long parameterCount() {
    return parameters().values().stream()
        .filter(Parameter::trainable)
        .mapToLong(p -> p.shape().size())
        .sum();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s %s -> %s, %,d parameters",
        name,
        input,
        shapeOf(output()),
        parameterCount());
  }

  /** Adds nodes one after the other. Not for several threads. */
  public static final class Builder {
    private final String name;
    private String inputName = INPUT;
    private final Shape input;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    private Builder(String name, Shape input) {
      this.name = name;
      this.input = input;
      shapes.put(INPUT, input);
    }

    /**
     * What a model file shall call the input, such as {@code data}. Nodes still name it {@link
     * #INPUT}.
     */
    public Builder withInputName(String value) {
      inputName = value;
      return this;
    }

    /**
     * Adds a layer that reads the node added before it, or the network's input if it is the first.
     */
    public Builder then(String node, Layer layer) {
      return add(node, layer, last());
    }

    /**
     * Adds a layer that reads the named nodes.
     *
     * @throws IllegalArgumentException if the name is taken, an input is unknown, or the layer
     *     cannot take such inputs
     */
    public Builder add(String node, Layer layer, String... inputs) {
      List<Shape> inputShapes = new ArrayList<>();
      for (String from : inputs) {
        Shape shape = shapes.get(from);
        if (shape == null) {
          throw new IllegalArgumentException(
              "network '%s': node '%s' reads '%s', which is not there yet"
                  .formatted(name, node, from));
        }
        inputShapes.add(shape);
      }
      Shape output;
      try {
        output = layer.outputOf(inputShapes);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "network '%s': node '%s' (%s) %s".formatted(name, node, layer, e.getMessage()), e);
      }
      if (shapes.putIfAbsent(node, output) != null) {
        throw new IllegalArgumentException(
            "network '%s': two nodes are named '%s'".formatted(name, node));
      }
      nodes.add(new Node(node, layer, List.of(inputs)));
      return this;
    }

    /** The output's shape of a node that was added, or the shape of {@link #INPUT}. */
    public Shape shapeOf(String node) {
      Shape shape = shapes.get(node);
      if (shape == null) {
        throw new IllegalArgumentException(
            "network '%s' has no node '%s' yet".formatted(name, node));
      }
      return shape;
    }

    /** The name of the node added last, for later nodes to read. */
    public String last() {
      return nodes.isEmpty() ? INPUT : nodes.get(nodes.size() - 1).name();
    }

    public Network build() {
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("network '%s' has no nodes".formatted(name));
      }
      if (!inputName.equals(INPUT) && shapes.containsKey(inputName)) {
        throw new IllegalArgumentException(
            "network '%s': its input and a node are both named '%s'".formatted(name, inputName));
      }
      return new Network(name, inputName, input, nodes, shapes);
    }
  }
}
