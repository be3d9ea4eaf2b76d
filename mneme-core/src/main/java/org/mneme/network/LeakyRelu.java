package org.mneme.network;

import java.util.List;

/** {@code x} where it is above 0, else {@code slope * x}. */
public record LeakyRelu(float slope) implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
