package org.mneme.network;

import java.util.List;

/** Rectified linear unit: {@code max(0, x)}. */
public record Relu() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
