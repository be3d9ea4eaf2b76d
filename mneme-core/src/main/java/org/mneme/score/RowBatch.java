package org.mneme.score;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.mneme.onnx.ModelException;
import org.mneme.remedy.Action;
import org.mneme.remedy.Remedy;

/**
 * Images, or several views of each, side by side in native memory, run together; one batch is
 * filled again and again. For one thread.
 *
 * <p>The last digit of what ONNX Runtime computes of a row can depend on whether there is an odd
 * number of them. So a batch with room for an even number is run with one: where rows are left over
 * at the end, or after an interrupted run resumes, they give the same bits as in a full batch.
 */
final class RowBatch {
  private final ImageInput input;
  private final int rowsPerItem;
  private final int capacity;
  private final int rowsPerRun;
  private final ByteBuffer rows;
  private int items;

  /**
   * @param most how many rows to run at once, if the graph leaves it open; at least one item's
   */
  RowBatch(ImageInput input, int most, int rowsPerItem) {
    this.input = input;
    this.rowsPerItem = rowsPerItem;
    this.capacity = Math.max(1, Math.max(most, input.fixedRows()) / rowsPerItem);
    int used = capacity * rowsPerItem;
    this.rowsPerRun = input.fixedRows() > 0 ? input.fixedRows() : used;
    int padded = ((used + rowsPerRun - 1) / rowsPerRun) * rowsPerRun;
    this.rows =
        ByteBuffer.allocateDirect(Math.multiplyExact(padded, input.rowBytes()))
            .order(ByteOrder.nativeOrder());
  }

  /** How many items it holds. */
  int capacity() {
    return capacity;
  }

  boolean isFull() {
    return items == capacity;
  }

  void clear() {
    items = 0;
  }

  /** Adds one item's rows, {@code [rowsPerItem, channels, height, width]}. */
  void add(float[] planes) {
    rows.position(items * rowsPerItem * input.rowBytes());
    input.write(planes, rows);
    items++;
  }

  /**
   * The graph's outputs by name: the values of each item's rows, one item after the other.
   *
   * @param alone whether a single row is run as one, in half the time of two
   */
  Map<String, FloatBuffer> run(GraphRunner graph, Set<String> outputs, boolean alone)
      throws ModelException {
    Map<String, FloatBuffer> all = new LinkedHashMap<>();
    int used = items * rowsPerItem;
    for (int from = 0; from < used; from += rowsPerRun) {
      int useful = Math.min(rowsPerRun, used - from);
      int run = input.fixedRows() > 0 ? rowsPerRun : even(useful, alone);
      for (Map.Entry<String, GraphRunner.Floats> output :
          run(graph, outputs, from, run).entrySet()) {
        FloatBuffer values = output.getValue().values();
        if (values.remaining() % run != 0) {
          throw new ModelException(
              "%s: its output '%s' is %s for %d images; as many numbers for each are needed"
                  .formatted(
                      graph.what(),
                      output.getKey(),
                      GraphRunner.shape(output.getValue().shape()),
                      run),
              singly(run));
        }
        int each = values.remaining() / run;
        all.computeIfAbsent(output.getKey(), name -> FloatBuffer.allocate(used * each))
            .put(values.slice(values.position(), useful * each));
      }
    }
    all.values().forEach(FloatBuffer::flip);
    return all;
  }

  /** The rows beyond those that count hold whatever was there before. */
  private int even(int useful, boolean alone) {
    boolean single = useful == 1 && alone;
    return useful % 2 == 0 || single || useful == rowsPerRun ? useful : useful + 1;
  }

  /** Many a graph says that it takes any number of images, and was written for one. */
  private Remedy[] singly(int count) {
    return count > 1 && input.fixedRows() == 0
        ? new Remedy[] {
          Remedy.of(Action.RUN_SINGLY, "If it can only take one image at a time, run it so")
        }
        : new Remedy[0];
  }

  private Map<String, GraphRunner.Floats> run(
      GraphRunner graph, Set<String> outputs, int from, int count) throws ModelException {
    ByteBuffer part =
        rows.slice(from * input.rowBytes(), count * input.rowBytes())
            .order(ByteOrder.nativeOrder());
    try (OnnxTensor tensor = input.tensor(graph.environment(), part, count)) {
      return graph.run(Map.of(input.name(), tensor), outputs);
    } catch (ModelException e) {
      throw new ModelException(e.found(), e, singly(count));
    } catch (OrtException e) {
      throw new ModelException(
          "%s: %s".formatted(graph.what(), RuntimeMessage.plain(String.valueOf(e.getMessage()))),
          e);
    }
  }
}
