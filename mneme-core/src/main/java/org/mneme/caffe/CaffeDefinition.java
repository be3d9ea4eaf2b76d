package org.mneme.caffe;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.mneme.files.FileKind;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * A network as a {@code .prototxt} file defines it, for scoring: of a training definition the
 * layers of phase TEST, without those that only read labels or compute a loss.
 *
 * <p>Immutable, but its settings remember what was read of them: not for several threads.
 */
public final class CaffeDefinition {
  /** ResNet-152's is 0.1 MB. */
  private static final int LARGEST = 4 << 20;

  /** A definition is text, and an unsound one may begin as another kind of text. */
  private static final Set<FileKind> TEXT = Set.of(FileKind.TEXT, FileKind.JSON, FileKind.EMPTY);

  private static final String MEMNET = "memnet-caffe.prototxt";

  private static final Remedy CHOOSE =
      Remedy.of(Action.CHOOSE_OUTPUT, "Choose the one that is the score");

  private final String file;
  private final String name;
  private final boolean v1;
  private final NetInput input;
  private final List<CaffeLayer> layers;

  private CaffeDefinition(
      String file, String name, boolean v1, NetInput input, List<CaffeLayer> layers) {
    this.file = file;
    this.name = name;
    this.v1 = v1;
    this.input = input;
    this.layers = List.copyOf(layers);
  }

  /**
   * Reads a definition of either form, V1 ({@code layers}) or V2 ({@code layer}).
   *
   * @param prototxt at most 4 MiB
   * @return the definition, whose network is built when it is asked for
   * @throws WeightsException if it is no such file, or has no input; the message is one line that
   *     begins with the file and, where there is one, the line
   */
  public static CaffeDefinition read(Path prototxt) throws IOException {
    if (!Files.exists(prototxt)) {
      throw new NoSuchFileException(prototxt.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(prototxt) || Files.size(prototxt) > LARGEST) {
      throw new WeightsException(
          "%s: is no file, or larger than %d MiB; a .prototxt is a short text"
              .formatted(prototxt, LARGEST >> 20));
    }
    return parse(prototxt.toString(), Files.readAllBytes(prototxt));
  }

  /**
   * {@return the MemNet of Khosla et al. (2015) as they published it, 56.9 million parameters:
   * input {@code data} [3, 227, 227], BGR, 0..255, the mean image subtracted; output {@code
   * fc8-euclidean}}
   */
  public static CaffeDefinition memNet() {
    try (InputStream in = CaffeDefinition.class.getResourceAsStream(MEMNET)) {
      if (in == null) {
        throw new IllegalStateException("the definition " + MEMNET + " is missing from this build");
      }
      return parse(MEMNET, in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the definition " + MEMNET + " is not as it was built", e);
    }
  }

  private static CaffeDefinition parse(String file, byte[] bytes) throws WeightsException {
    Optional<FileKind> other = FileKind.of(ByteBuffer.wrap(bytes)).filter(k -> !TEXT.contains(k));
    if (other.isPresent()) {
      throw new WeightsException(
          "%s: %s".formatted(file, other.get().insteadOf("a network's definition (.prototxt)")));
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw notText(file, e);
    }
    if (text.indexOf('\0') >= 0) {
      throw notText(file, null);
    }
    Message net = TextParser.parse(file, text);
    if (!net.all("base_lr").isEmpty() || !net.all("net").isEmpty()) {
      throw net.error("this is a solver, not a network; name the definition that it names");
    }
    String name = net.text("name", "caffe");
    CaffeLayer.requireName(net, name);
    boolean v1 = !net.all("layers").isEmpty();
    if (v1 && !net.all("layer").isEmpty()) {
      throw net.error("has both 'layers' (V1) and 'layer' (V2); a definition is of one form");
    }
    List<CaffeLayer> layers = new ArrayList<>();
    for (Message.Field field : net.all(v1 ? "layers" : "layer")) {
      CaffeLayer layer = CaffeLayer.of(net.message(field), v1);
      if (layer.isForScoring()) {
        layers.add(layer);
      }
    }
    NetInput input = NetInput.of(net, layers);
    net.refuseOthers("the network", Set.of("force_backward", "state", "debug_info"));
    return new CaffeDefinition(file, name, v1, input, layers);
  }

  private static WeightsException notText(String file, @Nullable Exception cause) {
    return new WeightsException(
        file + ": is not text, as a .prototxt is",
        cause,
        Remedy.of(
            Action.GIVE_CAFFE_WEIGHTS, "If it is the weights (.caffemodel), give it as such"));
  }

  /**
   * {@return the name that it gives itself, or {@code caffe}; the file's own words, not checked}
   */
  public String name() {
    return name;
  }

  /** {@return the kind of file, for people: "Caffe definition (V1)" or "(V2)"} */
  public String format() {
    return "Caffe definition (%s)".formatted(v1 ? "V1" : "V2");
  }

  /** The name of the blob that takes the images, usually {@code data}. */
  String inputBlob() {
    return input.blob();
  }

  /**
   * {@return the input's channels, rows and columns; empty when the definition does not say them}
   */
  public Optional<Shape> input() {
    return input.shape();
  }

  /** The file that it was read from, for messages. */
  String file() {
    return file;
  }

  NetInput netInput() {
    return input;
  }

  /**
   * {@return the layers that score, in their order: name, then type and the line where it begins}
   */
  public Map<String, String> layers() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (CaffeLayer layer : layers) {
      shown.put(layer.name(), "%s, line %d".formatted(layer.type(), layer.fields().line()));
    }
    return shown;
  }

  /**
   * {@return the network for images of this shape, of which the output is the only one}
   *
   * @param shape channels, rows and columns
   * @param rescale what is done with the one number that it gives, before it is given out
   * @throws WeightsException if it holds what is not supported, its layers do not fit together, or
   *     it has several outputs
   */
  public CaffeNetwork network(Shape shape, Optional<Rescale> rescale) throws WeightsException {
    return network(shape, Optional.empty(), rescale);
  }

  /**
   * {@return the network for images of this shape}
   *
   * @param shape channels, rows and columns
   * @param output the blob or layer that is given out; needed where several blobs are read by no
   *     layer. What it does not need is left out
   * @param rescale what is done with its one number before it is given out
   * @throws WeightsException if it holds what is not supported, its layers do not fit together, or
   *     the output is to be chosen; the message names the line or lists the outputs
   */
  public CaffeNetwork network(Shape shape, Optional<String> output, Optional<Rescale> rescale)
      throws WeightsException {
    Wiring wiring = wiring(shape);
    Map<String, String> outputs = wiring.outputs();
    if (output.isPresent() && wiring.node(output.get()).isEmpty()) {
      throw new WeightsException(
          "%s: has no blob or layer %s; its outputs are %s"
              .formatted(file, Quote.of(output.get()), listed(wiring)),
          CHOOSE);
    }
    if (output.isEmpty() && outputs.size() > 1) {
      throw new WeightsException(
          "%s: has %d outputs: %s".formatted(file, outputs.size(), listed(wiring)), CHOOSE);
    }
    String last = outputs.isEmpty() ? wiring.last() : outputs.values().iterator().next();
    String chosen = output.flatMap(wiring::node).orElse(last);
    if (rescale.isPresent()) {
      Shape given = wiring.net().shapeOf(chosen);
      if (given.size() != 1) {
        throw new WeightsException(
            "%s: gives %s; only one number an image can be rescaled".formatted(file, given));
      }
      rescale.get().addTo(wiring.net(), chosen);
      chosen = Rescale.NODE;
    }
    Network whole = wiring.net().build();
    return new CaffeNetwork(whole.upTo(chosen), wiring.blobs());
  }

  /**
   * {@return all its layers for images of this shape; the output is the last one's}
   *
   * @param shape channels, rows and columns
   * @throws WeightsException if it holds what is not supported, or its layers do not fit together
   */
  public Network everyLayer(Shape shape) throws WeightsException {
    return wiring(shape).net().build();
  }

  /**
   * {@return what it gives for images of this shape: the blobs that no layer reads; each with its
   * shape, without the batch}
   *
   * @param shape channels, rows and columns
   * @throws WeightsException if it holds what is not supported, or its layers do not fit together
   */
  public Map<String, Shape> outputs(Shape shape) throws WeightsException {
    Wiring wiring = wiring(shape);
    Map<String, Shape> outputs = new LinkedHashMap<>();
    wiring.outputs().forEach((blob, node) -> outputs.put(blob, wiring.net().shapeOf(node)));
    return outputs;
  }

  private Wiring wiring(Shape shape) throws WeightsException {
    Wiring wiring = new Wiring(name, input.blob(), shape);
    for (CaffeLayer layer : layers) {
      wiring.add(layer);
    }
    if (wiring.last().equals(Network.INPUT)) {
      throw new WeightsException(file + ": has no layers that compute anything");
    }
    return wiring;
  }

  private static String listed(Wiring wiring) {
    return wiring.outputs().entrySet().stream()
        .map(output -> Quote.plain(output.getKey()) + " " + wiring.net().shapeOf(output.getValue()))
        .collect(Collectors.joining(", "));
  }
}
