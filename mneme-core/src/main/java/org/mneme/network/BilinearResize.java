package org.mneme.network;

import java.util.List;

/**
 * Bilinear interpolation to a fixed size, not antialiased.
 *
 * @param alignCorners whether the outermost pixels' centres stay where they are, else the image's
 *     edges do
 */
public record BilinearResize(int height, int width, boolean alignCorners) implements Layer {
  public BilinearResize {
    Shapes.positive(height, "height");
    Shapes.positive(width, "width");
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shape.of(Shapes.image(inputs, 0).dim(0), height, width);
  }
}
