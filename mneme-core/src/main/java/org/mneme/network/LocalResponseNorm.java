package org.mneme.network;

import java.util.List;

/**
 * Local response normalisation across channels (Krizhevsky et al., 2012): {@code x / (k + alpha /
 * size * sum)^beta}, where {@code sum} adds the squares of the {@code size} nearest channels.
 * Dividing alpha by the size is what both PyTorch and Caffe do.
 */
public record LocalResponseNorm(int size, float alpha, float beta, float k) implements Layer {
  public LocalResponseNorm {
    Shapes.positive(size, "size");
  }

  /** PyTorch's defaults: alpha 1e-4, beta .75, k 1. */
  public static LocalResponseNorm of(int size) {
    return new LocalResponseNorm(size, 1e-4f, .75f, 1f);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.image(inputs, 0);
  }
}
