package org.mneme.network;

import java.util.List;

/** The sum of its inputs, value by value; it ends a residual block. */
public record Add() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.alike(inputs);
  }
}
