package org.mneme.score;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mneme.image.Crops;
import org.mneme.image.ImageDecoder;
import org.mneme.image.Planes;
import org.mneme.image.Preprocessing;
import org.mneme.image.Rgb;
import org.mneme.onnx.ModelCard;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;

/**
 * What layers of a network give for images, and the score where it is wanted. Any tensor that a
 * node of the ONNX file gives is a layer. Images are prepared and decoded as {@link Scorer} does;
 * the network sees the crop from the centre.
 *
 * <p>Only the part of the network that the layers need is run. Images go through in batches, no
 * more at once than that their layers fit in 128 MiB, so memory grows neither with the number of
 * images nor with that of the layers.
 *
 * <p>Many threads may run it at once. After {@link #close} frees the native model, it throws
 * IllegalStateException.
 */
public final class LayerOutputs implements AutoCloseable {
  /** Of the outputs of one batch. */
  private static final long MOST_BYTES = 128L << 20;

  private final Path model;
  private final ScorerOptions options;
  private final PreprocessingChoice choice;
  private final Preprocessing preprocessing;
  private final Optional<String> score;
  private final ImageRunner runner;
  private final Map<String, List<Integer>> shapes;

  private LayerOutputs(
      Path model,
      ScorerOptions options,
      PreprocessingChoice choice,
      Preprocessing preprocessing,
      Optional<String> score,
      ImageRunner runner,
      Map<String, List<Integer>> shapes) {
    this.model = model;
    this.options = options;
    this.choice = choice;
    this.preprocessing = preprocessing;
    this.score = score;
    this.runner = runner;
    this.shapes = shapes;
  }

  /**
   * Opens a model file for some of its layers.
   *
   * @param model an ONNX file with one input of images
   * @param options how it is run; ten crops are refused
   * @param layers names of what nodes give, one at least
   * @param withScore whether the score is wanted too
   * @return the open model; the caller closes it
   * @throws org.mneme.remedy.RefusedException if the model has no such layer
   * @throws ModelException if the file is no such model, as {@link Scorer#open(Path,
   *     ScorerOptions)} says, or a layer's numbers are not those of one image after the other
   */
  public static LayerOutputs open(
      Path model, ScorerOptions options, Collection<String> layers, boolean withScore)
      throws IOException {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("at least one layer is needed");
    }
    if (options.crops() != Crops.CENTRE) {
      throw new IllegalArgumentException(
          "layers are looked at in the crop from the centre; ten crops have ten of each");
    }
    Optional<ModelCard> card = OnnxFile.card(model);
    PreprocessingChoice choice = PreprocessingChoice.of(model, card, options);
    OnnxModel whole = OnnxFile.read(model);
    Set<String> own = new LinkedHashSet<>();
    whole.outputs().forEach(output -> own.add(output.name()));
    Set<String> wanted = new LinkedHashSet<>(layers);
    if (withScore) {
      wanted.addAll(own);
    }
    String name = model.toString();
    GraphRunner graph = GraphRunner.open(whole.upTo(name, wanted), options.threads(), name);
    try {
      ImageInput input = ImageInput.of(graph, choice.used().input());
      Map<String, Optional<TensorInfo>> outputs = new LinkedHashMap<>(graph.outputs());
      outputs.keySet().retainAll(own);
      Optional<String> score =
          withScore
              ? Optional.of(ScoreOutput.of(graph, outputs, options.output(), input.fixedRows()))
              : Optional.empty();
      Set<String> run = new LinkedHashSet<>(layers);
      score.ifPresent(run::add);
      Map<String, List<Integer>> shapes = shapes(graph, input, run, options.batch());
      long bytes = shapes.values().stream().mapToLong(LayerOutputs::bytes).sum();
      long fitting = MOST_BYTES / Math.max(1, bytes);
      // An even number, where there can be one: see RowBatch.
      int batch = (int) Math.max(1, Math.min(options.batch(), fitting - fitting % 2));
      return new LayerOutputs(
          model,
          options,
          choice,
          Scorer.used(choice.used(), input, model),
          score,
          new ImageRunner(graph, input, run, options.threads(), batch),
          shapes);
    } catch (IOException | RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static long bytes(List<Integer> shape) {
    return shape.stream().mapToLong(Integer::longValue).reduce(4, Math::multiplyExact);
  }

  /** The shapes of one image's outputs, found on black images: files need not declare them. */
  private static Map<String, List<Integer>> shapes(
      GraphRunner graph, ImageInput input, Set<String> layers, int batch) throws ModelException {
    int rows = input.fixedRows() > 0 ? input.fixedRows() : Math.min(2, batch);
    ByteBuffer black =
        ByteBuffer.allocateDirect(Math.multiplyExact(rows, input.rowBytes()))
            .order(ByteOrder.nativeOrder());
    Map<String, GraphRunner.Floats> outputs;
    try (OnnxTensor tensor = input.tensor(graph.environment(), black, rows)) {
      outputs = graph.run(Map.of(input.name(), tensor), layers);
    } catch (OrtException e) {
      throw new ModelException(
          "%s: %s".formatted(graph.what(), RuntimeMessage.plain(String.valueOf(e.getMessage()))),
          e);
    }
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, GraphRunner.Floats> output : outputs.entrySet()) {
      long[] dims = output.getValue().shape();
      if (dims.length == 0 || dims[0] != rows) {
        throw new ModelException(
            "%s: layer '%s' gives %s for %d images; the first number must be that of the images"
                .formatted(graph.what(), output.getKey(), GraphRunner.shape(dims), rows));
      }
      List<Integer> shape = new ArrayList<>();
      for (int i = 1; i < dims.length; i++) {
        shape.add(Math.toIntExact(dims[i]));
      }
      shapes.put(output.getKey(), List.copyOf(shape));
    }
    return shapes;
  }

  /**
   * {@return what one image's layer looks like, without the number of images: {@code [channels,
   * height, width]} for a convolution, {@code [units]} for a fully connected layer}
   *
   * @param layer one of those that it was opened for
   */
  public List<Integer> shape(String layer) {
    List<Integer> shape = shapes.get(layer);
    if (shape == null) {
      throw new IllegalArgumentException("%s was not opened for '%s'".formatted(model, layer));
    }
    return shape;
  }

  /** {@return how images are prepared} */
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  /**
   * {@return how images are prepared, with the model's own preprocessing where options override it}
   */
  public PreprocessingChoice preprocessingChoice() {
    return choice;
  }

  /** {@return how it is run} */
  public ScorerOptions options() {
    return options;
  }

  /**
   * Decodes an image file as {@link #run} does.
   *
   * @param image a file in any format of {@link ImageDecoder}
   * @return the picture in its own size
   * @throws org.mneme.image.ImageException if it cannot be read as an image
   */
  public Rgb decode(Path image) throws IOException {
    return ImageDecoder.decode(image, options.decode(), options.limits());
  }

  /**
   * Runs image files and hands on what each gave, in their order, as soon as it is there. Images
   * are decoded ahead on threads of their own. An image that cannot be read has its error. {@code
   * images} and {@code sink} are called on the calling thread.
   *
   * @param images files, gone through once
   * @param sink takes what each image gave: by the layer's name the values in C order
   * @throws ModelException if the network itself fails
   */
  public void run(Iterator<Path> images, ImageRunner.Sink<Path> sink) throws IOException {
    runner.run(images, image -> planes(decode(image)), 1, sink);
  }

  private float[] planes(Rgb image) {
    float[] planes = new float[Planes.size(preprocessing, Crops.CENTRE)];
    Planes.write(image, preprocessing, Crops.CENTRE, FloatBuffer.wrap(planes));
    return planes;
  }

  /**
   * {@return an image's score; NaN if it was not asked for, or the image failed}
   *
   * @param outputs as {@link #run} hands them on
   */
  public float score(ImageRunner.Outputs<Path> outputs) {
    FloatBuffer values = score.map(outputs.values()::get).orElse(null);
    return values == null || !values.hasRemaining() ? Float.NaN : values.get(values.position());
  }

  /** Waits for runs in progress, then frees the native model. Closing twice does nothing more. */
  @Override
  public void close() {
    runner.close();
  }
}
