package org.mneme.network;

import java.util.List;

/** The largest of its inputs, value by value. */
public record Maximum() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.alike(inputs);
  }
}
