package org.mneme.train;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Map;
import org.mneme.network.Network;
import org.mneme.network.Shape;

/**
 * Scored examples to train on or to validate with, brought as plain numbers: images, cached outputs
 * of a frozen branch, or both.
 *
 * <p>One thread at a time calls {@link #fill}, another than the one that trains.
 */
interface Examples {
  /** How many there are; 0 is allowed for validation. */
  int size();

  /**
   * What a batch brings: {@link Network#INPUT}, or names of frozen nodes whose outputs it brings in
   * their stead, each with its shape without the batch.
   */
  Map<String, Shape> inputs();

  /**
   * Writes a batch. The same arguments must always give the same numbers, or a resumed run differs
   * from one that was never interrupted.
   *
   * @param epoch from 0; what augmentation may depend on
   * @param indices of the examples, in the batch's order, each below {@link #size}
   * @param inputs by name, to be filled with exactly {@code indices.length} examples; direct, in
   *     the machine's byte order
   * @param scores to be filled with as many human scores
   */
  void fill(int epoch, int[] indices, Map<String, FloatBuffer> inputs, FloatBuffer scores)
      throws IOException;

  /** What people call an example, such as its file; for messages. */
  default String name(int index) {
    return "example " + index;
  }
}
