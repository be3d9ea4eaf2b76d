package org.mneme.score;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mneme.onnx.ModelException;

/**
 * Runs an ONNX graph on float32 tensors by name: any inputs, any outputs, no images. For tools that
 * look inside a network; to score images use {@link Scorer}. For one thread.
 */
public final class GraphRunner implements AutoCloseable {
  /**
   * A tensor's values in C order.
   *
   * @param values its remaining values count
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Floats(FloatBuffer values, long[] shape) {}

  private final String what;
  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * @param model an ONNX file's bytes
   * @param what names the graph in errors
   * @throws ModelException if ONNX Runtime cannot open it
   */
  public GraphRunner(byte[] model, int threads, String what) throws ModelException {
    this(what, threads, (environment, options) -> environment.createSession(model, options));
  }

  /**
   * Opens a graph in a file, which may be deleted afterwards; its bytes do not pass through the
   * heap.
   *
   * @param what names the graph in errors
   * @throws ModelException if ONNX Runtime cannot open it
   */
  public static GraphRunner open(Path model, int threads, String what) throws ModelException {
    return new GraphRunner(
        what,
        threads,
        (environment, options) -> environment.createSession(model.toString(), options));
  }

  private interface Opening {
    OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  private GraphRunner(String what, int threads, Opening opening) throws ModelException {
    this.what = what;
    this.environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      this.session = opening.open(environment, options);
    } catch (OrtException e) {
      throw new ModelException(
          "%s: ONNX Runtime cannot open it: %s".formatted(what, Session.oneLine(e.getMessage())),
          e);
    }
  }

  /** The name of the graph's first input. */
  public String onlyInput() {
    return session.getInputNames().iterator().next();
  }

  /** Every output by name; the values are copies. */
  public Map<String, Floats> run(Map<String, Floats> inputs) throws ModelException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Floats> input : inputs.entrySet()) {
        Floats floats = input.getValue();
        tensors.put(
            input.getKey(), OnnxTensor.createTensor(environment, floats.values(), floats.shape()));
      }
      Map<String, Floats> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), floats(output.getKey(), output.getValue()));
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw new ModelException(
          "%s: the graph failed: %s".formatted(what, Session.oneLine(e.getMessage())), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private Floats floats(String name, OnnxValue value) throws ModelException {
    if (value instanceof OnnxTensor tensor) {
      FloatBuffer values = tensor.getFloatBuffer();
      if (values != null) {
        return new Floats(values, tensor.getInfo().getShape());
      }
    }
    throw new ModelException("%s: its output '%s' is no float32 tensor".formatted(what, name));
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(what + ": ONNX Runtime did not close it", e);
    }
  }
}
