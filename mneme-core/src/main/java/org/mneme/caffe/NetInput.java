package org.mneme.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.network.Shape;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;
import org.mneme.weights.Quote;
import org.mneme.weights.WeightsException;

/**
 * What a definition says about its images.
 *
 * @param shape channels, rows and columns, if it says them
 * @param crop pixels, if a data layer crops
 * @param scale what values are multiplied by after the mean is gone
 * @param means none, one, or one a channel
 * @param meanFile the field that names a mean image, if there is one
 */
record NetInput(
    String blob,
    Optional<Shape> shape,
    Optional<Integer> crop,
    float scale,
    List<Float> means,
    Optional<Message.Field> meanFile,
    Message place) {
  private static final int LARGEST = 1 << 14;

  /** Reads the input's form from {@code input} fields, or from the first data layer. */
  static NetInput of(Message net, List<CaffeLayer> layers) throws WeightsException {
    List<String> names = net.texts("input");
    List<Message.Field> shapes = net.all("input_shape");
    List<Message.Field> dims = net.all("input_dim");
    if (!names.isEmpty()) {
      CaffeLayer.requireName(net, names.get(0));
      Optional<Shape> shape = Optional.empty();
      if (!shapes.isEmpty()) {
        shape = Optional.of(shape(net.message(shapes.get(0))));
      } else if (!dims.isEmpty()) {
        shape = Optional.of(shape(net, dims.subList(0, Math.min(4, dims.size()))));
      }
      return plain(names.get(0), shape, net);
    }
    for (CaffeLayer layer : layers) {
      if (layer.isData() && !layer.tops().isEmpty()) {
        return of(layer);
      }
    }
    throw net.error("has no input: neither an 'input' field nor a layer that reads images");
  }

  private static NetInput plain(String blob, Optional<Shape> shape, Message place) {
    return new NetInput(blob, shape, Optional.empty(), 1, List.of(), Optional.empty(), place);
  }

  private static NetInput of(CaffeLayer layer) throws WeightsException {
    String blob = layer.tops().get(0);
    Message fields = layer.fields();
    if (layer.type().equals("Input")) {
      List<Message.Field> shapes = fields.message("input_param").all("shape");
      return plain(
          blob,
          shapes.isEmpty() ? Optional.empty() : Optional.of(shape(fields.message(shapes.get(0)))),
          fields);
    }
    if (layer.type().equals("MemoryData")) {
      Message p = fields.message("memory_data_param");
      Shape shape =
          Shape.of(
              p.integer("channels", 0, 1, LARGEST),
              p.integer("height", 0, 1, LARGEST),
              p.integer("width", 0, 1, LARGEST));
      return transformed(blob, shape.size() == 0 ? Optional.empty() : Optional.of(shape), fields);
    }
    return transformed(blob, Optional.empty(), fields);
  }

  private static NetInput transformed(String blob, Optional<Shape> shape, Message fields)
      throws WeightsException {
    Message p = fields.message("transform_param");
    int crop = p.integer("crop_size", 0, 0, LARGEST);
    List<Float> means = new ArrayList<>();
    for (Message.Field mean : p.all("mean_value")) {
      means.add(p.number(mean));
    }
    float scale = p.number("scale", 1);
    if (!(scale > 0)) {
      throw fields.error("images are scaled by %s; it must be above 0".formatted(scale));
    }
    return new NetInput(
        blob,
        shape,
        crop == 0 ? Optional.empty() : Optional.of(crop),
        scale,
        means,
        p.one("mean_file"),
        fields);
  }

  private static Shape shape(Message blobShape) throws WeightsException {
    return shape(blobShape, blobShape.all("dim"));
  }

  /** Without the batch, which comes first. */
  private static Shape shape(Message place, List<Message.Field> dims) throws WeightsException {
    if (dims.size() != 2 && dims.size() != 4) {
      throw place.error(
          "the input has %d dimensions; needed are images, channels, rows and columns"
              .formatted(dims.size()));
    }
    int[] sizes = new int[dims.size() - 1];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = place.integer(dims.get(i + 1), 1, LARGEST);
    }
    return Shape.of(sizes);
  }

  /** Says that the definition has a mean image which nobody gave. */
  void requireNoMeanFile() throws WeightsException {
    if (meanFile.isPresent()) {
      throw place.error(
          meanFile.get().line(),
          "its images lose the mean image %s first".formatted(Quote.of(meanFile.get().text())),
          Remedy.of(Action.GIVE_MEAN_IMAGE, "Give that file"));
    }
  }

  WeightsException unknownShape() {
    return place.error(
        "does not say how large its images are",
        Remedy.of(Action.GIVE_INPUT_SHAPE, "Give the input's channels, rows and columns"));
  }
}
