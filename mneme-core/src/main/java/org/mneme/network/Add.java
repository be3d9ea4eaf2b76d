package org.mneme.network;

import java.util.List;

/** The sum of its inputs, value by value; it ends a residual block. */
public record Add() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.stream().distinct().count() != 1) {
      throw new IllegalArgumentException("takes two or more inputs of one shape, not " + inputs);
    }
    return inputs.get(0);
  }
}
