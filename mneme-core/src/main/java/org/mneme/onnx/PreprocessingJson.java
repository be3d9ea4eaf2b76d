package org.mneme.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.mneme.image.ChannelOrder;
import org.mneme.image.MeanImage;
import org.mneme.image.Preprocessing;
import org.mneme.image.Resizing;

/** {@link Preprocessing#settings} as JSON, as model files carry it. */
final class PreprocessingJson {
  private static final String CROP = "crop";
  private static final String CROP_WIDTH = "cropWidth";
  private static final String CROP_HEIGHT = "cropHeight";

  /** The mean image itself is elsewhere; this tells its size and hash. */
  private static final String MEAN_IMAGE = "meanImage";

  private static final String RESIZE = "resize";
  private static final String FILTER = "filter";

  private static final Set<String> KNOWN =
      Set.of(
          "width",
          "height",
          CROP,
          CROP_WIDTH,
          CROP_HEIGHT,
          "order",
          "divisor",
          "mean",
          "std",
          MEAN_IMAGE,
          RESIZE,
          FILTER);

  private PreprocessingJson() {}

  static String write(Preprocessing preprocessing) {
    try {
      return new JsonMapper().writeValueAsString(preprocessing.settings());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of numbers did not become JSON", e);
    }
  }

  /** Whether the images also lose a mean image. */
  static boolean namesMeanImage(String json) throws JsonProcessingException {
    return new JsonMapper().readTree(json).has(MEAN_IMAGE);
  }

  /**
   * What {@link #write} wrote, in this version or an older one, without its mean image.
   *
   * @param meanImage the one that it names, in {@code [channels, height, width]} float32 values;
   *     null for none
   * @throws IllegalArgumentException if something is missing, unknown or does not fit
   */
  static Preprocessing read(String json, byte @Nullable [] meanImage)
      throws JsonProcessingException {
    JsonNode root = new JsonMapper().readTree(json);
    Set<String> unknown = new TreeSet<>();
    root.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KNOWN);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown settings " + unknown);
    }
    int width = root.required("width").asInt();
    int height = root.required("height").asInt();
    boolean square = root.has(CROP);
    return new Preprocessing(
        width,
        height,
        root.required(square ? CROP : CROP_WIDTH).asInt(),
        root.required(square ? CROP : CROP_HEIGHT).asInt(),
        ChannelOrder.valueOf(root.required("order").asText().toUpperCase(Locale.ROOT)),
        (float) root.required("divisor").asDouble(),
        floats(root.required("mean")),
        floats(root.required("std")),
        meanImage == null ? null : MeanImage.ofBytes(width, height, meanImage),
        new Resizing(
            Resizing.Fit.valueOf(text(root, RESIZE, Resizing.USUAL.fitName())),
            Resizing.Filter.valueOf(text(root, FILTER, Resizing.USUAL.filterName()))));
  }

  private static String text(JsonNode root, String name, String otherwise) {
    return root.path(name).asText(otherwise).toUpperCase(Locale.ROOT);
  }

  private static List<Float> floats(JsonNode array) {
    List<Float> values = new ArrayList<>();
    array.forEach(value -> values.add((float) value.asDouble()));
    return values;
  }
}
