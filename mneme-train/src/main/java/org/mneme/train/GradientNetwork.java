package org.mneme.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.Precision;
import org.mneme.remedy.RefusedException;

/**
 * The network of a model file, run backward: how its score changes with what it is given. For model
 * files in fp32 of networks that Mneme defines; their weights are copied into libtorch's memory.
 *
 * <p>For one thread; {@link #close} frees the native memory.
 */
@SuppressWarnings("try") // a scope acts by being there
public final class GradientNetwork implements AutoCloseable {
  private final Preprocessing preprocessing;
  private final Network network;
  private final TorchNetwork torchNetwork;
  private final Set<String> lastMaps;

  private GradientNetwork(Preprocessing preprocessing, Network network, TorchNetwork torchNetwork) {
    this.preprocessing = preprocessing;
    this.network = network;
    this.torchNetwork = torchNetwork;
    this.lastMaps = lastMaps(network);
  }

  /**
   * What a node gives, or the network takes, and how the score changes with it.
   *
   * @param shape of both, such as {@code [channels, height, width]}
   * @param values in C order
   * @param gradient of the score, at each value
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Sensitivity(List<Integer> shape, float[] values, float[] gradient) {
    /**
     * Keeps a copy of the shape.
     *
     * @param shape of both
     * @param values in C order
     * @param gradient of the score, at each value
     */
    public Sensitivity {
      shape = List.copyOf(shape);
    }
  }

  /**
   * Where the network was run.
   *
   * @param score its output
   * @param input what it was given
   * @param maps what its last layers with places give, before these are flattened or averaged, by
   *     node
   */
  public record Backward(float score, Sensitivity input, Map<String, Sensitivity> maps) {}

  /**
   * Reads the network of a model file.
   *
   * @param model an ONNX file of Mneme's
   * @param threads of libtorch
   * @return the network; the caller closes it
   * @throws IllegalArgumentException if it is not in fp32, not a network that Mneme defines, or
   *     libtorch cannot be loaded here; the message says which
   * @throws IOException if the file cannot be read
   */
  public static GradientNetwork open(Path model, int threads) throws IOException {
    Optional<ModelCard> card = OnnxFile.card(model);
    if (card.isEmpty()) {
      throw refused(model, "it does not say which network it is");
    }
    if (card.get().precision() != Precision.FP32) {
      throw refused(model, "its weights are " + card.get().precision().title());
    }
    Network network = network(model, card.get().name());
    Map<String, org.mneme.weights.Tensor> weights = weights(model, network);
    try {
      Native.load("cpu");
    } catch (TrainingException e) {
      throw refused(model, String.valueOf(e.getMessage()));
    }
    torch.set_num_threads(threads);
    TorchNetwork run =
        new TorchNetwork(
            network, weights, Set.of(Network.INPUT), name -> true, TorchNetwork.Compute.PLAIN);
    return new GradientNetwork(card.get().preprocessing(), network, run);
  }

  private static Network network(Path model, String name) throws IOException {
    if (!NetworkChoice.Name.all().contains(name)
        || name.equals(NetworkChoice.Name.TRIPLEMEM.label())) {
      throw refused(model, "'%s' is not a network whose layers Mneme knows".formatted(name));
    }
    return NetworkChoice.of(NetworkChoice.Name.of(name)).make().network();
  }

  private static Map<String, org.mneme.weights.Tensor> weights(Path model, Network network)
      throws IOException {
    Map<String, org.mneme.weights.Tensor> all = OnnxFile.read(model).floatTensors();
    Map<String, org.mneme.weights.Tensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Parameter> wanted : network.parameters().entrySet()) {
      org.mneme.weights.Tensor found = all.get(wanted.getKey());
      if (found == null || !found.shape().equals(wanted.getValue().shape())) {
        throw refused(
            model,
            "it has other weights than '%s', such as '%s'"
                .formatted(network.name(), wanted.getKey()));
      }
      weights.put(wanted.getKey(), found);
    }
    return weights;
  }

  private static RefusedException refused(Path model, String why) {
    return new RefusedException(
        "%s: gradients of this model cannot be computed here: %s".formatted(model, why));
  }

  /** The nodes with places that nodes without places read: one for each branch. */
  private static Set<String> lastMaps(Network network) {
    Map<String, Node> nodes = new HashMap<>();
    network.nodes().forEach(node -> nodes.put(node.name(), node));
    Set<String> found = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    List<String> open = new ArrayList<>(List.of(network.output()));
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      Node node = nodes.get(name);
      if (node == null || !seen.add(name)) {
        continue; // the input, or one that was looked at
      }
      Shape shape = network.shapeOf(name);
      if (shape.rank() == 3 && shape.dim(1) > 1) {
        found.add(name);
      } else {
        open.addAll(node.inputs());
      }
    }
    return found;
  }

  /** {@return how the model prepares pictures} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * Runs one picture forward and backward.
   *
   * @param planes {@code [channels, height, width]}, as the network takes it
   * @return the score, and how it changes with the input and with the last maps
   * @throws IllegalArgumentException if the planes are of another size
   */
  public Backward run(float[] planes) {
    Shape size = network.input();
    if (planes.length != size.size()) {
      throw new IllegalArgumentException(
          "%d values are given, but the network takes %s".formatted(planes.length, size));
    }
    Shape one = Shape.of(1, size.dim(0), size.dim(1), size.dim(2));
    try (PointerScope scope = new PointerScope()) {
      Tensor input = Native.copyOf(org.mneme.weights.Tensor.of(one, planes));
      input.set_requires_grad(true);
      Map<String, Tensor> outputs =
          torchNetwork.forwardKeeping(Map.of(Network.INPUT, input), lastMaps);
      Tensor score = outputs.get(network.output());
      score.sum().backward();
      Map<String, Sensitivity> maps = new LinkedHashMap<>();
      for (String name : lastMaps) {
        maps.put(name, sensitivity(network.shapeOf(name), outputs.get(name)));
      }
      return new Backward(Native.floats(score)[0], sensitivity(size, input), maps);
    }
  }

  private static Sensitivity sensitivity(Shape shape, Tensor tensor) {
    return new Sensitivity(shape.dims(), Native.floats(tensor), Native.floats(tensor.grad()));
  }

  @Override
  public void close() {
    torchNetwork.close();
  }
}
