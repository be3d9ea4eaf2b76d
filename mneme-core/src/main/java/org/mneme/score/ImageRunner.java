package org.mneme.score;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mneme.image.InputSize;
import org.mneme.onnx.ModelException;

/**
 * Runs a graph with one image input and any outputs on many images, of which each may give several
 * rows: crops, or other views of it. Images are decoded ahead on threads of their own; memory does
 * not grow with their number. For one thread.
 */
public final class ImageRunner implements AutoCloseable {
  /**
   * From an image file to what the graph takes: {@code [rows, channels, height, width]}. Called on
   * threads.
   */
  @FunctionalInterface
  public interface Input {
    float[] planes(Path image) throws IOException;
  }

  /** Takes one image's outputs, in the order of the images. */
  @FunctionalInterface
  public interface Sink {
    void accept(Outputs outputs) throws IOException;
  }

  /**
   * What the graph gave for one image.
   *
   * @param values by the output's name, its remaining values counting: those of the image's rows,
   *     one after the other; empty when the image failed
   * @param error why it failed, in one line; null when it did not
   */
  public record Outputs(Path image, Map<String, FloatBuffer> values, @Nullable String error) {}

  private final GraphRunner graph;
  private final int threads;
  private final int batch;

  private ImageRunner(GraphRunner graph, int threads, int batch) {
    this.graph = graph;
    this.threads = threads;
    this.batch = batch;
  }

  /**
   * Opens a graph.
   *
   * @param model may be deleted afterwards
   * @param batch how many rows are run at once, if an image does not have more
   * @param what names the graph in errors
   * @throws ModelException if ONNX Runtime cannot open it
   */
  public static ImageRunner open(Path model, int threads, int batch, String what)
      throws ModelException {
    return new ImageRunner(GraphRunner.open(model, threads, what), threads, batch);
  }

  /**
   * Runs all images.
   *
   * @param rows how many rows {@code input} gives for each image
   * @param size of a row
   * @throws ModelException if the graph itself fails
   */
  public void run(Iterator<Path> images, Input input, int rows, InputSize size, Sink sink)
      throws IOException {
    int capacity = Math.max(1, batch / rows);
    int floats = Math.multiplyExact(rows, size.floats());
    FloatBuffer planes_NCHW =
        ByteBuffer.allocateDirect(Math.multiplyExact(4 * capacity, floats))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try (DecodeAhead ahead = new DecodeAhead(images, input::planes, threads, 2 * capacity)) {
      List<Decoded> waiting = new ArrayList<>();
      while (ahead.hasNext()) {
        Decoded decoded = ahead.next();
        waiting.add(decoded);
        if (decoded.planes() != null) {
          planes_NCHW.put(decoded.planes(), 0, floats);
        }
        if (!planes_NCHW.hasRemaining() || !ahead.hasNext()) {
          ahead.fill();
          planes_NCHW.flip();
          emit(waiting, run(planes_NCHW, size), planes_NCHW.limit() / floats, sink);
          waiting.clear();
          planes_NCHW.clear();
        }
      }
    }
  }

  private Map<String, GraphRunner.Floats> run(FloatBuffer planes_NCHW, InputSize size)
      throws ModelException {
    int rows = planes_NCHW.remaining() / size.floats();
    if (rows == 0) {
      return Map.of();
    }
    long[] shape = {rows, size.channels(), size.height(), size.width()};
    return graph.run(Map.of(graph.onlyInput(), new GraphRunner.Floats(planes_NCHW, shape)));
  }

  private static void emit(
      List<Decoded> waiting, Map<String, GraphRunner.Floats> results, int good, Sink sink)
      throws IOException {
    int at = 0;
    for (Decoded decoded : waiting) {
      Map<String, FloatBuffer> values = new LinkedHashMap<>();
      if (decoded.planes() != null) {
        for (Map.Entry<String, GraphRunner.Floats> result : results.entrySet()) {
          FloatBuffer all = result.getValue().values();
          int each = all.remaining() / good;
          values.put(result.getKey(), all.slice(all.position() + at * each, each));
        }
        at++;
      }
      sink.accept(new Outputs(decoded.image(), values, decoded.error()));
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
