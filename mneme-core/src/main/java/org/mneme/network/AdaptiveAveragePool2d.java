package org.mneme.network;

import java.util.List;

/**
 * Means over windows that cover the image in a fixed number of rows and columns: window {@code i}
 * of {@code n} covers {@code floor(i * size / n)} to {@code ceil((i + 1) * size / n)}, exclusive. 1
 * x 1 is the global average.
 */
public record AdaptiveAveragePool2d(int height, int width) implements Layer {
  public AdaptiveAveragePool2d {
    Shapes.positive(height, "height");
    Shapes.positive(width, "width");
  }

  public static AdaptiveAveragePool2d global() {
    return new AdaptiveAveragePool2d(1, 1);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shape.of(Shapes.image(inputs, 0).dim(0), height, width);
  }
}
