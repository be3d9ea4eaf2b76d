package org.mneme.network;

import java.util.List;

/**
 * Rows and columns of zeros around an image, for convolutions that want more of them on one side
 * than on the other.
 *
 * @param before rows above, and columns to the left
 * @param after rows below, and columns to the right
 */
public record ZeroPad2d(int before, int after) implements Layer {
  public ZeroPad2d {
    if (before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "padding must not be negative: %d before, %d after".formatted(before, after));
    }
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    Shape image = Shapes.image(inputs, 0);
    int more = before + after;
    return Shape.of(image.dim(0), image.dim(1) + more, image.dim(2) + more);
  }
}
