package org.mneme.network;

import java.util.List;

/** A fully connected layer: {@code x * weight^T + bias}. */
public record Linear(int in, int out) implements Layer {
  public Linear {
    Shapes.positive(in, "in");
    Shapes.positive(out, "out");
  }

  @Override
  public Shape outputOf(List<Shape> inputs) {
    Shape input = Shapes.only(inputs);
    if (!input.equals(Shape.of(in))) {
      throw new IllegalArgumentException("takes [%d], not %s".formatted(in, input));
    }
    return Shape.of(out);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("weight", Shape.of(out, in), true),
        new Parameter("bias", Shape.of(out), true));
  }
}
