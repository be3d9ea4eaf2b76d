package org.mneme.head;

import java.io.IOException;

/** Samples as rows of a matrix, standardised, all groups side by side; a block at a time. */
final class ScaledBlocks {
  private static final int BLOCK = 1_024;

  private final FeatureRows samples;
  private final Scaling scaling;
  private final NativeMatrix block;
  private final float[] row;
  private final double[] scaled;
  private int next;

  ScaledBlocks(FeatureRows samples, Scaling scaling) {
    this.samples = samples;
    this.scaling = scaling;
    this.block = new NativeMatrix(Math.min(BLOCK, samples.count()), samples.columns());
    this.row = new float[samples.longest()];
    this.scaled = new double[samples.columns()];
  }

  NativeMatrix block() {
    return block;
  }

  /** Reads the next block; returns how many of its rows are used, 0 at the end. */
  int read() throws IOException {
    int used = Math.min(block.rows(), samples.count() - next);
    for (int i = 0; i < used; i++) {
      int at = 0;
      for (int group = 0; group < samples.lengths().size(); group++) {
        samples.read(next + i, group, row);
        scaling.apply(group, row, scaled, at);
        at += samples.lengths().get(group);
      }
      block.setRow(i, scaled);
    }
    next += used;
    return used;
  }
}
