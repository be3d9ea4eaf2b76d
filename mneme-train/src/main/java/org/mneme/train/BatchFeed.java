package org.mneme.train;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.mneme.network.Shape;

/**
 * Batches of examples, one filled on another thread while the one before is in use. For one thread.
 */
@SuppressWarnings("try") // a scope acts by being there
final class BatchFeed implements AutoCloseable {
  private final Examples examples;
  private final int epoch;
  private final List<int[]> batches;
  private final Room[] rooms;
  private final ExecutorService filler =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "mneme-examples");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Future<?>> filled = new ArrayList<>();
  private int next;

  /**
   * A filled batch. Its tensors are valid, within the caller's scope, until the feed's next batch
   * is taken.
   */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  record Batch(int[] indices, Map<String, Tensor> inputs, Tensor scores_N) {}

  /** Memory for one batch, which libtorch and Java both see. */
  private static final class Room {
    final Map<String, Tensor> inputs = new LinkedHashMap<>();
    final Tensor scores;

    Room(Map<String, Shape> shapes, int most) {
      try (PointerScope scope = new PointerScope()) {
        shapes.forEach(
            (name, shape) ->
                inputs.put(name, torch.empty(Native.batch(most, shape)).retainReference()));
        scores = torch.empty(most).retainReference();
      }
    }

    void free() {
      inputs.values().forEach(Tensor::releaseReference);
      scores.releaseReference();
    }
  }

  /**
   * @param batches indices of each batch
   */
  BatchFeed(Examples examples, int epoch, List<int[]> batches) {
    this.examples = examples;
    this.epoch = epoch;
    this.batches = batches;
    int most = batches.stream().mapToInt(batch -> batch.length).max().orElse(0);
    Map<String, Shape> shapes = examples.inputs();
    this.rooms = new Room[] {new Room(shapes, most), new Room(shapes, most)};
    fillNext();
  }

  private void fillNext() {
    int number = filled.size();
    if (number < batches.size()) {
      filled.add(
          filler.submit(
              () -> {
                fill(batches.get(number), rooms[number % 2]);
                return null;
              }));
    }
  }

  private void fill(int[] indices, Room room) throws IOException {
    try (PointerScope scope = new PointerScope()) {
      Map<String, FloatBuffer> inputs = new LinkedHashMap<>();
      room.inputs.forEach((name, tensor) -> inputs.put(name, floats(tensor, indices.length)));
      examples.fill(epoch, indices.clone(), inputs, floats(room.scores, indices.length));
    }
  }

  private static FloatBuffer floats(Tensor tensor, int count) {
    FloatBuffer all = Native.bytes(tensor).order(ByteOrder.nativeOrder()).asFloatBuffer();
    long each = tensor.numel() / tensor.size(0);
    return all.slice(0, Math.toIntExact(count * each));
  }

  /** The next batch, in the order given; there must be one. */
  Batch next() throws IOException {
    int number = next++;
    try {
      filled.get(number).get();
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("training was interrupted").initCause(e);
    }
    fillNext();
    int[] indices = batches.get(number);
    Room room = rooms[number % 2];
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    room.inputs.forEach((name, tensor) -> inputs.put(name, tensor.narrow(0, 0, indices.length)));
    return new Batch(indices, inputs, room.scores.narrow(0, 0, indices.length));
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    return (IOException) cause;
  }

  /** Waits for the batch that is being filled, since it writes to memory that is freed here. */
  @Override
  public void close() {
    filler.shutdown();
    boolean interrupted = false;
    for (Future<?> batch : filled) {
      while (!batch.isDone()) {
        try {
          batch.get();
        } catch (ExecutionException e) {
          break; // told by next(), if anyone still wanted it
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    for (Room room : rooms) {
      room.free();
    }
  }

  /**
   * Cuts a list into parts of at most {@code most}, as equal as can be: a last part of one example
   * would upset a batch norm.
   */
  static List<int[]> parts(int[] indices, int most) {
    int count = (indices.length + most - 1) / most;
    List<int[]> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = (int) ((long) indices.length * part / count);
      int to = (int) ((long) indices.length * (part + 1) / count);
      parts.add(Arrays.copyOfRange(indices, from, to));
    }
    return parts;
  }
}
