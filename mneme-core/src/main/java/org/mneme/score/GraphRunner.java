package org.mneme.score;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;
import org.mneme.onnx.ModelException;
import org.mneme.onnx.OnnxFile;
import org.mneme.onnx.OnnxModel;

/**
 * An open ONNX graph: any inputs, any outputs, by name. Every network that Mneme runs is opened
 * here. For tools that look inside a network; to score images use {@link Scorer}.
 *
 * <p>Many threads may run it at once. The native graph is freed by {@link #close}.
 */
public final class GraphRunner implements AutoCloseable {
  /**
   * A tensor's values in C order.
   *
   * @param values its remaining values count
   * @param shape as many numbers as the tensor has dimensions
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  public record Floats(FloatBuffer values, long[] shape) {}

  private final String what;
  private final OrtEnvironment environment;
  private final OrtSession session;

  /** Runs hold the read lock, so that closing waits for them. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private boolean closed;

  /**
   * Opens a graph in memory.
   *
   * @param model an ONNX file's bytes
   * @param threads for each run, 1 or more
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
   * @param model an ONNX file, with the files beside it in which it keeps weights
   * @param threads for each run, 1 or more
   * @param what names the graph in errors
   * @return the open graph; the caller closes it
   * @throws ModelException if ONNX Runtime cannot open it
   */
  public static GraphRunner open(Path model, int threads, String what) throws ModelException {
    return new GraphRunner(
        what,
        threads,
        (environment, options) -> environment.createSession(model.toString(), options));
  }

  /**
   * Opens a graph that was made or cut, by a file that is deleted at once.
   *
   * @param model may be of a mapped file
   * @param threads for each run, 1 or more
   * @param what names the graph in errors
   * @return the open graph; the caller closes it
   * @throws ModelException if ONNX Runtime cannot open it
   * @throws IOException if the file cannot be written
   */
  public static GraphRunner open(OnnxModel model, int threads, String what) throws IOException {
    Path file = Files.createTempFile("mneme", ".onnx");
    try {
      OnnxFile.write(model, file);
      return open(file, threads, what);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private interface Opening {
    OrtSession open(OrtEnvironment environment, SessionOptions options) throws OrtException;
  }

  private GraphRunner(String what, int threads, Opening opening) throws ModelException {
    this.what = what;
    this.environment = OrtEnvironment.getEnvironment();
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      // What it writes itself would stand among the scores: warnings of shapes that a file declares
      // wrongly, and errors that are thrown too.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      this.session = opening.open(environment, options);
    } catch (OrtException e) {
      throw new ModelException(
          "%s: %s".formatted(what, RuntimeMessage.ofOpening(String.valueOf(e.getMessage()))), e);
    }
  }

  /** What errors call the graph. */
  String what() {
    return what;
  }

  OrtEnvironment environment() {
    return environment;
  }

  /**
   * {@return the name of the graph's input}
   *
   * @throws ModelException if it has several, or none
   */
  public String onlyInput() throws ModelException {
    return OnnxFile.onlyInput(session.getInputNames(), what);
  }

  /** The form of an input; empty if it is no tensor. */
  Optional<TensorInfo> input(String name) throws ModelException {
    return tensors(session::getInputInfo).getOrDefault(name, Optional.empty());
  }

  /** The form of each output by name, in the graph's order; empty for one that is no tensor. */
  Map<String, Optional<TensorInfo>> outputs() throws ModelException {
    return tensors(session::getOutputInfo);
  }

  private interface Forms {
    Map<String, NodeInfo> get() throws OrtException;
  }

  private Map<String, Optional<TensorInfo>> tensors(Forms forms) throws ModelException {
    try {
      Map<String, Optional<TensorInfo>> tensors = new LinkedHashMap<>();
      forms
          .get()
          .forEach(
              (name, node) ->
                  tensors.put(
                      name,
                      node.getInfo() instanceof TensorInfo info
                          ? Optional.of(info)
                          : Optional.empty()));
      return tensors;
    } catch (OrtException e) {
      throw failure(e);
    }
  }

  /**
   * {@return every output by name; the values are copies}
   *
   * @param inputs a tensor for each input, by name
   * @throws ModelException if the graph cannot be run on these
   */
  public Map<String, Floats> run(Map<String, Floats> inputs) throws ModelException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Floats> input : inputs.entrySet()) {
        Floats floats = input.getValue();
        tensors.put(
            input.getKey(), OnnxTensor.createTensor(environment, floats.values(), floats.shape()));
      }
      return run(tensors, session.getOutputNames());
    } catch (OrtException e) {
      throw failure(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /** Some outputs by name; the values are copies. What only the others need is not computed. */
  Map<String, Floats> run(Map<String, OnnxTensor> inputs, Set<String> wanted)
      throws ModelException {
    Map<String, Floats> outputs = new LinkedHashMap<>();
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException(what + ": is closed");
      }
      try (OrtSession.Result result = session.run(inputs, wanted)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), floats(output.getKey(), output.getValue()));
        }
      }
    } catch (OrtException e) {
      throw failure(e);
    } finally {
      lock.readLock().unlock();
    }
    return outputs;
  }

  private ModelException failure(OrtException e) {
    return new ModelException(
        "%s: the network failed: %s"
            .formatted(what, RuntimeMessage.ofRunning(String.valueOf(e.getMessage()))),
        e);
  }

  private Floats floats(String name, OnnxValue value) throws ModelException {
    if (value instanceof OnnxTensor tensor) {
      long[] shape = tensor.getInfo().getShape();
      FloatBuffer values = tensor.getFloatBuffer();
      if (values != null) {
        return new Floats(values, shape);
      }
      if (tensor.getInfo().type == OnnxJavaType.DOUBLE) {
        return new Floats(narrowed(tensor.getDoubleBuffer()), shape);
      }
    }
    throw new ModelException(
        "%s: its output '%s' is %s; numbers with a fraction (float16, float32, float64) are needed"
            .formatted(what, name, form(tensorInfo(value))));
  }

  private static Optional<TensorInfo> tensorInfo(OnnxValue value) {
    return value instanceof OnnxTensor tensor ? Optional.of(tensor.getInfo()) : Optional.empty();
  }

  private static FloatBuffer narrowed(DoubleBuffer values) {
    FloatBuffer floats = FloatBuffer.allocate(values.remaining());
    while (values.hasRemaining()) {
      floats.put((float) values.get());
    }
    return floats.flip();
  }

  /** A tensor's numbers and shape for people: {@code float16 [N, 3, 64, 64]}. */
  static String form(Optional<TensorInfo> info) {
    return info.map(i -> type(i.type) + " " + shape(i.getShape())).orElse("no tensor");
  }

  static String type(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      default -> type.name().toLowerCase(Locale.ROOT);
    };
  }

  /** A shape for people; what is open is N. */
  static String shape(long[] dims) {
    List<String> sizes = new ArrayList<>();
    for (long dim : dims) {
      sizes.add(dim < 0 ? "N" : String.valueOf(dim));
    }
    return sizes.stream().collect(Collectors.joining(", ", "[", "]"));
  }

  /** Waits for runs in progress, then frees the native graph. Closing twice does nothing more. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new IllegalStateException(what + ": ONNX Runtime did not close it", e);
    } finally {
      lock.writeLock().unlock();
    }
  }
}
