package org.mneme.score;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mneme.image.InputSize;
import org.mneme.onnx.ImageLayout;
import org.mneme.onnx.ModelException;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * How a graph takes images: what it calls its input, in which order it wants their values and as
 * what numbers.
 *
 * @param type FLOAT, FLOAT16, DOUBLE or UINT8
 * @param size of one image
 * @param fixedRows how many images it insists on at once; 0 when it takes any number
 */
record ImageInput(
    String name, ImageLayout layout, OnnxJavaType type, InputSize size, int fixedRows) {
  /**
   * The only input of a graph.
   *
   * @throws ModelException if there are several, or it does not take images of this size
   */
  static ImageInput of(GraphRunner graph, InputSize size) throws ModelException {
    String name = graph.onlyInput();
    Optional<TensorInfo> info = graph.input(name);
    if (info.isEmpty() || !isTaken(info.get().type)) {
      throw new ModelException(
          "%s: its input '%s' is %s; images are float32, float16, float64 or uint8. Export it with one of these"
              .formatted(graph.what(), name, GraphRunner.form(info)));
    }
    long[] dims = info.get().getShape();
    ImageLayout layout =
        ImageLayout.of(dims, size)
            .orElseThrow(
                () ->
                    new ModelException(
                        "%s: its input is %s, but the preprocessing gives [N, %s]"
                            .formatted(graph.what(), GraphRunner.shape(dims), size),
                        remedies(dims, size)));
    return new ImageInput(
        name, layout, info.get().type, size, dims[0] > 0 ? Math.toIntExact(dims[0]) : 0);
  }

  /** What to change of the preprocessing, where that can help. */
  private static Remedy[] remedies(long[] dims, InputSize size) {
    List<Remedy> remedies = new ArrayList<>();
    boolean first = dims.length == 4 && isColours(dims[1]);
    if (first || (dims.length == 4 && isColours(dims[3]))) {
      if (dims[first ? 1 : 3] == 1 && size.channels() != 1) {
        remedies.add(Remedy.of(Action.TAKE_GRAY, "Give it gray images"));
      }
      long height = dims[first ? 2 : 1];
      long width = dims[first ? 3 : 2];
      boolean known = height > 0 && width > 0;
      if (known && (height != size.height() || width != size.width())) {
        remedies.add(Remedy.of(Action.CORRECT_CROP, "Correct the crop", width + "x" + height));
      }
    }
    return remedies.toArray(Remedy[]::new);
  }

  private static boolean isColours(long channels) {
    return channels == 1 || channels == 3 || channels < 0;
  }

  private static boolean isTaken(OnnxJavaType type) {
    return switch (type) {
      case FLOAT, FLOAT16, DOUBLE, UINT8 -> true;
      default -> false;
    };
  }

  /** Whether it takes the pixels themselves, 0..255, from which nothing can be removed before. */
  boolean takesPixels() {
    return type == OnnxJavaType.UINT8;
  }

  /** How many bytes one image takes. */
  int rowBytes() {
    return Math.multiplyExact(type.size, size.floats());
  }

  /**
   * Writes images.
   *
   * @param planes {@code [rows, channels, height, width]}; whole numbers where pixels are taken
   * @param into in the machine's order of bytes; moved past the images
   */
  void write(float[] planes, ByteBuffer into) {
    if (layout == ImageLayout.CHANNELS_FIRST && type == OnnxJavaType.FLOAT) {
      into.asFloatBuffer().put(planes);
      into.position(into.position() + 4 * planes.length);
      return;
    }
    int plane = size.height() * size.width();
    for (int row = 0; row < planes.length; row += size.floats()) {
      if (layout == ImageLayout.CHANNELS_FIRST) {
        for (int i = row; i < row + size.floats(); i++) {
          write(planes[i], into);
        }
      } else {
        for (int pixel = row; pixel < row + plane; pixel++) {
          for (int channel = 0; channel < size.channels(); channel++) {
            write(planes[pixel + channel * plane], into);
          }
        }
      }
    }
  }

  private void write(float value, ByteBuffer into) {
    switch (type) {
      case FLOAT -> into.putFloat(value);
      case DOUBLE -> into.putDouble(value);
      case FLOAT16 -> into.putShort(Fp16Conversions.floatToFp16(value));
      case UINT8 -> into.put((byte) value);
      default -> throw new IllegalStateException("no images are " + type);
    }
  }

  /** The tensor of this many images, which the buffer must outlive. */
  OnnxTensor tensor(OrtEnvironment environment, ByteBuffer rows, int count) throws OrtException {
    return OnnxTensor.createTensor(environment, rows, layout.shape(count, size), type);
  }
}
