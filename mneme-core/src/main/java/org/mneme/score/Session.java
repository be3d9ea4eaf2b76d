package org.mneme.score;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.mneme.image.InputSize;
import org.mneme.onnx.ModelException;

/**
 * An open ONNX model with one image input and one number an image as output. Many threads may call
 * {@link #run}; the native model is freed by {@link #close}.
 */
final class Session implements AutoCloseable {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String inputName;
  private final long[] inputShape;

  /**
   * @param size what the input must take
   * @throws ModelException if ONNX Runtime cannot open the file, or it has other inputs or outputs
   */
  Session(Path file, int threads, InputSize size) throws ModelException {
    this.file = file;
    this.environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      this.session = environment.createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new ModelException(
          "%s: ONNX Runtime cannot open it: %s".formatted(file, oneLine(e.getMessage())), e);
    }
    try {
      this.inputName = onlyName(session.getInputNames(), "input");
      this.inputShape = tensor(session.getInputInfo().get(inputName), "input").getShape();
      checkInput(size);
      tensor(session.getOutputInfo().get(onlyName(session.getOutputNames(), "output")), "output");
    } catch (OrtException e) {
      throw closing(new ModelException(file + ": " + oneLine(e.getMessage()), e));
    } catch (ModelException e) {
      throw closing(e);
    }
  }

  /** How many crops the model insists on at once, or 0 when it takes any number. */
  int fixedBatch() {
    return inputShape[0] > 0 ? Math.toIntExact(inputShape[0]) : 0;
  }

  /**
   * Runs the network once.
   *
   * @param planes_NCHW direct, {@code count} images
   * @return {@code count} outputs
   */
  float[] run(FloatBuffer planes_NCHW, int count, InputSize size) throws ModelException {
    long[] shape = {count, size.channels(), size.height(), size.width()};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, planes_NCHW, shape);
        OrtSession.Result result = session.run(Map.of(inputName, input))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer values = output.getFloatBuffer();
      if (values.remaining() != count) {
        throw new ModelException(
            "%s: gives %s for %d images; one number an image is needed. To learn scores from what such a network sees: mneme adapt --model"
                .formatted(file, Arrays.toString(output.getInfo().getShape()), count));
      }
      float[] scores = new float[count];
      values.get(scores);
      return scores;
    } catch (OrtException e) {
      throw new ModelException(
          "%s: the network failed: %s".formatted(file, oneLine(e.getMessage())), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(file + ": ONNX Runtime did not close it", e);
    }
  }

  private void checkInput(InputSize size) throws ModelException {
    boolean fits =
        inputShape.length == 4
            && takes(inputShape[1], size.channels())
            && takes(inputShape[2], size.height())
            && takes(inputShape[3], size.width());
    if (!fits) {
      throw new ModelException(
          "%s: its input is %s, but the preprocessing gives [N, %s]. Is --crop right?"
              .formatted(file, Arrays.toString(inputShape), size));
    }
  }

  private static boolean takes(long dimension, long size) {
    return dimension < 0 || dimension == size;
  }

  private String onlyName(Set<String> names, String what) throws ModelException {
    if (names.size() != 1) {
      throw new ModelException(
          "%s: has %d %ss %s; a model that scores images has one"
              .formatted(file, names.size(), what, names));
    }
    return names.iterator().next();
  }

  private TensorInfo tensor(NodeInfo node, String what) throws ModelException {
    if (node.getInfo() instanceof TensorInfo info && info.type == OnnxJavaType.FLOAT) {
      return info;
    }
    throw new ModelException(
        "%s: its %s '%s' is %s; float32 numbers are needed"
            .formatted(file, what, node.getName(), node.getInfo()));
  }

  private ModelException closing(ModelException failure) {
    try {
      session.close();
    } catch (OrtException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
