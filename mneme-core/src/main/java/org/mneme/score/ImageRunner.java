package org.mneme.score;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mneme.image.InputSize;
import org.mneme.onnx.ModelException;

/**
 * Runs a graph with one image input on many images, of which each may give several rows: crops, or
 * other views of it. Images are decoded ahead on threads of their own; memory does not grow with
 * their number.
 *
 * <p>Many threads may run it at once. The native graph is freed by {@link #close}.
 */
public final class ImageRunner implements AutoCloseable {
  /**
   * Turns an image, mostly a file, into what the graph takes: {@code [rows, channels, height,
   * width]}. Called on threads.
   *
   * @param <T> how images are known, such as by a path
   */
  @FunctionalInterface
  public interface Input<T> {
    /**
     * Decodes one image.
     *
     * @param image one of those that are run
     * @return all its rows, one after the other
     * @throws IOException if it cannot be decoded; the image then counts as failed
     */
    float[] planes(T image) throws IOException;
  }

  /**
   * Takes one image's outputs, in the order of the images.
   *
   * @param <T> how images are known, such as by a path
   */
  @FunctionalInterface
  public interface Sink<T> {
    /**
     * One image is done.
     *
     * @param outputs what the graph gave, or why there is nothing
     * @throws IOException to end it all
     */
    void accept(Outputs<T> outputs) throws IOException;
  }

  /**
   * What the graph gave for one image.
   *
   * @param <T> how images are known, such as by a path
   * @param image one of those that are run
   * @param values by the output's name, its remaining values counting: those of the image's rows,
   *     one after the other; empty when the image failed
   * @param error why it failed, in one line; null when it did not
   */
  public record Outputs<T>(T image, Map<String, FloatBuffer> values, @Nullable String error) {}

  private final GraphRunner graph;
  private final ImageInput input;
  private final Set<String> outputs;
  private final int threads;
  private final int batch;

  /**
   * Takes over a graph.
   *
   * @param outputs those that are wanted
   */
  ImageRunner(GraphRunner graph, ImageInput input, Set<String> outputs, int threads, int batch) {
    this.graph = graph;
    this.input = input;
    this.outputs = Set.copyOf(outputs);
    this.threads = threads;
    this.batch = batch;
  }

  /**
   * Opens a graph, of which all outputs are wanted.
   *
   * @param model an ONNX file with one input of images; may be deleted afterwards
   * @param size of a row
   * @param threads for each run; as many again decode
   * @param batch how many rows are run at once, if an image does not have more
   * @param what names the graph in errors
   * @return the open graph; the caller closes it
   * @throws ModelException if ONNX Runtime cannot open it, or it does not take such images
   */
  public static ImageRunner open(Path model, InputSize size, int threads, int batch, String what)
      throws ModelException {
    GraphRunner graph = GraphRunner.open(model, threads, what);
    try {
      Set<String> outputs = graph.outputs().keySet();
      return new ImageRunner(graph, ImageInput.of(graph, size), outputs, threads, batch);
    } catch (ModelException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Runs all images and hands on what each gave, in their order, as soon as it is there. {@code
   * images} and {@code sink} are called on the calling thread.
   *
   * <p>Interrupting the calling thread ends it early, between two batches, with {@link
   * java.io.InterruptedIOException}.
   *
   * @param <T> how images are known, such as by a path
   * @param images gone through once
   * @param decoder from an image to its rows
   * @param rows how many rows {@code decoder} gives for each image
   * @param sink takes what each image gave
   * @throws ModelException if the graph itself fails
   */
  public <T> void run(Iterator<T> images, Input<T> decoder, int rows, Sink<T> sink)
      throws IOException {
    RowBatch lot = newBatch(rows);
    try (DecodeAhead<T> ahead = new DecodeAhead<>(images, decoder, threads, 2 * lot.capacity())) {
      List<Decoded<T>> waiting = new ArrayList<>();
      boolean first = true;
      while (ahead.hasNext()) {
        Decoded<T> decoded = ahead.next();
        waiting.add(decoded);
        if (decoded.planes() != null) {
          lot.add(decoded.planes());
        }
        if (lot.isFull() || !ahead.hasNext()) {
          ahead.fill();
          emit(waiting, run(lot, first), sink);
          first = false;
          waiting.clear();
          lot.clear();
        }
      }
    }
  }

  /** Runs one image: the outputs of its rows. */
  Map<String, FloatBuffer> run(float[] planes, int rows) throws ModelException {
    RowBatch lot = new RowBatch(input, rows, rows);
    lot.add(planes);
    return run(lot, true);
  }

  /** A batch of images with this many rows each, to be filled and run again and again. */
  RowBatch newBatch(int rows) {
    return new RowBatch(input, batch, rows);
  }

  /** Runs what a batch holds, see {@link RowBatch#run}. */
  Map<String, FloatBuffer> run(RowBatch lot, boolean alone) throws ModelException {
    return lot.run(graph, outputs, alone);
  }

  private static <T> void emit(
      List<Decoded<T>> waiting, Map<String, FloatBuffer> results, Sink<T> sink) throws IOException {
    int good = (int) waiting.stream().filter(decoded -> decoded.planes() != null).count();
    int at = 0;
    for (Decoded<T> decoded : waiting) {
      Map<String, FloatBuffer> values = new LinkedHashMap<>();
      if (decoded.planes() != null) {
        for (Map.Entry<String, FloatBuffer> result : results.entrySet()) {
          int each = result.getValue().remaining() / good;
          values.put(result.getKey(), result.getValue().slice(at * each, each));
        }
        at++;
      }
      sink.accept(new Outputs<>(decoded.image(), values, decoded.error()));
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
