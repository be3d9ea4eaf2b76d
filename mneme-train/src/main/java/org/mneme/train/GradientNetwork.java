package org.mneme.train;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.network.Node;
import org.mneme.network.Parameter;
import org.mneme.network.Shape;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.onnx.Precision;
import org.mneme.remedy.RefusedException;
import org.mneme.score.GraphRunner;

/**
 * The network of a model file, run backward: how its score changes with what it is given. For model
 * files in fp32 of networks that Mneme defines. The weights that are run backward are copied into
 * libtorch's memory.
 *
 * <p>For one thread; {@link #close} frees the native memory.
 */
@SuppressWarnings("try") // a scope acts by being there
public final class GradientNetwork implements AutoCloseable {
  /** The name of the network's input among what it is run backward to. */
  public static final String INPUT = Network.INPUT;

  private final Preprocessing preprocessing;
  private final Network network;
  private final Map<String, org.mneme.weights.Tensor> weights;

  /** The last layers with places: one in each branch. */
  private final Set<String> lastMaps;

  /** The network as far as these. */
  private final GraphRunner lower;

  /** The network from these on. */
  private final TorchNetwork head;

  /** All of the network; opened when it is first needed. */
  private @Nullable TorchNetwork whole;

  private GradientNetwork(
      Preprocessing preprocessing,
      Network network,
      Map<String, org.mneme.weights.Tensor> weights,
      Set<String> lastMaps,
      GraphRunner lower,
      TorchNetwork head) {
    this.preprocessing = preprocessing;
    this.network = network;
    this.weights = weights;
    this.lastMaps = lastMaps;
    this.lower = lower;
    this.head = head;
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
   * @param at what it was given, or what nodes gave, by name
   */
  public record Backward(float score, Map<String, Sensitivity> at) {}

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
    OnnxModel file = OnnxFile.read(model);
    Map<String, org.mneme.weights.Tensor> weights = weights(model, file, network);
    try {
      Native.load("cpu");
    } catch (TrainingException e) {
      throw refused(model, String.valueOf(e.getMessage()));
    }
    Native.threads(threads);
    Set<String> maps = lastMaps(network);
    String name = model.toString();
    GraphRunner lower = GraphRunner.open(file.upTo(name, maps), threads, name);
    try {
      TorchNetwork head =
          new TorchNetwork(network, weights, maps, tensor -> true, TorchNetwork.Compute.PLAIN);
      return new GradientNetwork(card.get().preprocessing(), network, weights, maps, lower, head);
    } catch (RuntimeException | Error e) {
      lower.close();
      throw e;
    }
  }

  private static Network network(Path model, String name) throws IOException {
    if (!NetworkChoice.Name.all().contains(name)
        || name.equals(NetworkChoice.Name.TRIPLEMEM.label())) {
      throw refused(model, "'%s' is not a network whose layers Mneme knows".formatted(name));
    }
    return NetworkChoice.of(NetworkChoice.Name.of(name)).make().network();
  }

  private static Map<String, org.mneme.weights.Tensor> weights(
      Path model, OnnxModel file, Network network) {
    Map<String, org.mneme.weights.Tensor> all = file.floatTensors();
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
   * Runs pictures forward, and backward to the input.
   *
   * @param planes of each picture {@code [channels, height, width]}, as the network takes it
   * @return of each the score, and how it changes with the input, {@link #INPUT}
   * @throws IllegalArgumentException if the planes are of another size
   */
  public List<Backward> toInput(List<float[]> planes) {
    TorchNetwork all = whole;
    if (all == null) {
      // With a pixel's channels together several pictures take less time.
      TorchNetwork.Compute together = new TorchNetwork.Compute(false, true, "cpu");
      all = new TorchNetwork(network, weights, Set.of(INPUT), tensor -> true, together);
      whole = all;
    }
    return backward(all, Map.of(INPUT, joined(planes)), planes.size());
  }

  /**
   * Runs pictures forward, and backward to the last layers with places, before these are flattened
   * or averaged: one in each branch. Much faster than to the input, as ONNX Runtime runs the part
   * before these layers.
   *
   * @param planes of each picture {@code [channels, height, width]}, as the network takes it
   * @return of each the score, and how it changes with what these layers give
   * @throws IllegalArgumentException if the planes are of another size
   * @throws IOException if the network fails
   */
  public List<Backward> toLastMaps(List<float[]> planes) throws IOException {
    Shape size = network.input();
    long[] shape = {planes.size(), size.dim(0), size.dim(1), size.dim(2)};
    Map<String, GraphRunner.Floats> found =
        lower.run(
            Map.of(
                lower.onlyInput(),
                new GraphRunner.Floats(FloatBuffer.wrap(joined(planes)), shape)));
    Map<String, float[]> given = new LinkedHashMap<>();
    for (String name : lastMaps) {
      FloatBuffer values = found.get(name).values();
      float[] copy = new float[values.remaining()];
      values.get(copy);
      given.put(name, copy);
    }
    return backward(head, given, planes.size());
  }

  private float[] joined(List<float[]> pictures) {
    int size = Math.toIntExact(network.input().size());
    float[] all = new float[pictures.size() * size];
    for (int i = 0; i < pictures.size(); i++) {
      float[] picture = pictures.get(i);
      if (picture.length != size) {
        throw new IllegalArgumentException(
            "%d values are given, but the network takes %s"
                .formatted(picture.length, network.input()));
      }
      System.arraycopy(picture, 0, all, i * size, size);
    }
    return all;
  }

  /** Runs a part of the network with what its known nodes gave for pictures, and back to these. */
  private List<Backward> backward(TorchNetwork part, Map<String, float[]> given, int pictures) {
    try (PointerScope scope = new PointerScope()) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      given.forEach(
          (name, values) -> {
            Shape one = network.shapeOf(name);
            Shape all = Shape.of(pictures, one.dim(0), one.dim(1), one.dim(2));
            Tensor tensor = Native.copyOf(org.mneme.weights.Tensor.of(all, values));
            tensors.put(name, tensor.set_requires_grad(true));
          });
      Tensor score = part.forward(tensors);
      score.sum().backward();
      List<Map<String, Sensitivity>> at = new ArrayList<>();
      for (int i = 0; i < pictures; i++) {
        at.add(new LinkedHashMap<>());
      }
      for (Map.Entry<String, float[]> one : given.entrySet()) {
        Shape shape = network.shapeOf(one.getKey());
        int size = Math.toIntExact(shape.size());
        float[] gradient = Native.floats(tensors.get(one.getKey()).grad());
        for (int i = 0; i < pictures; i++) {
          float[] values = Arrays.copyOfRange(one.getValue(), i * size, (i + 1) * size);
          float[] own = Arrays.copyOfRange(gradient, i * size, (i + 1) * size);
          at.get(i).put(one.getKey(), new Sensitivity(shape.dims(), values, own));
        }
      }
      float[] scores = Native.floats(score);
      List<Backward> found = new ArrayList<>();
      for (int i = 0; i < pictures; i++) {
        found.add(new Backward(scores[i], at.get(i)));
      }
      return found;
    }
  }

  @Override
  public void close() {
    lower.close();
    head.close();
    if (whole != null) {
      whole.close();
    }
  }
}
