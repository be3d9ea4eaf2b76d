package org.mneme.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.mneme.caffe.CaffeDefinition;
import org.mneme.caffe.CaffeModel;
import org.mneme.caffe.MeanFile;
import org.mneme.files.Sha256;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.onnx.GraphConstant;
import org.mneme.onnx.GraphValue;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelIdentity;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;

/**
 * What is in a weight file or model file, without its numbers.
 *
 * @param file that was looked into
 * @param format for people: "ONNX", "PyTorch (zip)", "safetensors" ...
 * @param bytes the file's size
 * @param sha256 of the whole file; of a model with all that it reads, as {@link ModelIdentity} says
 * @param inputs of an ONNX graph
 * @param outputs of an ONNX graph
 * @param tensors the weights, in the file's order
 * @param metadata plain values by name
 * @param card what a model file of Mneme's says about itself
 */
public record ModelContents(
    Path file,
    String format,
    long bytes,
    String sha256,
    List<Entry> inputs,
    List<Entry> outputs,
    List<Entry> tensors,
    Map<String, String> metadata,
    Optional<ModelCard> card) {
  private static final int ONNX_FIRST_BYTE = 0x08; // the tag of its first field, the IR version

  /**
   * A named tensor.
   *
   * @param name as the file has it
   * @param type lower case: float32, int64 ...
   * @param shape -1 for a dimension that is open
   */
  public record Entry(String name, String type, List<Long> shape) {
    /** {@return how many numbers it holds; an open dimension counts as 1} */
    public long size() {
      return shape.stream().mapToLong(d -> Math.max(d, -d)).reduce(1, (a, b) -> a * b);
    }
  }

  /**
   * Looks into an ONNX, PyTorch or safetensors file, or one of Caffe's: {@code .caffemodel}, {@code
   * .prototxt}, {@code .binaryproto}, {@code .npy}. Nothing in the file is run: objects that are
   * passed over are told by their classes among the metadata.
   *
   * @param file of any of these kinds, told by its name and first bytes
   * @return what is in it
   * @throws IllegalArgumentException if there is no such file
   * @throws org.mneme.weights.WeightsException if it is none of these, or damaged
   * @throws IOException if it cannot be read
   */
  public static ModelContents of(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + ": no such file");
    }
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".prototxt")) {
      return ofDefinition(file);
    }
    if (name.endsWith(".binaryproto") || name.endsWith(".npy")) {
      Map<String, Tensor> mean = Map.of("mean image, BGR", MeanFile.read(file));
      return ofTensors(new Checkpoint(file, "Caffe mean image", mean, Map.of()));
    }
    if (name.endsWith(".caffemodel")) {
      return ofTensors(CaffeModel.read(file));
    }
    return isOnnx(file) ? ofModel(file) : ofTensors(Checkpoint.read(file));
  }

  /** Its tensors are those that it needs; none are shown when it does not say its images' size. */
  private static ModelContents ofDefinition(Path file) throws IOException {
    CaffeDefinition definition = CaffeDefinition.read(file);
    List<Entry> inputs = new ArrayList<>();
    List<Entry> outputs = new ArrayList<>();
    List<Entry> tensors = new ArrayList<>();
    if (definition.input().isPresent()) {
      Network network = definition.everyLayer(definition.input().get());
      inputs.add(entry(network.inputName(), -1, network.input()));
      definition
          .outputs(definition.input().get())
          .forEach((blob, shape) -> outputs.add(entry(blob, -1, shape)));
      network.parameters().forEach((name, p) -> tensors.add(entry(name, 0, p.shape())));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("network", definition.name());
    metadata.putAll(definition.layers());
    return new ModelContents(
        file,
        definition.format(),
        Files.size(file),
        Sha256.of(file),
        inputs,
        outputs,
        tensors,
        metadata,
        Optional.empty());
  }

  /**
   * @param batch -1 for a first dimension that is open, 0 for none
   */
  private static Entry entry(String name, int batch, Shape shape) {
    List<Long> dims = new ArrayList<>();
    if (batch != 0) {
      dims.add((long) batch);
    }
    shape.dims().forEach(dim -> dims.add(dim.longValue()));
    return new Entry(name, "float32", dims);
  }

  private static boolean isOnnx(Path file) throws IOException {
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
      return true;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(9);
      // A safetensors file has the length of its header there, then a brace.
      return head.length == 9 && head[0] == ONNX_FIRST_BYTE && head[8] != '{';
    }
  }

  private static ModelContents ofModel(Path file) throws IOException {
    OnnxModel model = OnnxFile.read(file);
    return new ModelContents(
        file,
        "ONNX",
        Files.size(file),
        ModelIdentity.of(file).sha256(),
        model.declaredInputs().stream().map(ModelContents::entry).toList(),
        model.outputs().stream().map(ModelContents::entry).toList(),
        model.constants().values().stream()
            .map(GraphConstant::value)
            .map(ModelContents::entry)
            .toList(),
        OnnxFile.metadata(file),
        OnnxFile.card(file));
  }

  private static ModelContents ofTensors(Checkpoint checkpoint) throws IOException {
    Path file = checkpoint.file();
    Map<String, String> metadata = new LinkedHashMap<>(checkpoint.metadata());
    checkpoint.passedOver().forEach((name, type) -> metadata.put(name, type + " (not read)"));
    return new ModelContents(
        file,
        checkpoint.format(),
        Files.size(file),
        Sha256.of(file),
        List.of(),
        List.of(),
        checkpoint.tensors().entrySet().stream().map(e -> entry(e.getKey(), e.getValue())).toList(),
        metadata,
        Optional.empty());
  }

  private static Entry entry(String name, Tensor tensor) {
    return new Entry(
        name,
        tensor.type().name().toLowerCase(Locale.ROOT),
        tensor.shape().dims().stream().map(Integer::longValue).toList());
  }

  private static Entry entry(GraphValue value) {
    return new Entry(value.name(), value.type(), value.dims());
  }
}
