package org.mneme.network;

import java.util.List;

/** The product of its inputs, value by value. */
public record Multiply() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.alike(inputs);
  }
}
