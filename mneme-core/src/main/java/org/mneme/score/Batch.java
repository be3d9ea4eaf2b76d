package org.mneme.score;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.mneme.image.InputSize;
import org.mneme.onnx.ModelException;

/**
 * Images side by side in native memory, run together; one batch is filled again and again. For one
 * thread.
 */
final class Batch {
  private final int cropsPerImage;
  private final InputSize input;
  private final int capacity;
  private final int rowsPerRun;
  private final FloatBuffer planes_NCHW;
  private int images;

  /**
   * @param rows how many crops to run at once, if the model leaves it open; at least one image's
   * @param fixedRows how many crops the model insists on, or 0
   */
  Batch(int rows, int cropsPerImage, InputSize input, int fixedRows) {
    this.cropsPerImage = cropsPerImage;
    this.input = input;
    this.capacity = Math.max(1, Math.max(rows, fixedRows) / cropsPerImage);
    int used = capacity * cropsPerImage;
    this.rowsPerRun = fixedRows > 0 ? fixedRows : used;
    int padded = ((used + rowsPerRun - 1) / rowsPerRun) * rowsPerRun;
    this.planes_NCHW =
        ByteBuffer.allocateDirect(Math.multiplyExact(padded * 4, floatsPerRow()))
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  int capacity() {
    return capacity;
  }

  boolean isFull() {
    return images == capacity;
  }

  void clear() {
    images = 0;
  }

  /** Adds one image's crops, {@code [crops, channels, height, width]}. */
  Batch add(float[] crops) {
    planes_NCHW.put(images * cropsPerImage * floatsPerRow(), crops);
    images++;
    return this;
  }

  /** One score an image: the mean over its crops. */
  float[] run(Session session) throws ModelException {
    float[] scores = new float[images];
    int rows = images * cropsPerImage;
    double sum = 0;
    for (int from = 0; from < rows; from += rowsPerRun) {
      int useful = Math.min(rowsPerRun, rows - from);
      int run = session.fixedBatch() > 0 ? rowsPerRun : useful;
      FloatBuffer part = planes_NCHW.slice(from * floatsPerRow(), run * floatsPerRow());
      float[] outputs = session.run(part, run, input);
      for (int i = 0; i < useful; i++) {
        sum += outputs[i];
        int row = from + i;
        if ((row + 1) % cropsPerImage == 0) {
          scores[row / cropsPerImage] = (float) (sum / cropsPerImage);
          sum = 0;
        }
      }
    }
    return scores;
  }

  private int floatsPerRow() {
    return input.floats();
  }
}
