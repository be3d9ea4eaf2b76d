package org.mneme.network;

import java.util.List;

/** Hyperbolic tangent of each value, -1..1. */
public record Tanh() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
