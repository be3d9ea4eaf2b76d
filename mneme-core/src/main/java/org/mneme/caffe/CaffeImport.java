package org.mneme.caffe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mneme.image.ChannelOrder;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;
import org.mneme.network.Network;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.weights.Checkpoint;
import org.mneme.weights.Tensor;
import org.mneme.weights.WeightsException;

/**
 * A Caffe network with its weights and the preparation of its images: what a model file is made of.
 *
 * @param network the layers up to the chosen output
 * @param weights by the network's names, views of the mapped file
 * @param preprocessing BGR or gray, 0..255, the mean subtracted; the crop is the input's size
 * @param unused layers of the weight file that the network has no place for
 * @param overridden what the definition says of its images that the settings override, a line each
 */
public record CaffeImport(
    Network network,
    Map<String, Tensor> weights,
    Preprocessing preprocessing,
    List<String> unused,
    List<String> overridden) {
  /** The size that Caffe's own networks for 224 and 227 pixels were trained at. */
  private static final int USUAL_SIZE = 256;

  /**
   * Keeps copies.
   *
   * @param network the layers up to the chosen output
   * @param weights by the network's names, views of the mapped file
   * @param preprocessing BGR or gray, 0..255, the mean subtracted
   * @param unused layers of the weight file that the network has no place for
   * @param overridden what the definition says of its images that the settings override, a line
   *     each
   */
  public CaffeImport {
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    unused = List.copyOf(unused);
    overridden = List.copyOf(overridden);
  }

  /**
   * What the files themselves may not say. What contradicts them is refused, but for {@code
   * override}.
   *
   * @param input channels, rows and columns
   * @param mean a mean image, or one mean a channel
   * @param size {@code [rows, columns]} that images are stretched to before the crop; by default
   *     the mean image's, else 256 x 256 for networks of 224 or 227 pixels, else the crop's
   * @param rescale what is done with the output
   * @param output the blob or layer that is the score; needed where the network has several outputs
   * @param override whether {@code input} and {@code mean} may take the place of what the
   *     definition says
   */
  public record Settings(
      Optional<Shape> input,
      Optional<Path> mean,
      Optional<Shape> size,
      Optional<Rescale> rescale,
      Optional<String> output,
      boolean override) {
    /** Only what the files say. */
    public static final Settings NONE =
        new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The only output is the score, and nothing is overridden.
     *
     * @param input channels, rows and columns
     * @param mean a mean image, or one mean a channel
     * @param size {@code [rows, columns]} that images are stretched to before the crop
     * @param rescale what is done with the output
     */
    public Settings(
        Optional<Shape> input,
        Optional<Path> mean,
        Optional<Shape> size,
        Optional<Rescale> rescale) {
      this(input, mean, size, rescale, Optional.empty(), false);
    }

    /**
     * {@return a copy with this output as the score}
     *
     * @param value the blob or layer that is the score
     */
    public Settings withOutput(String value) {
      return new Settings(input, mean, size, rescale, Optional.of(value), override);
    }
  }

  /**
   * Reads the weights and fits everything together.
   *
   * @param definition the network
   * @param caffemodel its weights, mapped into memory: tensors are views of the file
   * @param settings what the files do not say
   * @return all that a model file is made of
   * @throws WeightsException if a file cannot be used, or they do not fit each other; the message
   *     is one line that begins with the file
   */
  public static CaffeImport of(CaffeDefinition definition, Path caffemodel, Settings settings)
      throws IOException {
    Optional<Tensor> mean = Optional.empty();
    if (settings.mean().isPresent()) {
      mean = Optional.of(MeanFile.read(settings.mean().get()));
    } else {
      definition.netInput().requireNoMeanFile();
    }
    List<String> overridden = contradictions(definition.netInput(), settings, mean);
    if (!overridden.isEmpty() && !settings.override()) {
      throw definition
          .netInput()
          .place()
          .error(
              String.join("; ", overridden),
              Remedy.of(
                  Action.OVERRIDE_PREPROCESSING,
                  "Leave this to the definition, or override what it says"));
    }
    Shape input = input(definition, settings, mean);
    Preprocessing preprocessing = preprocessing(definition, input, mean, settings.size());
    CaffeNetwork network = definition.network(input, settings.output(), settings.rescale());
    Checkpoint model = CaffeModel.read(caffemodel);
    return new CaffeImport(
        network.network(),
        network.weights(model),
        preprocessing,
        network.unused(model),
        overridden);
  }

  /** Where the settings say otherwise than the definition, naming both. */
  private static List<String> contradictions(
      NetInput said, Settings settings, Optional<Tensor> mean) {
    List<String> found = new ArrayList<>();
    Optional<Shape> shape =
        said.shape().or(() -> said.crop().map(crop -> Shape.of(channels(mean), crop, crop)));
    if (shape.isPresent() && settings.input().isPresent() && !shape.equals(settings.input())) {
      found.add("its input is %s; given is %s".formatted(shape.get(), settings.input().get()));
    }
    if (mean.isPresent() && !said.means().isEmpty() && said.meanFile().isEmpty()) {
      List<Float> means = channelMeans(said, channels(mean));
      if (!means.equals(given(mean.get()))) {
        found.add(
            "its images lose the means %s; given is %s"
                .formatted(means, settings.mean().map(Path::toString).orElse("another")));
      }
    }
    return found;
  }

  private static List<Float> channelMeans(NetInput said, int channels) {
    return said.means().size() == 1
        ? Collections.nCopies(channels, said.means().get(0))
        : said.means();
  }

  /** One mean a channel; nothing for an image. */
  private static List<Float> given(Tensor mean) {
    if (mean.shape().dim(1) > 1) {
      return List.of();
    }
    List<Float> means = new ArrayList<>();
    for (float each : mean.floats()) {
      means.add(each);
    }
    return means;
  }

  private static Shape input(CaffeDefinition definition, Settings settings, Optional<Tensor> mean)
      throws WeightsException {
    NetInput said = definition.netInput();
    Optional<Shape> shape =
        settings
            .input()
            .or(said::shape)
            .or(() -> said.crop().map(crop -> Shape.of(channels(mean), crop, crop)))
            .or(
                () ->
                    mean.map(Tensor::shape).filter(image -> image.dim(1) > 1 || image.dim(2) > 1));
    if (shape.isEmpty()) {
      throw said.unknownShape();
    }
    Shape input = shape.get();
    if (input.rank() != 3 || (input.dim(0) != 3 && input.dim(0) != 1)) {
      throw said.place()
          .error(
              "takes %s; needed are three channels of colour or one of gray, rows and columns, such as [3, 227, 227]"
                  .formatted(input));
    }
    return input;
  }

  /** Where nothing else says how many there are: the mean's, else three of colour. */
  private static int channels(Optional<Tensor> mean) {
    return mean.map(tensor -> tensor.shape().dim(0)).orElse(3);
  }

  private static Preprocessing preprocessing(
      CaffeDefinition definition, Shape input, Optional<Tensor> mean, Optional<Shape> size)
      throws WeightsException {
    NetInput said = definition.netInput();
    int channels = input.dim(0);
    int rows = input.dim(1);
    int columns = input.dim(2);
    boolean usual = rows == columns && (rows == 224 || rows == 227);
    Optional<Tensor> image = mean.filter(tensor -> tensor.shape().size() > channels);
    Shape stretched =
        size.or(() -> image.map(i -> Shape.of(i.shape().dim(1), i.shape().dim(2))))
            .orElse(usual ? Shape.of(USUAL_SIZE, USUAL_SIZE) : Shape.of(rows, columns));
    List<Float> means = Collections.nCopies(channels, 0f);
    if (mean.isPresent() && image.isEmpty()) {
      means = given(mean.get());
    } else if (mean.isEmpty() && !said.means().isEmpty()) {
      means = channelMeans(said, channels);
    }
    try {
      Preprocessing plain =
          new Preprocessing(
              stretched.dim(1),
              stretched.dim(0),
              columns,
              rows,
              channels == 1 ? ChannelOrder.GRAY : ChannelOrder.BGR,
              1,
              means,
              Collections.nCopies(channels, 1 / said.scale()),
              null);
      return image.isEmpty()
          ? plain
          : plain.withMeanImage(
              new MeanImage(
                  image.get().shape().dim(2), image.get().shape().dim(1), image.get().floats()));
    } catch (IllegalArgumentException e) {
      throw new WeightsException(
          "%s: its images cannot be prepared so: %s".formatted(definition.file(), e.getMessage()),
          e);
    }
  }
}
