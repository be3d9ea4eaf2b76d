package org.mneme.network;

import java.util.List;

/** Logistic function: {@code 1 / (1 + exp(-x))}, 0..1. */
public record Sigmoid() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
