package org.mneme.network;

import java.util.List;

/** All values in one row, channels slowest, columns fastest. */
public record Flatten() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shape.of(Math.toIntExact(Shapes.only(inputs).size()));
  }
}
