package org.mneme.network;

import java.util.List;

/**
 * {@code exp(x_c) / sum over c of exp(x_c)} along the first dimension (channels or features), at
 * each place of an image on its own.
 */
public record Softmax() implements Layer {
  @Override
  public Shape outputOf(List<Shape> inputs) {
    Shape in = Shapes.only(inputs);
    if (in.rank() == 0) {
      throw new IllegalArgumentException("takes an input with a first dimension, not a scalar");
    }
    return in;
  }
}
