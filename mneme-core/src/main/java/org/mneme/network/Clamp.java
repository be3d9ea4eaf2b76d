package org.mneme.network;

import java.util.List;

/** Each value, but no less than {@code min} and no more than {@code max}. */
public record Clamp(float min, float max) implements Layer {
  public Clamp {
    if (!(min <= max)) {
      throw new IllegalArgumentException("min (%s) must be at most max (%s)".formatted(min, max));
    }
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
