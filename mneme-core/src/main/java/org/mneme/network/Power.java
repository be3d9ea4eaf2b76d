package org.mneme.network;

import java.util.List;

/**
 * {@code (scale * x + shift)^power} of each value: also how a value is scaled, shifted or squared.
 * A negative base with a broken power gives NaN.
 */
public record Power(float power, float scale, float shift) implements Layer {
  /** {@code scale * x + shift}. */
  public static Power linear(float scale, float shift) {
    return new Power(1, scale, shift);
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    return Shapes.only(inputs);
  }
}
