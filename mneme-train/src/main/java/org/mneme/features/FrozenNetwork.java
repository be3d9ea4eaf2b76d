package org.mneme.features;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mneme.image.InputSize;
import org.mneme.onnx.GraphValue;
import org.mneme.onnx.GraphWriter;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.score.Sureness;

/**
 * An ONNX model of which only some layers' outputs are wanted. Weights of a file stay there, and it
 * must not change meanwhile. For one thread.
 */
public final class FrozenNetwork {
  private final String name;
  private final Optional<ModelCard> card;
  private final OnnxModel model;
  private final String input;
  private final boolean single;
  private final GraphHash hash;

  private FrozenNetwork(
      String name, OnnxModel model, Optional<ModelCard> card, String input, boolean single) {
    this.name = name;
    this.single = single;
    this.model = model;
    this.card = card;
    this.input = input;
    this.hash = new GraphHash(model.constants());
  }

  /**
   * Opens a model file.
   *
   * @param file an ONNX file
   * @return the network; its weights stay in the mapped file
   * @throws ModelException if it is no ONNX file, lacks a file beside it in which it keeps weights,
   *     or has other than one input
   */
  public static FrozenNetwork open(Path file) throws IOException {
    return of(file.toString(), OnnxFile.read(file), OnnxFile.card(file));
  }

  /**
   * Takes a model that is in memory.
   *
   * @param name for messages
   * @param model may be of a mapped file
   * @return the network
   * @throws ModelException as {@link #open}
   */
  public static FrozenNetwork of(String name, OnnxModel model) throws ModelException {
    return of(name, model, Optional.empty());
  }

  /**
   * Takes a model that is in memory, and what its file says about itself.
   *
   * @param name for messages
   * @param model may be of a mapped file
   * @param card of the file; empty if Mneme did not make it
   * @return the network
   * @throws ModelException as {@link #open}
   */
  public static FrozenNetwork of(String name, OnnxModel model, Optional<ModelCard> card)
      throws ModelException {
    return new FrozenNetwork(name, model, card, model.onlyInput(name), false);
  }

  /** {@return the file's name, or what else messages call it} */
  public String name() {
    return name;
  }

  /** {@return what the file says about itself; empty if Mneme did not make it} */
  public Optional<ModelCard> card() {
    return card;
  }

  /** {@return the names of all that the network computes, in its order} */
  public List<String> layers() {
    return List.copyOf(model.layers());
  }

  /**
   * {@return the name of what the whole network computes}
   *
   * @throws ModelException if it has several outputs
   */
  public String output() throws ModelException {
    List<String> outputs =
        model.outputs().stream()
            .map(GraphValue::name)
            .filter(each -> !each.equals(Sureness.FAMILIAR))
            .toList();
    if (outputs.size() != 1) {
      throw new ModelException(
          "%s: has %d outputs; a model of one score has one"
              .formatted(name, model.outputs().size()));
    }
    return outputs.get(0);
  }

  /**
   * {@return what the last layers with weights before the output read: what the network sees of an
   * image before it makes a score of it} None where the score is made of the picture itself.
   *
   * @throws ModelException if it has several outputs
   */
  public List<String> lastHidden() throws ModelException {
    return List.copyOf(HiddenLayers.last(model, output()));
  }

  /**
   * {@return the SHA-256 of what decides a layer's output: the nodes and weights before it} Two
   * files with other weights behind that layer have the same.
   *
   * @param layer one of {@link #layers}
   */
  public String hash(String layer) {
    return hash.of(input, model.before(name, List.of(layer)), layer);
  }

  /**
   * Adds the part of the network that some layers need to a graph. All names get a prefix, but the
   * network's input, which reads a tensor that is there already.
   *
   * @param graph is added to
   * @param layers those that are wanted
   * @param tensor of the graph, which takes the place of the network's input
   * @param prefix with which the layers are named afterwards
   * @throws IllegalArgumentException if the network has no such layer
   * @throws ModelException if the network's operators cannot stand beside the graph's
   */
  public void addTo(GraphWriter graph, Collection<String> layers, String tensor, String prefix)
      throws ModelException {
    addTo(graph, layers, tensor, prefix, prefix);
  }

  /**
   * The same with weights that may be in the graph already.
   *
   * @param weights the prefix with which this network was added before; {@code prefix} if it was
   *     not
   */
  void addTo(
      GraphWriter graph, Collection<String> layers, String tensor, String prefix, String weights)
      throws ModelException {
    Map<String, String> joined = new HashMap<>();
    if (!weights.equals(prefix)) {
      model.constants().keySet().forEach(constant -> joined.put(constant, weights + constant));
    }
    joined.put(input, tensor);
    graph.graft(name, model, model.before(name, layers), joined, prefix);
  }

  /** {@return whether it takes one image at a time, and not several} */
  public boolean isSingle() {
    return single;
  }

  /**
   * {@return this network, found out to take images of a size, and whether several at a time}
   *
   * @param size of one image
   * @param layers that are wanted
   * @param threads for trying
   * @throws IllegalArgumentException if it has no such layer
   * @throws ModelException if it does not take such images
   */
  public FrozenNetwork checked(InputSize size, List<String> layers, int threads)
      throws IOException {
    GraphValue declared = declared();
    List<Long> dims = declared.dims();
    List<Long> wanted =
        List.of(-1L, (long) size.channels(), (long) size.height(), (long) size.width());
    boolean fits = dims.size() == 4 || dims.isEmpty();
    for (int i = 1; i < dims.size() && fits; i++) {
      fits = dims.get(i) <= 0 || dims.get(i).equals(wanted.get(i));
    }
    if (!fits || !declared.type().equals("float32")) {
      throw new ModelException(
          "%s: its input '%s' is %s %s; features are extracted from float32 [N, %s], as the preprocessing gives it"
              .formatted(name, input, declared.type(), shown(dims), size));
    }
    if (!dims.isEmpty() && dims.get(0) > 1) {
      throw new ModelException(
          "%s: takes exactly %d images at once; export it for any number, or for one"
              .formatted(name, dims.get(0)));
    }
    FrozenNetwork one = new FrozenNetwork(name, model, card, input, true);
    if (!dims.isEmpty() && dims.get(0) == 1) {
      return one;
    }
    return FeatureGraph.takesSeveral(this, layers, size, threads) ? this : one;
  }

  private GraphValue declared() throws ModelException {
    return model.declaredInputs().stream()
        .filter(each -> each.name().equals(input))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + ": has no input " + input));
  }

  private static String shown(List<Long> dims) {
    return dims.stream()
        .map(each -> each <= 0 ? "N" : String.valueOf(each))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@return the names of all that the whole network gives} */
  public List<String> outputs() {
    return model.outputs().stream().map(GraphValue::name).toList();
  }

  /**
   * {@return the shapes of some layers' outputs for one image}
   *
   * @param layers some of {@link #layers}
   * @param size of an image
   * @param threads for running it once
   * @throws ModelException if it does not take such images
   */
  public Map<String, List<Integer>> shapes(List<String> layers, InputSize size, int threads)
      throws IOException {
    return FeatureGraph.shapes(this, layers, size, threads);
  }
}
