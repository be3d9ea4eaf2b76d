package org.mneme.network;

import java.util.List;

/**
 * Dropout: in training each value becomes 0 with this probability and the others are divided by the
 * rest; when scoring it does nothing.
 */
public record Dropout(double probability) implements Layer {
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException("probability must be in [0, 1): " + probability);
    }
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
